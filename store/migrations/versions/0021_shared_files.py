"""Files that staff shared with the bot, until they decide whether to import them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "shared_file",
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.UniqueConstraint("id", "network_id"),
        sa.Column("official_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["official_id", "network_id"], ["official.id", "official.network_id"]),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("encoding", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False, server_default=""),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('shown', 'imported', 'dropped', 'expired')", name="state_is_known"
        ),
    )
