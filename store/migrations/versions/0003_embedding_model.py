"""Which embedding models have embedded every text, so that a new one serves only when it is complete."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "embedding_model",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("setting", sa.Text, nullable=False),
        sa.Column("complete_at", sa.DateTime(timezone=True), nullable=False),
    )
