"""What makes places peers, and whether an official wants to see such places first."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("jurisdiction", sa.Column("climate", sa.Text))
    op.add_column("jurisdiction", sa.Column("coastal", sa.Boolean))
    prefers_peers = sa.Column("prefers_peers", sa.Boolean, nullable=False, server_default=sa.text("true"))
    op.add_column("official", prefers_peers)
