"""The map that somebody shared with a file of records, for its columns."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0021"


def upgrade() -> None:
    for name in ("map_name", "map_text"):
        op.add_column("shared_file", sa.Column(name, sa.Text, nullable=False, server_default=""))
