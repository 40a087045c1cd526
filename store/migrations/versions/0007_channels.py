"""What people decided about conversations: threads in which the bot stays silent, settings of channels."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "hushed_thread",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "network_id"], ["workspace.id", "workspace.network_id"]),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("hushed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "conversation", "thread"),
    )
    op.create_table(
        "channel_setting",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "network_id"], ["workspace.id", "workspace.network_id"]),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("workspace_id", "conversation"),
        sa.CheckConstraint("answers IN ('mentions', 'questions')", name="answers_is_known"),
    )
