"""Installations by OAuth, the workspaces of organisations, and installations that were begun."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("enterprise_wide", sa.Boolean, nullable=False, server_default=sa.text("false")),
        text("name"),
        text("bot_user"),
        text("sealed"),
        sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
        moment("installed_at"),
        moment("expires_at", nullable=True),
        moment("refreshing_until", nullable=True),
        moment("left_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
        sa.UniqueConstraint("account", name="uq_installation_account"),
    )
    op.create_table(
        "enterprise_team",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("enterprise", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_enterprise_team"),
    )
    op.create_table(
        "install_state",
        sa.Column("digest", sa.Text, nullable=False),
        moment("expires_at"),
        sa.PrimaryKeyConstraint("digest", name="pk_install_state"),
    )
