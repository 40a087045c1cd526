"""Questions that stand, and how far the change log was matched against them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def in_network() -> sa.Column[int]:
    return sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False)


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "standing_question",
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        in_network(),
        sa.UniqueConstraint("id", "network_id"),
        sa.Column("question_id", Key, nullable=False, index=True),
        sa.ForeignKeyConstraint(["question_id", "network_id"], ["question.id", "question.network_id"]),
        sa.Column("state", sa.Text, nullable=False),
        moment("opened_at"),
        moment("expires_at"),
        moment("snoozed_until", nullable=True),
        sa.Column("found_record_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["found_record_id", "network_id"], ["record.id", "record.network_id"]),
        sa.Column("probability", sa.Float),
        moment("checked_at"),
        moment("asked_at", nullable=True),
        moment("ended_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('looking', 'found', 'told', 'closed', 'expired')", name="state_is_known"
        ),
    )
    op.create_index(
        "uq_standing_question_open",
        "standing_question",
        ["question_id"],
        unique=True,
        **where("state IN ('looking', 'found')"),
    )
    op.create_index(
        "ix_standing_question_looking",
        "standing_question",
        ["network_id", "checked_at"],
        **where("state = 'looking'"),
    )
    op.create_table(
        "matched_until",
        in_network(),
        *(sa.Column(name, Key, nullable=False) for name in ("xid", "seq", "mark")),
        sa.PrimaryKeyConstraint("network_id"),
    )
