"""Practice records as a network has them: read by id, by key, by office, in whatever state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, false, func, or_, select

from matching.domain import (
    EMBEDDED,
    JurisdictionId,
    NetworkId,
    OfficeId,
    PracticeRecord,
    QuestionId,
    RecordId,
)
from store import record_rows, tables
from store.statements import CHUNK, chunks, named


@dataclass(frozen=True, slots=True)
class Stored:
    """A record in whatever state: drafted, returned, rejected, published or withdrawn."""

    record: PracticeRecord
    state: str


def drafted(conn: Connection, network_id: NetworkId, key: str) -> PracticeRecord | None:
    """Return the network's draft of this key, also one that was returned to its author.

    None if there is none or it is a draft no more.
    """
    found = stored(conn, network_id, [key]).get(key)
    return found.record if found and found.state in ("drafted", "returned") else None


def state_of(conn: Connection, network_id: NetworkId, key: str) -> str:
    """Return the state of the network's record of this key, "" if there is none."""
    query = select(tables.record.c.state).filter_by(network_id=network_id, key=key)
    return conn.execute(query).scalar() or ""


def by_ids(
    conn: Connection, network_id: NetworkId, ids: Iterable[RecordId]
) -> dict[RecordId, PracticeRecord]:
    """Return those of the network's records that are published, by id; any number of ids may be asked for."""
    found: dict[RecordId, PracticeRecord] = {}
    for chunk in chunks(ids):
        rows = named(conn.execute(record_rows.by_ids(), {"network_id": network_id, "ids": chunk}))
        found.update((record.id, record) for record in record_rows.records_of(conn, rows))
    return found


def parts_of(
    conn: Connection, network_id: NetworkId, ids: Iterable[RecordId]
) -> dict[RecordId, tuple[str, ...]]:
    """Return what is embedded of those of these records that are published, see `PracticeRecord.parts`."""
    found: dict[RecordId, tuple[str, ...]] = {}
    for chunk in chunks(ids):
        for record_id, *texts in conn.execute(_parts(), {"network_id": network_id, "ids": chunk}):
            found[RecordId(record_id)] = tuple(text for text in texts if text)
    return found


@cache
def _parts() -> Select[Any]:
    # Built once: nearly every question runs it, and building it takes longer than running it.
    record = tables.record.c
    return (
        select(record.id, *(record[name] for name in EMBEDDED))
        .where(record.network_id == bindparam("network_id"), record.state == "published")
        .where(record.id.in_(bindparam("ids", expanding=True)))
        .order_by(record.id)
    )


def by_key(conn: Connection, network_id: NetworkId, key: str) -> PracticeRecord | None:
    """Return the network's published record of this key, or None."""
    query = record_rows.published(network_id).where(tables.record.c.key == key)
    return next(iter(record_rows.read(conn, query)), None)


def stored(conn: Connection, network_id: NetworkId, keys: Iterable[str]) -> dict[str, Stored]:
    """Return the network's records of these keys by key, in whatever state they are."""
    found: dict[str, Stored] = {}
    for chunk in chunks(keys):
        named = (tables.record.c.network_id == network_id, tables.record.c.key.in_(chunk))
        rows = conn.execute(record_rows.with_offices().where(*named)).all()
        states = [row.state for row in rows]
        both = zip(record_rows.records_of(conn, rows), states, strict=True)
        found.update((record.key, Stored(record, state)) for record, state in both)
    return found


def stored_by_id(conn: Connection, network_id: NetworkId, record_id: RecordId) -> Stored | None:
    """Return the network's record in whatever state it is, None if there is none."""
    values = {"network_id": network_id, "record_id": record_id}
    row = conn.execute(_by_id(), values).one_or_none()
    return None if row is None else Stored(record_rows.records_of(conn, [row])[0], row.state)


def title_of(conn: Connection, network_id: NetworkId, record_id: RecordId) -> str:
    """Return the title of the network's record in whatever state it is, "" if there is none."""
    values = {"network_id": network_id, "record_id": record_id}
    return conn.execute(_title(), values).scalar() or ""


def stored_by_ids(conn: Connection, network_id: NetworkId, ids: Iterable[RecordId]) -> dict[RecordId, Stored]:
    """Return the network's records of these ids, in whatever state they are."""
    found: dict[RecordId, Stored] = {}
    for chunk in chunks(ids):
        named = (tables.record.c.network_id == network_id, tables.record.c.id.in_(chunk))
        rows = conn.execute(record_rows.with_offices().where(*named)).all()
        both = zip(record_rows.records_of(conn, rows), rows, strict=True)
        found.update((record.id, Stored(record, row.state)) for record, row in both)
    return found


