"""Who may read a record that only named peers may: officials of the places listed, and of its own place."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
)

from matching.domain import JurisdictionId, NetworkId, RecordId
from store import tables
from store.columns import Key
from store.statements import insert_missing, is_one_of

PLACE: BindParameter[Any] = bindparam("jurisdiction_id", type_=Key)


def is_hidden() -> ColumnElement[bool]:
    """Return that the record of the row is for named peers, and officials of PLACE may not read it.

    Of somebody without a place, where PLACE is NULL: that it is for named peers.
    """
    record, office, reader = tables.record.c, tables.office.c, tables.record_reader.c
    own = select(office.jurisdiction_id).where(office.id == record.office_id).scalar_subquery()
    is_named = exists().where(reader.record_id == record.id, reader.jurisdiction_id == PLACE)
    # PostgreSQL cannot tell the type of what is only compared with NULL, so PLACE has one.
    return and_(
        is_one_of(record.visibility, ("named",)),
        or_(PLACE.is_(None), and_(own.is_distinct_from(PLACE), ~is_named)),
    )


# Built once: every question runs it.
_HIDDEN = select(tables.record.c.id).where(tables.record.c.network_id == bindparam("network_id"), is_hidden())

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
