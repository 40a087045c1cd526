"""Questions, the matches they were shown and the records that answered them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.columns import in_network, moment, named_in_network, one_of, same_network, texts
from store.tables.metadata import metadata

# A question keeps its asker's words, where it was asked and who may see it. `shared_at` is when its asker let
# everybody there read an answer that they had been shown alone; `narrowed` what follow-ups narrowed it to.
question = Table(
    "question",
    metadata,
    *named_in_network(),
    *same_network("official", "asker_id", index=True),
    *same_network("workspace"),
    Column("conversation", Text, nullable=False),
    *texts("thread"),
    Column("audience", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("band", Text, nullable=False),
    Column("helpful", Boolean),
    moment("asked_at"),
    moment("shared_at", nullable=True),
    *texts("narrowed"),
    Index("ix_question_asked", "network_id", "asked_at"),
    CheckConstraint("text <> ''", name="text_is_not_empty"),
    one_of("audience", "channel", "private", "anonymous"),
    one_of("band", "good", "maybe", "none"),
)

# The matches of one question: a record once, a place in the list once. Those that are not shown come after
# those that are, and only serve to find whom else to ask.
question_match = Table(
    "question_match",
    metadata,
    in_network(),
    *same_network("question"),
    Column("position", Integer, nullable=False),
    *same_network("record"),
    Column("score", Float, nullable=False),
    Column("shown", Boolean, nullable=False, server_default=text("true")),
    PrimaryKeyConstraint("question_id", "position"),
    UniqueConstraint("question_id", "record_id"),
)

# A question that is another one, its `origin`, with fewer records: what answers it answers that one.
narrowed_question = Table(
    "narrowed_question",
    metadata,
    in_network(),
    *same_network("question"),
    *same_network("question", "origin_id", index=True),
    PrimaryKeyConstraint("question_id"),
)

# Which record answered a question, and through which introduction if it was one: what later askers find.
question_answer = Table(
    "question_answer",
    metadata,
    in_network(),
    *same_network("question"),
    *same_network("record"),
    *same_network("introduction", nullable=True),
    moment("answered_at"),
    PrimaryKeyConstraint("question_id", "record_id"),
    Index("ix_question_answer_answered", "network_id", "answered_at"),
)
