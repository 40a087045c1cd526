"""What people decided about the conversations in which the bot is a member."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, PrimaryKeyConstraint, Table, Text, text

from store.columns import in_network, moment, one_of, same_network, texts
from store.tables.metadata import metadata

# A thread in which the bot answers only whoever mentions it, until somebody does so with a question.
hushed_thread = Table(
    "hushed_thread",
    metadata,
    in_network(),
    *same_network("workspace"),
    Column("conversation", Text, nullable=False),
    Column("thread", Text, nullable=False),
    moment("hushed_at"),
    PrimaryKeyConstraint("workspace_id", "conversation", "thread"),
)

# How the bot behaves in one conversation, as staff decided: whether it answers only who mentions it, or also
# questions that are put to everybody there; in which language it answers, "" for each reader's own; and
# whether only the asker sees an answer until they share it.
channel_setting = Table(
    "channel_setting",
    metadata,
    in_network(),
    *same_network("workspace"),
    Column("conversation", Text, nullable=False),
    Column("answers", Text, nullable=False),
    *texts("language"),
    Column("private", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("workspace_id", "conversation"),
    one_of("answers", "mentions", "questions"),
)

# The topics of a conversation, each one of the network's: a question to everybody there is answered only if
# it is about one of them.
channel_topic = Table(
    "channel_topic",
    metadata,
    in_network(),
    *same_network("workspace"),
    Column("conversation", Text, nullable=False),
    Column("topic", Text, nullable=False),
    PrimaryKeyConstraint("workspace_id", "conversation", "topic"),
    ForeignKeyConstraint(["topic", "network_id"], ["topic.name", "topic.network_id"]),
)
