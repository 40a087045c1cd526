"""Which task of staff a message is the card of, so that every one of them shows what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("task", sa.Integer, nullable=True))
    of_tasks = sa.text("task IS NOT NULL")
    op.create_index(
        "ix_delivery_task", "delivery", ["task"], sqlite_where=of_tasks, postgresql_where=of_tasks
    )
