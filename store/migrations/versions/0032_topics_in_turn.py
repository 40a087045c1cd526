"""Who knows a topic is read in turn, along an index, and not sorted anew at each question."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.drop_index("ix_member_topic_topic", "member_topic")
    op.create_index(
        "ix_member_topic_topic",
        "member_topic",
        ["network_id", "topic", in_turn("official_id"), "official_id"],
    )
    op.drop_index("ix_record_topic_topic", "record_topic")
    op.create_index("ix_record_topic_topic", "record_topic", ["topic", in_turn("record_id"), "record_id"])


def in_turn(name: str) -> Any:
    return sa.column(name) * sa.literal_column("7919") % sa.literal_column("10007")
