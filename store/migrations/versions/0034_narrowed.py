"""Which question a follow-up narrowed, so that the two count as one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# A follow-up kept the words and the thread of the question that it narrowed.
_BEFORE = """
INSERT INTO narrowed_question (network_id, question_id, origin_id)
SELECT narrowed.network_id, narrowed.id, max(origin.id)
FROM question AS narrowed
JOIN question AS origin ON origin.network_id = narrowed.network_id
  AND origin.asker_id = narrowed.asker_id
  AND origin.workspace_id = narrowed.workspace_id
  AND origin.conversation = narrowed.conversation
  AND origin.thread = narrowed.thread
  AND origin.text = narrowed.text
  AND origin.narrowed = ''
  AND origin.id < narrowed.id
WHERE narrowed.narrowed <> ''
GROUP BY narrowed.network_id, narrowed.id
"""


def question(name: str) -> list[Any]:
    to_question = sa.ForeignKeyConstraint([name, "network_id"], ["question.id", "question.network_id"])
    return [sa.Column(name, Key, nullable=False), to_question]


def upgrade() -> None:
    op.create_table(
        "narrowed_question",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        *question("question_id"),
        *question("origin_id"),
        sa.PrimaryKeyConstraint("question_id"),
    )
    op.create_index("ix_narrowed_question_origin_id", "narrowed_question", ["origin_id"])
    op.execute(_BEFORE)
