"""Replies in threads that staff want to keep as answers, and what their authors say to that."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def same_network(parent: str, column: str) -> list[Any]:
    to_parent = sa.ForeignKeyConstraint([column, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(column, Key, nullable=False), to_parent]


def upgrade() -> None:
    op.create_table(
        "quoted_answer",
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.UniqueConstraint("id", "network_id"),
        *same_network("question", "question_id"),
        *same_network("official", "author_id"),
        *same_network("official", "chosen_by"),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'named', 'nameless', 'refused')", name="state_is_known"),
        sa.CheckConstraint("(text = '') = (state = 'refused')", name="a_refused_text_is_forgotten"),
    )
    op.create_index("ix_quoted_answer_question_id", "quoted_answer", ["question_id"])
    kept = sa.text("state <> 'refused'")
    op.create_index(
        "uq_quoted_answer_kept",
        "quoted_answer",
        ["question_id", "author_id"],
        unique=True,
        sqlite_where=kept,
        postgresql_where=kept,
    )
