"""The records of an official's own place, which are never shown to them."""

from sqlalchemy import Connection

from matching.domain import EntryKey, EntryKind, Official
from matching.entries import EVERYTHING, Within
from store import records


def without_own(connection: Connection, official: Official) -> Within:
    """Leave the own place's records out of retrieval already: they must not crowd out the peers'."""
    place = official.jurisdiction
    if place is None:
        return EVERYTHING
    owned = records.owned_by(connection, official.network_id, place.id)
    return Within(without=frozenset(EntryKey(EntryKind.RECORD, record_id) for record_id in owned))
