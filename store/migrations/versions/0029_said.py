"""Somebody says also what a record has beside its texts: its result, topics, place, years and the like."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
TEXTS = ("title", "problem", "action", "outcome", "lessons", "figures", "cost", "staffing", "conditions")
BESIDE = ("result", "topics", "sdg_targets", "years", "status")
OF_IT = ("place", "office", "sources", "language", "visibility")


def same_network(parent: str, column: str = "", nullable: bool = False) -> list[Any]:
    name = column or f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=nullable), to_parent]


def upgrade() -> None:
    """Make the table anew: SQLite cannot change what a column may hold."""
    known = op.f("ck_record_statement_part_is_known")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(known, "record_statement")
    listed = ", ".join(f"'{part}'" for part in (*TEXTS, *BESIDE, *OF_IT))
    with op.batch_alter_table("record_statement", naming_convention=NAMES, copy_from=before()) as batch:
        batch.create_check_constraint(known, f"part IN ({listed})")


def before() -> sa.Table:
    """Return the table as it was without its parts, since SQLite cannot tell the names of constraints."""
    return sa.Table(
        "record_statement",
        sa.MetaData(naming_convention=NAMES),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        *same_network("record"),
        sa.Column("part", sa.Text, nullable=False),
        *same_network("official", "said_by", nullable=True),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in ("role", "source")),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *same_network("official", "approved_by", nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("record_id", "part"),
    )
