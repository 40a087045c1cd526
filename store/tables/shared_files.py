"""Files that staff shared with the bot to import them, until they decide."""

from sqlalchemy import Column, LargeBinary, Table

from store.columns import moment, named_in_network, one_of, same_network, texts
from store.tables.metadata import metadata

# `data` are the bytes of the file; they are emptied once it is imported, thrown away or too old. `encoding`
# is the one that its owner named for it, `map_text` the map (docs/import.md) that came with it, "" for none.
shared_file = Table(
    "shared_file",
    metadata,
    *named_in_network(),
    *same_network("official"),
    *texts("name", "encoding", "state"),
    Column("data", LargeBinary, nullable=False),
    *texts("map_name", "map_text"),
    moment("shared_at"),
    moment("closed_at", nullable=True),
    one_of("state", "shown", "imported", "dropped", "expired"),
)
