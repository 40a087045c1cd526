"""The map that somebody shared with a file of records; and records that came in bulk, to be compared."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for name in ("map_name", "map_text"):
        op.add_column("shared_file", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_table(
        "record_to_compare",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.Column("record_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["record_id", "network_id"], ["record.id", "record.network_id"]),
        sa.PrimaryKeyConstraint("record_id"),
    )
