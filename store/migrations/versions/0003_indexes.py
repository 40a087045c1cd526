"""Which embedding models have embedded every text; and a mark that tells a change from another of its number."""

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
    mark = sa.Column(
        "mark",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        nullable=False,
        server_default=sa.text("0"),
    )
    op.add_column("change", mark)
