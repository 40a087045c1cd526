"""Answers for the asker alone, topics of a channel, conditions of follow-ups, channels that staff chose."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("question", sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True))
    chosen = sa.Column("staff_chose_it", sa.Boolean, nullable=False, server_default=sa.text("false"))
    op.add_column("workspace", chosen)
    narrowed = sa.Column("narrowed", sa.Text, nullable=False, server_default="")
    op.add_column("question", narrowed)
    private = sa.Column("private", sa.Boolean, nullable=False, server_default=sa.text("false"))
    op.add_column("channel_setting", private)
    op.create_table(
        "channel_topic",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "network_id"], ["workspace.id", "workspace.network_id"]),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "conversation", "topic"),
        sa.ForeignKeyConstraint(["topic", "network_id"], ["topic.name", "topic.network_id"]),
    )
