"""When somebody gets a summary, the summaries, offers to help, and who lets summaries tell a story."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.columns import in_network, index_where, moment, named_in_network, one_of, same_network, texts
from store.tables.metadata import metadata

# When one conversation gets its summary, or one official theirs (then the conversation is ""): on a weekday
# (Monday is 0) at a time of day such as 09:00 on the clock of a time zone, "" being UTC. `outsiders` says
# that people of other organisations read there. `paused_why` is the chat's reason for a pause that nobody
# wanted, such as is_archived.
digest_setting = Table(
    "digest_setting",
    metadata,
    *named_in_network(),
    *same_network("workspace"),
    *texts("conversation"),
    *same_network("official", nullable=True),
    Column("weekday", Integer, nullable=False),
    Column("at", Text, nullable=False),
    *texts("time_zone"),
    Column("empty_weeks", Text, nullable=False),
    Column("outsiders", Boolean, nullable=False, server_default=text("false")),
    Column("state", Text, nullable=False),
    *texts("paused_why"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_known"),
    CheckConstraint("(conversation = '') = (official_id IS NOT NULL)", name="a_conversation_or_a_person"),
    one_of("empty_weeks", "brief", "skip"),
    one_of("state", "on", "paused"),
)
index_where(
    "uq_digest_setting_conversation",
    "official_id IS NULL",
    digest_setting.c.workspace_id,
    digest_setting.c.conversation,
    unique=True,
)
index_where(
    "uq_digest_setting_official",
    "official_id IS NOT NULL",
    digest_setting.c.official_id,
    unique=True,
)

# One summary: `week` is the Monday of the week in which it is due, so that a week has one at most, or the
# moment at which staff wanted one out of turn. It is due until it is sent, skipped (nothing happened, or
# summaries were paused) or missed (more than a day late, or refused by the chat: `why`). `content` is what
# was sent, as JSON, of the time after `since` until `until`; `re_read_id` the record worth re-reading in it.
digest = Table(
    "digest",
    metadata,
    *named_in_network(),
    *same_network("digest_setting", "setting_id"),
    Column("week", Text, nullable=False),
    Column("state", Text, nullable=False),
    *texts("why", "content"),
    moment("due_at"),
    moment("since", nullable=True),
    moment("until", nullable=True),
    moment("ended_at", nullable=True),
    *same_network("record", "re_read_id", nullable=True),
    UniqueConstraint("setting_id", "week"),
    one_of("state", "due", "sent", "skipped", "missed"),
)
# Of one setting one summary waits at most.
index_where("uq_digest_due", "state = 'due'", digest.c.setting_id, unique=True)

# Somebody said that they can help with a question: the asker is told by which office, and says whether the
# two shall meet; then it becomes an introduction. Unanswered it lapses.
help_offer = Table(
    "help_offer",
    metadata,
    in_network(),
    *same_network("question"),
    *same_network("official", index=True),
    *same_network("office"),
    Column("state", Text, nullable=False),
    moment("offered_at"),
    moment("decided_at", nullable=True),
    PrimaryKeyConstraint("question_id", "official_id"),
    one_of("state", "offered", "accepted", "declined", "lapsed"),
)

# One side of an introduction lets summaries tell what came of it, by the names of both places; with the other
# side's it is told.
story_consent = Table(
    "story_consent",
    metadata,
    in_network(),
    *same_network("introduction"),
    *same_network("official", index=True),
    moment("agreed_at"),
    PrimaryKeyConstraint("introduction_id", "official_id"),
    Index("ix_story_consent_agreed", "network_id", "agreed_at"),
)
