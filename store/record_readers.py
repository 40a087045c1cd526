"""Who may read a record that only named peers may: officials of the places listed, and of its own place."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, exists, or_, select

from matching.domain import JurisdictionId, NetworkId, RecordId
from store import tables
from store.columns import Key
from store.statements import insert_missing

# Built once: every question runs it.
_HIDDEN = (
    select(tables.record.c.id)
    .join_from(tables.record, tables.office, tables.record.c.office_id == tables.office.c.id, isouter=True)
    .where(
        tables.record.c.network_id == bindparam("network_id"),
        tables.record.c.visibility == "named",
        or_(
            # PostgreSQL cannot tell the type of what is only compared with NULL.
            bindparam("jurisdiction_id", type_=Key).is_(None),
            tables.office.c.jurisdiction_id.is_distinct_from(bindparam("jurisdiction_id"))
            & ~exists().where(
                tables.record_reader.c.record_id == tables.record.c.id,
                tables.record_reader.c.jurisdiction_id == bindparam("jurisdiction_id"),
            ),
        ),
    )
)

# Built once: every revision is kept with them.
_READERS = (
    select(tables.record_reader.c.jurisdiction_id)
    .where(tables.record_reader.c.record_id == bindparam("of_record"))
    .order_by(tables.record_reader.c.jurisdiction_id)
)


def hidden_from(
    conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId | None
) -> frozenset[RecordId]:
    """Return the network's records that officials of this place may not read.

    With None, for somebody without a place or for a place where several read: all that are for named peers.
    """
    values = {"network_id": network_id, "jurisdiction_id": jurisdiction_id}
    return frozenset(RecordId(found) for found in conn.execute(_HIDDEN, values).scalars())


def readers(conn: Connection, record_id: RecordId) -> tuple[JurisdictionId, ...]:
    """Return the places named as readers of the record, in the order of their ids."""
    rows = conn.execute(_READERS, {"of_record": record_id}).scalars()
    return tuple(JurisdictionId(each) for each in rows)


def set_readers(
    conn: Connection, network_id: NetworkId, record_id: RecordId, named: Iterable[JurisdictionId]
) -> None:
    """Let exactly these places be named as readers. Raises IntegrityError for one of another network."""
    conn.execute(delete(tables.record_reader).filter_by(record_id=record_id, network_id=network_id))
    rows = [
        {"network_id": network_id, "record_id": record_id, "jurisdiction_id": each}
        for each in sorted(set(named))
    ]
    insert_missing(conn, tables.record_reader, rows)
