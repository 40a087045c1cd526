"""Whom a chat reaches no more: workspaces that took the app out, closed accounts, requests that never arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def moment(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    op.add_column("workspace", moment("away_since"))
    op.add_column("identity", moment("gone_at"))
    op.add_column("enterprise_team", moment("left_at"))
    op.add_column(
        "introduction", sa.Column("unreached", sa.Boolean, nullable=False, server_default=sa.text("false"))
    )
