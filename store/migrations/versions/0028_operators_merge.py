"""Operators merge records, too: nobody of the network did it then."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def same_network(parent: str, column: str = "", nullable: bool = False) -> list[Any]:
    name = column or f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=nullable), to_parent]


def upgrade() -> None:
    """Make the table anew: SQLite cannot change what a column may hold."""
    op.drop_index("ix_record_merge_into_id", "record_merge")
    op.drop_index("uq_record_merge_open", "record_merge")
    with op.batch_alter_table("record_merge", naming_convention=NAMES, copy_from=before()) as batch:
        batch.alter_column("merged_by", existing_type=Key, nullable=True)
    op.create_index("ix_record_merge_into_id", "record_merge", ["into_id"])
    still_merged = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_record_merge_open",
        "record_merge",
        ["record_id"],
        unique=True,
        sqlite_where=still_merged,
        postgresql_where=still_merged,
    )


def before() -> sa.Table:
    """Return the table as it was."""
    return sa.Table(
        "record_merge",
        sa.MetaData(naming_convention=NAMES),
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        *same_network("record"),
        *same_network("record", "into_id"),
        *same_network("official", "merged_by"),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        *same_network("official", "undone_by", nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("record_revision", "into_revision", "into_after")
        ),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("parts", "before")),
        sa.UniqueConstraint("id", "network_id"),
        sa.CheckConstraint("record_id <> into_id", name="is_not_into_itself"),
    )
