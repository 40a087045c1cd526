"""What an official may find: neither the records of their own place, nor those that they may not read."""

from sqlalchemy import Connection

from matching.domain import EntryKey, EntryKind, Official, RecordId
from matching.entries import EVERYTHING, Within
from store import record_readers, records


def left_out(connection: Connection, official: Official, hidden: frozenset[RecordId]) -> Within:
    """Leave the own place's records out of retrieval already: they must not crowd out the peers'.

    So must none that the asker may not read.
    """
    place = official.jurisdiction
    owned = records.owned_by(connection, official.network_id, place.id) if place else frozenset()
    if not owned and not hidden:
        return EVERYTHING
    return Within(without=frozenset(EntryKey(EntryKind.RECORD, each) for each in owned | hidden))


def in_private(connection: Connection, official: Official) -> Within:
    """Return what the official may find where nobody else reads the answer."""
    place = official.jurisdiction
    hidden = record_readers.hidden_from(connection, official.network_id, place.id if place else None)
    return left_out(connection, official, hidden)


def is_within(within: Within, record_id: RecordId) -> bool:
    """Say whether the record may be found."""
    return within.has(EntryKey(EntryKind.RECORD, record_id))
