"""The moment of the yes, by which introductions count against a capacity."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

YES = "('accepted', 'introduced', 'met', 'useful', 'adapted', 'adopted', 'not_useful')"


def upgrade() -> None:
    op.add_column("introduction", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    first_yes = (
        "SELECT min(moved_at) FROM introduction_move "
        f"WHERE introduction_id = introduction.id AND introduction_move.state IN {YES}"
    )
    # A yes without a move counts from the request, as it did before.
    op.execute(
        f"UPDATE introduction SET agreed_at = coalesce(({first_yes}), asked_at) "
        f"WHERE introduction.state IN {YES}"
    )