def hold(conn: Connection, network_id: NetworkId, keys: Iterable[str]) -> None:
    """Let nobody else change the network's records of these keys until this transaction ends.

    Reading goes on meanwhile, and so does what names them, such as an answer that shows one. Where one writes
    at a time (SQLite) the caller must have written something before.
    """
    record, found = tables.record.c, list[int]()
    for chunk in chunks(keys):
        named = select(record.id).where(record.network_id == network_id, record.key.in_(chunk))
        found += conn.execute(named).scalars()
    # In the order of their ids, as a merge holds its two, so that nobody waits for who waits for them.
    for ids in chunks(sorted(found)):
        held = select(record.id).where(record.id.in_(ids)).order_by(record.id)
        conn.execute(held.with_for_update(key_share=True)).all()


def id_of(conn: Connection, network_id: NetworkId, key: str) -> RecordId:
    """Return the id of the network's record of this key. Raises NoResultFound if there is none."""
    query = select(tables.record.c.id).filter_by(network_id=network_id, key=key)
    return RecordId(conn.execute(query).scalar_one())


def all_published(conn: Connection, network_id: NetworkId) -> Iterator[PracticeRecord]:
    """Give every published record of the network in the order of their ids, read a few hundred at a time."""
    last = 0
    every = record_rows.published(network_id).limit(CHUNK)
    while page := record_rows.read(conn, every.where(tables.record.c.id > last)):
        yield from page
        last = page[-1].id


def owned_by(conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId) -> frozenset[RecordId]:
    """Return the network's records that an office of this jurisdiction owns."""
    values = {"network_id": network_id, "jurisdiction_id": jurisdiction_id}
    return frozenset(RecordId(found) for found in conn.execute(_owned_by(), values).scalars())


def of_place(
    conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId | None, place: str
) -> frozenset[RecordId]:
    """Return the published records of this place: of its offices, or named like it by their source."""
    record, office = tables.record.c, tables.office.c
    there = [func.lower(record.place) == place.lower()] if place else []
    if jurisdiction_id is not None:
        there.append(office.jurisdiction_id == jurisdiction_id)
    query = (
        select(record.id)
        .join_from(tables.record, tables.office, record.office_id == office.id, isouter=True)
        .where(record.network_id == network_id, record.state == "published")
        .where(or_(false(), *there))
    )
    return frozenset(map(RecordId, conn.execute(query).scalars()))


@cache
def _by_id() -> Select[Any]:
    # Built once, as the one below.
    record = tables.record.c
    return record_rows.with_offices().where(
        record.network_id == bindparam("network_id"), record.id == bindparam("record_id")
    )


@cache
def _title() -> Select[Any]:
    # Built once, as the one above.
    record = tables.record.c
    return select(record.title).where(
        record.network_id == bindparam("network_id"), record.id == bindparam("record_id")
    )


@cache
def _owned_by() -> Select[Any]:
    # Built once: every question runs it, and building it takes longer than running it.
    return (
        select(tables.record.c.id)
        .join(tables.office, tables.record.c.office_id == tables.office.c.id)
        .where(
            tables.record.c.network_id == bindparam("network_id"),
            tables.office.c.jurisdiction_id == bindparam("jurisdiction_id"),
        )
    )


def of_office(conn: Connection, network_id: NetworkId, office_id: OfficeId) -> tuple[PracticeRecord, ...]:
    """Return the published records that the office owns, in the order in which they came."""
    owned = record_rows.published(network_id).where(tables.record.c.office_id == office_id)
    return tuple(record_rows.read(conn, owned))


def titles_shown(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> tuple[str, ...]:
    """Return the titles of the records that the question was shown, best first."""
    match = tables.question_match.c
    query = (
        select(tables.record.c.title)
        .join(tables.question_match, match.record_id == tables.record.c.id)
        .where(match.network_id == network_id, match.question_id == question_id, match.shown)
        .order_by(match.position)
    )
    return tuple(conn.execute(query).scalars())


def count(conn: Connection, network_id: NetworkId) -> int:
    """Return how many records the network has published."""
    query = select(func.count()).select_from(tables.record)
    return conn.execute(query.filter_by(network_id=network_id, state="published")).scalar_one()
