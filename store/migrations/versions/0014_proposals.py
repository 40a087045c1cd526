"""What officials told about what they did, until they confirm it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def same_network(parent: str, column: str, nullable: bool = False) -> list[Any]:
    to_parent = sa.ForeignKeyConstraint([column, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(column, Key, nullable=nullable), to_parent]


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.UniqueConstraint("id", "network_id"),
        *same_network("official", "author_id"),
        *same_network("introduction", "introduction_id", nullable=True),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        moment("told_at"),
        moment("closed_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'discarded', 'expired')", name="state_is_known"
        ),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_proposal_open", "proposal", ["author_id"], sqlite_where=is_open, postgresql_where=is_open
    )
