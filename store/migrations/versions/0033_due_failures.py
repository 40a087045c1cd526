"""How often what is due has failed: the more often, the longer it waits for its next try."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("due", sa.Column("failures", sa.Integer, nullable=False, server_default=sa.text("0")))
