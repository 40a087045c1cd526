"""Which questions a call for practices is about; offers to help that lapse."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def same_network(parent: str) -> list[Any]:
    name = f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=False), to_parent]


def upgrade() -> None:
    about = sa.Column("about", sa.JSON, nullable=False, server_default=sa.text("'[]'"))
    op.add_column("practice_call", about)
    let_offers_lapse()


def let_offers_lapse() -> None:
    """Make the table anew: SQLite cannot change a constraint. Then let those that wait lapse, too."""
    known = op.f("ck_help_offer_state_is_known")
    op.drop_index("ix_help_offer_official_id", "help_offer")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(known, "help_offer")
    with op.batch_alter_table("help_offer", naming_convention=NAMES, copy_from=offers_before()) as batch:
        batch.create_check_constraint(known, "state IN ('offered', 'accepted', 'declined', 'lapsed')")
    op.create_index("ix_help_offer_official_id", "help_offer", ["official_id"])
    # It looks how long each waits, and comes again when the week is over.
    op.execute(
        "INSERT INTO due (network_id, kind, subject_id, due_at) "
        "SELECT network_id, 'help_offer', question_id, min(offered_at) FROM help_offer "
        "WHERE state = 'offered' GROUP BY network_id, question_id"
    )


def offers_before() -> sa.Table:
    """Return the table as it was without its states."""
    return sa.Table(
        "help_offer",
        sa.MetaData(naming_convention=NAMES),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        *same_network("question"),
        *same_network("official"),
        *same_network("office"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("question_id", "official_id"),
    )
