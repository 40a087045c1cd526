"""An index by which the message is found on which somebody pressed a button."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    where = sa.text("posted <> ''")
    op.create_index(
        "ix_delivery_posted", "delivery", ["posted"], sqlite_where=where, postgresql_where=where
    )
