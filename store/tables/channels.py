"""What people decided about the conversations in which the bot is a member."""

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from store.columns import in_network, moment, same_network
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
