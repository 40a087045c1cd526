"""Questions that stand: kept and matched against every later record until their asker needs them no more."""

from sqlalchemy import Column, Float, PrimaryKeyConstraint, Table, Text

from store.columns import Key, in_network, index_where, moment, named_in_network, one_of, same_network
from store.tables.metadata import metadata

# One time for which a question stands; its asker may let it stand again. While it is `looking`, records are
# matched against it. The first that fits, with this probability, makes it `found`: its asker is told once, at
# work (`told`), and not before snoozed_until. asked_at is when they were asked whether they still look for
# it, ended_at when it ended, checked_at when it was last asked again by itself.
standing_question = Table(
    "standing_question",
    metadata,
    *named_in_network(),
    *same_network("question", index=True),
    Column("state", Text, nullable=False),
    moment("opened_at"),
    moment("expires_at"),
    moment("snoozed_until", nullable=True),
    *same_network("record", "found_record_id", nullable=True),
    Column("probability", Float),
    moment("checked_at"),
    moment("asked_at", nullable=True),
    moment("ended_at", nullable=True),
    one_of("state", "looking", "found", "told", "closed", "expired"),
)
# A question stands once at a time.
index_where(
    "uq_standing_question_open",
    "state IN ('looking', 'found')",
    standing_question.c.question_id,
    unique=True,
)
index_where(
    "ix_standing_question_looking",
    "state = 'looking'",
    standing_question.c.network_id,
    standing_question.c.checked_at,
)

# How far each network's change log was matched against the questions that stand (store/changes.py).
matched_until = Table(
    "matched_until",
    metadata,
    in_network(),
    *(Column(name, Key, nullable=False) for name in ("xid", "seq", "mark")),
    PrimaryKeyConstraint("network_id"),
)
