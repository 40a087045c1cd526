"""Networks, their workspaces and topics, jurisdictions and offices."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.columns import Key, moment, named_in_network, one_of, row_id, same_network, texts
from store.tables.metadata import metadata

# A network is the unit of isolation: what it owns is never mixed with what another owns.
network = Table(
    "network",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("demonstration", Boolean, nullable=False, server_default=text("false")),
)

# A workspace is one Slack workspace, Teams tenant or console; it belongs to exactly one network. What staff
# have to do is posted in its staff_conversation, if it has one; staff_chose_it says that staff did so in the
# chat, where settings that name none leave it as it is. Since away_since the app is taken out
# there: nothing is posted, and nobody is asked.
workspace = Table(
    "workspace",
    metadata,
    *named_in_network(),
    Column("chat", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    *texts("staff_conversation"),
    Column("staff_chose_it", Boolean, nullable=False, server_default=text("false")),
    moment("away_since", nullable=True),
    UniqueConstraint("chat", "external_id"),
    one_of("chat", "slack", "teams", "console"),
)

# A topic is one word of the network's closed list.
topic = Table(
    "topic",
    metadata,
    Column("network_id", ForeignKey("network.id"), primary_key=True),
    Column("name", Text, primary_key=True),
)

# A jurisdiction is in a network once per name, first-level division, kind and country. `joined_at` is when
# the first of its members joined whom staff verified and members may see.
jurisdiction = Table(
    "jurisdiction",
    metadata,
    *named_in_network(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    *texts("country", "admin1"),
    Column("population", Key),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("time_zone", Text),
    Column("climate", Text),
    Column("coastal", Boolean),
    moment("joined_at", nullable=True),
    UniqueConstraint("network_id", "name", "admin1", "kind", "country"),
    CheckConstraint("name <> ''", name="name_is_not_empty"),
    CheckConstraint("population IS NULL OR population >= 0", name="population_is_not_negative"),
    one_of("kind", "city", "county", "state", "region", "country", "unknown"),
)

# An office is a function of a jurisdiction; a jurisdiction has each office once.
office = Table(
    "office",
    metadata,
    *named_in_network(),
    *same_network("jurisdiction"),
    Column("name", Text, nullable=False),
    UniqueConstraint("jurisdiction_id", "name"),
    CheckConstraint("name <> ''", name="name_is_not_empty"),
)
