"""The records that an official is not shown: those of their own place, and those that they may not read."""

from collections.abc import Set as AbstractSet

from sqlalchemy import Connection

from matching.domain import EntryKey, EntryKind, Official, RecordId
from matching.entries import EVERYTHING, Within
from store import records


def without_own(
    connection: Connection, official: Official, hidden: AbstractSet[RecordId] = frozenset()
) -> Within:
    """Leave them out of retrieval already: they must not crowd out the peers'."""
    place = official.jurisdiction
    owned = records.owned_by(connection, official.network_id, place.id) if place else frozenset()
    if not owned and not hidden:
        return EVERYTHING
    return Within(without=frozenset(EntryKey(EntryKind.RECORD, each) for each in owned | hidden))
