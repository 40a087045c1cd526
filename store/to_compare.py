"""Records that came in bulk, and were not compared with the others of their places yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from matching.domain import NetworkId, RecordId
from store import tables
from store.statements import chunks, insert_missing


@dataclass(frozen=True, slots=True)
class There:
    """The published records of one place; `new` are those among them that were not compared yet."""

    records: tuple[RecordId, ...]
    new: frozenset[RecordId]


def remember(conn: Connection, network_id: NetworkId, record_ids: Iterable[RecordId]) -> None:
    """Keep that these records are to be compared."""
    rows = [{"network_id": network_id, "record_id": each} for each in record_ids]
    insert_missing(conn, tables.record_to_compare, rows)


def forget(conn: Connection, network_id: NetworkId, record_ids: Iterable[RecordId]) -> frozenset[RecordId]:
    """Keep that these records were compared; return those of which nobody else has kept that by now."""
    waits, done = tables.record_to_compare, set[RecordId]()
    for chunk in chunks(record_ids):
        named = delete(waits).where(waits.c.network_id == network_id, waits.c.record_id.in_(chunk))
        done.update(map(RecordId, conn.execute(named.returning(waits.c.record_id)).scalars()))
    return frozenset(done)


def waiting(conn: Connection, network_id: NetworkId) -> frozenset[RecordId]:
    """Return the records that were not compared yet, but for the drafts, see `drafts`."""
    record, waits = tables.record.c, tables.record_to_compare.c
    query = (
        select(record.id)
        .join_from(tables.record, tables.record_to_compare, waits.record_id == record.id)
        .where(waits.network_id == network_id, record.network_id == network_id, record.state != "drafted")
    )
    return frozenset(map(RecordId, conn.execute(query).scalars()))


def drafts(conn: Connection, network_id: NetworkId) -> tuple[RecordId, ...]:
    """Return the drafts that were not compared yet, the first one first."""
    record, waits = tables.record.c, tables.record_to_compare.c
    query = (
        select(record.id)
        .join_from(tables.record, tables.record_to_compare, waits.record_id == record.id)
        .where(waits.network_id == network_id, record.network_id == network_id, record.state == "drafted")
        .order_by(record.id)
    )
    return tuple(map(RecordId, conn.execute(query).scalars()))


def places(conn: Connection, network_id: NetworkId, new: frozenset[RecordId]) -> tuple[There, ...]:
    """Return the places of which one of these records is, and another record as well.

    Of one place are records of one jurisdiction's offices, and those whose source names the place alike.
    """
    found: dict[object, list[RecordId]] = {}
    places = _Places()
    keys = _keys(conn, network_id)
    for of_one in keys.values():
        places.join(of_one)
    for record_id, of_one in keys.items():
        if of_one:
            found.setdefault(places.of(of_one[0]), []).append(record_id)
    several = (tuple(ids) for ids in found.values() if len(ids) > 1)
    return tuple(There(ids, new.intersection(ids)) for ids in several if not new.isdisjoint(ids))


class _Places:
    """Names and jurisdictions that are one place, since some record has both."""

    def __init__(self) -> None:
        self._first: dict[object, object] = {}

    def of(self, key: object) -> object:
        """Return what stands for the place of this name or jurisdiction."""
        while (first := self._first.get(key, key)) != key:
            key = first
        return key

    def join(self, keys: Sequence[object]) -> None:
        """Keep that these are one place."""
        for other in keys[1:]:
            self._first[self.of(other)] = self.of(keys[0])


def _keys(conn: Connection, network_id: NetworkId) -> Mapping[RecordId, tuple[object, ...]]:
    """Return what each published record calls its place: its name, and its jurisdiction."""
    record, office = tables.record.c, tables.office.c
    query = (
        select(record.id, func.lower(record.place).label("place"), office.jurisdiction_id)
        .join_from(tables.record, tables.office, record.office_id == office.id, isouter=True)
        .where(record.network_id == network_id, record.state == "published")
        .order_by(record.id)
    )
    return {
        RecordId(row.id): tuple(each for each in (row.place, row.jurisdiction_id) if each)
        for row in conn.execute(query)
    }
