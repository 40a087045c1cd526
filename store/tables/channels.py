"""What people decided about the conversations in which the bot is a member."""

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

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
# questions that are put to everybody there; and in which language it answers, "" for each reader's own.
channel_setting = Table(
    "channel_setting",
    metadata,
    in_network(),
    *same_network("workspace"),
    Column("conversation", Text, nullable=False),
    Column("answers", Text, nullable=False),
    *texts("language"),
    PrimaryKeyConstraint("workspace_id", "conversation"),
    one_of("answers", "mentions", "questions"),
)
