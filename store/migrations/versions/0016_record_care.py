"""What somebody wrote while another changed the record; who was reminded that a record must be checked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def named_in_network() -> list[Any]:
    return [
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.UniqueConstraint("id", "network_id"),
    ]


def same_network(parent: str, column: str = "", nullable: bool = False) -> list[Any]:
    name = column or f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=nullable), to_parent]


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "record_edit",
        *named_in_network(),
        *same_network("record"),
        *same_network("official", "author_id"),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("filled_in", sa.JSON, nullable=False),
        moment("written_at"),
        sa.UniqueConstraint("record_id", "author_id"),
    )
    op.create_table(
        "record_reminder",
        *named_in_network(),
        *same_network("record"),
        sa.Column("verify_by", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        *same_network("official", nullable=True),
        moment("told_at", nullable=True),
        sa.UniqueConstraint("record_id", "verify_by", "days"),
        sa.CheckConstraint("days IN (0, 7, 30)", name="days_is_known"),
    )
    untold = sa.text("told_at IS NULL")
    op.create_index(
        "ix_record_reminder_open",
        "record_reminder",
        ["official_id"],
        sqlite_where=untold,
        postgresql_where=untold,
    )
