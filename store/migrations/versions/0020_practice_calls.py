"""Calls for practices."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
PROPOSED = sa.text("opened_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "practice_call",
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.UniqueConstraint("id", "network_id"),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asked_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["asked_by", "network_id"], ["official.id", "official.network_id"]),
        sa.Column("workspace_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "network_id"], ["workspace.id", "workspace.network_id"]),
        sa.Column("conversation", sa.Text, nullable=False, server_default=""),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("title <> ''", name="title_is_not_empty"),
        sa.CheckConstraint("opened_at IS NULL OR asked_by IS NOT NULL", name="an_open_one_has_an_author"),
        sa.CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="only_an_open_one_closes"),
    )
    op.create_index(
        "uq_practice_call_proposed",
        "practice_call",
        ["network_id", "title"],
        unique=True,
        sqlite_where=PROPOSED,
        postgresql_where=PROPOSED,
    )
