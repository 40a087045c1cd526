"""When each conversation may be written to next, and which message waits for which."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "lane",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("free_at", moment, nullable=True),
        sa.Column("held_until", moment, nullable=True),
    )
    op.execute("INSERT INTO lane (name) VALUES ('')")  # what already waits has no other lane
    op.add_column("delivery", sa.Column("lane", sa.Text, nullable=False, server_default=""))
    op.add_column("delivery", sa.Column("thread", sa.Text, nullable=False, server_default=""))
    op.add_column("delivery", sa.Column("paced", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.add_column("delivery", sa.Column("retry_at", moment, nullable=True))
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_delivery_lane",
        "delivery",
        ["lane", "thread", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
