"""Why a peer was asked: because of a record, of what they said, or of a topic."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("introduction", sa.Column("source", sa.Text, nullable=False, server_default=""))
    op.add_column("introduction", sa.Column("topic", sa.Text, nullable=False, server_default=""))
    # Of who was asked without a record nobody knows any more what they had said.
    asked_for_record = "peer_id IS NOT NULL AND record_id IS NOT NULL"
    op.execute(f"UPDATE introduction SET source = 'holds_record' WHERE {asked_for_record}")
