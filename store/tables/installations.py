"""Where the Slack app is installed by OAuth, and installations that were begun in a browser."""

from sqlalchemy import Boolean, Column, Integer, Table, Text, text

from store.columns import moment, row_id, texts
from store.tables.metadata import metadata

# An installation in a workspace or, enterprise_wide, a whole organisation: one per Slack id, kept without its
# tokens when left_at is set. `sealed` holds the tokens, encrypted; each change of them counts `version` up.
# Whoever refreshes them holds the row until refreshing_until. It belongs to no network: the workspace does.
installation = Table(
    "installation",
    metadata,
    row_id(),
    Column("account", Text, nullable=False, unique=True),
    Column("enterprise_wide", Boolean, nullable=False, server_default=text("false")),
    *texts("name", "bot_user", "sealed"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    moment("installed_at"),
    moment("expires_at", nullable=True),
    moment("refreshing_until", nullable=True),
    moment("left_at", nullable=True),
)

# Which organisation a workspace belongs to, for those whose organisation installed the app as a whole. Since
# left_at the app is taken out of this workspace, while the organisation has it.
enterprise_team = Table(
    "enterprise_team",
    metadata,
    Column("team", Text, primary_key=True),
    Column("enterprise", Text, nullable=False),
    moment("left_at", nullable=True),
)

# An installation that somebody began; the row is deleted by the one answer of Slack that uses it.
install_state = Table(
    "install_state", metadata, Column("digest", Text, primary_key=True), moment("expires_at")
)
