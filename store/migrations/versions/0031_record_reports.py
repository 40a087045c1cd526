"""What somebody who looks after a record says has changed, for staff."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def same_network(parent: str) -> list[Any]:
    name = f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=False), to_parent]


def upgrade() -> None:
    op.create_table(
        "record_report",
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.UniqueConstraint("id", "network_id"),
        *same_network("record"),
        *same_network("official"),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_record_report_record_id", "record_report", ["record_id"])
