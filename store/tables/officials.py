"""Officials, how chats know them, and which offices they hold."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Table, Text, UniqueConstraint, text

from store.columns import in_network, index_where, moment, named_in_network, row_id, same_network, texts
from store.tables.metadata import metadata

# An official is a person; told_at is when they were told what is stored, prefers_peers their own choice,
# verified_at when staff found that they work for their government.
official = Table(
    "official",
    metadata,
    *named_in_network(),
    Column("name", Text, nullable=False),
    *texts("locale"),
    Column("demonstration", Boolean, nullable=False, server_default=text("false")),
    moment("told_at", nullable=True),
    Column("prefers_peers", Boolean, nullable=False, server_default=text("true")),
    moment("verified_at", nullable=True),
)

# An identity ties a person of a workspace to one official; nobody is two officials in one workspace. Since
# gone_at their chat says that the account is closed, until they do something again.
identity = Table(
    "identity",
    metadata,
    row_id(),
    in_network(),
    *same_network("workspace"),
    Column("chat_id", Text, nullable=False),
    *same_network("official", index=True),
    moment("gone_at", nullable=True),
    UniqueConstraint("workspace_id", "chat_id"),
)

# A tenure: who holds an office from a day to a day, `until` being the first day after; one is open at most.
tenure = Table(
    "tenure",
    metadata,
    row_id(),
    in_network(),
    *same_network("official", index=True),
    *same_network("office", index=True),
    Column("since", Date, nullable=False),
    Column("until", Date),
    UniqueConstraint("official_id", "office_id", "since"),
    CheckConstraint("until IS NULL OR until > since", name="until_is_after_since"),
)
index_where("uq_tenure_open", "until IS NULL", tenure.c.official_id, tenure.c.office_id, unique=True)
