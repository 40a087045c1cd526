"""Records merged into others, who else can be asked about these, and pairs that staff told apart."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def in_network() -> sa.Column[int]:
    return sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False)


def same_network(parent: str, column: str = "", nullable: bool = False) -> list[Any]:
    name = column or f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=nullable), to_parent]


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    make_merges()
    make_contacts_and_pairs()


def make_merges() -> None:
    op.create_table(
        "record_merge",
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        in_network(),
        *same_network("record"),
        *same_network("record", "into_id"),
        *same_network("official", "merged_by"),
        moment("merged_at"),
        *same_network("official", "undone_by", nullable=True),
        moment("undone_at", nullable=True),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("record_revision", "into_revision", "into_after")
        ),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("parts", "before")),
        sa.UniqueConstraint("id", "network_id"),
        sa.CheckConstraint("record_id <> into_id", name="is_not_into_itself"),
    )
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
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_record_merged_into", "record", ["merged_into"], sqlite_where=merged, postgresql_where=merged
    )


def make_contacts_and_pairs() -> None:
    op.create_table(
        "record_contact",
        in_network(),
        *same_network("record"),
        *same_network("office"),
        *same_network("record", "from_id"),
        sa.PrimaryKeyConstraint("record_id", "office_id", "from_id"),
    )
    op.create_table(
        "record_pair",
        in_network(),
        *same_network("record"),
        *same_network("record", "other_id"),
        moment("found_at"),
        sa.Column("closeness", sa.Float, nullable=False, server_default=sa.text("0")),
        moment("apart_at", nullable=True),
        *same_network("official", "apart_by", nullable=True),
        sa.PrimaryKeyConstraint("record_id", "other_id"),
        sa.CheckConstraint("record_id < other_id", name="is_in_order"),
    )
    op.create_index("ix_record_pair_other_id", "record_pair", ["other_id"])
