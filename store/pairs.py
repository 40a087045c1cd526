"""Pairs of records that seem to say the same, and those that staff told apart for good."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from matching.domain import NetworkId, OfficialId, RecordId
from store import tables
from store.statements import insert_missing, insert_once


def note(
    conn: Connection,
    network_id: NetworkId,
    record_id: RecordId,
    others: Iterable[tuple[RecordId, float]],
    now: datetime,
) -> None:
    """Keep that these records, each as close, seem to say what this one does; a known pair stays as it is."""
    rows = [
        {"network_id": network_id, "found_at": now, "closeness": close, **_named(record_id, each)}
        for each, close in others
    ]
    insert_missing(conn, tables.record_pair, rows)


def tell_apart(  # noqa: PLR0913 (which two, who says so, and when)
    conn: Connection,
    network_id: NetworkId,
    record_id: RecordId,
    other_id: RecordId,
    by: OfficialId,
    now: datetime,
) -> bool:
    """Keep for good that the two are not the same; True only for the call that did."""
    named = _named(record_id, other_id)
    said = {"apart_at": now, "apart_by": by}
    if insert_once(conn, tables.record_pair, network_id=network_id, found_at=now, **named, **said):
        return True
    still_alike = update(tables.record_pair).filter_by(network_id=network_id, apart_at=None, **named)
    return conn.execute(still_alike.values(**said)).rowcount == 1


def alike(conn: Connection, network_id: NetworkId, record_id: RecordId) -> tuple[RecordId, ...]:
    """Return what seems to say what this record does, the closest first."""
    return _others(conn, network_id, record_id, apart=False)


def apart(conn: Connection, network_id: NetworkId, record_id: RecordId) -> frozenset[RecordId]:
    """Return the records that staff told apart from this one."""
    return frozenset(_others(conn, network_id, record_id, apart=True))


def _others(
    conn: Connection, network_id: NetworkId, record_id: RecordId, *, apart: bool
) -> tuple[RecordId, ...]:
    pair = tables.record_pair.c
    query = select(pair.record_id, pair.other_id).where(
        pair.network_id == network_id,
        or_(pair.record_id == record_id, pair.other_id == record_id),
        pair.apart_at.is_not(None) if apart else pair.apart_at.is_(None),
    )
    rows = conn.execute(query.order_by(pair.closeness.desc(), pair.record_id, pair.other_id))
    return tuple(RecordId(two if one == record_id else one) for one, two in rows)


def _named(record_id: RecordId, other_id: RecordId) -> dict[str, RecordId]:
    return {"record_id": min(record_id, other_id), "other_id": max(record_id, other_id)}
