"""Practice records: saved once per key, drafted, published, withdrawn."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from matching.domain import EntryKind, JurisdictionId, NetworkId, OfficeId, PracticeRecord, RecordId, Result
from store import changes, tables
from store.places import OFFICE_COLUMNS, office_of
from store.statements import CHUNK, chunks, insert_once


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """A practice record as a contributor or an import hands it in; `key` is its name in its network.

    `country` is ISO 3166-1 alpha-2, "" when unknown; `office_id` and `year_start` are None when unknown.
    """

    key: str
    title: str
    problem: str
    action: str
    outcome: str
    lessons: str
    result: Result
    topics: tuple[str, ...]
    place: str
    country: str
    office_id: OfficeId | None
    year_start: int | None
    status: str
    source_title: str
    source_url: str
    source_lang: str
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a draft did to the record."""

    id: RecordId
    change: Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A record in whatever state: drafted, published or withdrawn."""

    record: PracticeRecord
    state: str


def save(conn: Connection, network_id: NetworkId, draft: RecordDraft, now: datetime) -> Saved:
    """Publish the draft under its key; saving the same draft again changes nothing.

    A withdrawn record stays withdrawn until a draft with other words comes.
    Raises IntegrityError for an office of another network.
    """
    content = _content(draft, now, "published")
    if insert_once(conn, tables.record, network_id=network_id, key=draft.key, **content):
        change: Literal["new", "changed"] = "new"
    else:
        other = tables.record.c.content_hash != content["content_hash"]
        named = update(tables.record).filter_by(network_id=network_id, key=draft.key)
        change = "changed"
        if conn.execute(named.where(other).values(content)).rowcount == 0:
            return Saved(_id_of(conn, network_id, draft.key), "unchanged")
    record_id = _id_of(conn, network_id, draft.key)
    _replace_topics(conn, record_id, draft.topics)
    changes.note(conn, network_id, EntryKind.RECORD, record_id)
    return Saved(record_id, change)


def draft(conn: Connection, network_id: NetworkId, written: RecordDraft, now: datetime) -> RecordId | None:
    """Keep a draft under its key, in place of what the draft said before; nobody finds it.

    None, and nothing is changed, once staff published or withdrew it.
    Raises IntegrityError for an office of another network.
    """
    content = _content(written, now, "drafted")
    if not insert_once(conn, tables.record, network_id=network_id, key=written.key, **content):
        still_draft = update(tables.record).filter_by(network_id=network_id, key=written.key, state="drafted")
        if conn.execute(still_draft.values(content)).rowcount == 0:
            return None
    record_id = _id_of(conn, network_id, written.key)
    _replace_topics(conn, record_id, written.topics)
    return record_id


def drafted(conn: Connection, network_id: NetworkId, key: str) -> PracticeRecord | None:
    """Return the network's draft of this key, None if there is none or it is a draft no more."""
    query = _in_state(network_id, "drafted").where(tables.record.c.key == key)
    return next(iter(_read(conn, query)), None)


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
        rows = conn.execute(_by_ids(), {"network_id": network_id, "ids": chunk}).all()
        found.update((record.id, record) for record in _records_of(conn, rows))
    return found


def by_key(conn: Connection, network_id: NetworkId, key: str) -> PracticeRecord | None:
    """Return the network's published record of this key, or None."""
    query = _published(network_id).where(tables.record.c.key == key)
    return next(iter(_read(conn, query)), None)


def stored(conn: Connection, network_id: NetworkId, keys: Iterable[str]) -> dict[str, Stored]:
    """Return the network's records of these keys by key, in whatever state they are."""
    found: dict[str, Stored] = {}
    for chunk in chunks(keys):
        rows = conn.execute(
            _with_offices().where(tables.record.c.network_id == network_id, tables.record.c.key.in_(chunk))
        ).all()
        states = [row.state for row in rows]
        both = zip(_records_of(conn, rows), states, strict=True)
        found.update((record.key, Stored(record, state)) for record, state in both)
    return found


def all_published(conn: Connection, network_id: NetworkId) -> Iterator[PracticeRecord]:
    """Give every published record of the network in the order of their ids, read a few hundred at a time."""
    last = 0
    while page := _read(conn, _published(network_id).where(tables.record.c.id > last).limit(CHUNK)):
        yield from page
        last = page[-1].id


def owned_by(conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId) -> frozenset[RecordId]:
    """Return the network's records that an office of this jurisdiction owns."""
    values = {"network_id": network_id, "jurisdiction_id": jurisdiction_id}
    return frozenset(RecordId(found) for found in conn.execute(_owned_by(), values).scalars())


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
    return tuple(_read(conn, _published(network_id).where(tables.record.c.office_id == office_id)))


def count(conn: Connection, network_id: NetworkId) -> int:
    """Return how many records the network has published."""
    query = select(func.count()).select_from(tables.record)
    return conn.execute(query.filter_by(network_id=network_id, state="published")).scalar_one()


def confirm(conn: Connection, network_id: NetworkId, record_id: RecordId, on: date) -> bool:
    """Note that its office found a published record right on that day; False if it had by then."""
    published = update(tables.record).filter_by(id=record_id, network_id=network_id, state="published")
    unconfirmed = or_(tables.record.c.verified_on.is_(None), tables.record.c.verified_on < on)
    return conn.execute(published.where(unconfirmed).values(verified_on=on)).rowcount == 1


def withdraw(conn: Connection, network_id: NetworkId, record_id: RecordId, now: datetime) -> bool:
    """Take a published record out of the network's answers; True only for the one call that did."""
    published = update(tables.record).filter_by(id=record_id, network_id=network_id, state="published")
    if conn.execute(published.values(state="withdrawn", updated_at=now)).rowcount == 0:
        return False
    changes.note(conn, network_id, EntryKind.RECORD, record_id)
    return True


def _content(draft: RecordDraft, now: datetime, state: str) -> dict[str, Any]:
    fields = asdict(draft)
    fields["topics"] = sorted(set(draft.topics))
    written = json.dumps(fields, sort_keys=True, default=str)
    if state != "published":
        written = f"{state} {written}"  # so that publishing the same words is a change
    columns = {name: value for name, value in fields.items() if name not in ("key", "topics")}
    return {
        **columns,
        "state": state,
        "content_hash": sha256(written.encode()).hexdigest(),
        "updated_at": now,
    }


def _id_of(conn: Connection, network_id: NetworkId, key: str) -> RecordId:
    query = select(tables.record.c.id).filter_by(network_id=network_id, key=key)
    return RecordId(conn.execute(query).scalar_one())


def _replace_topics(conn: Connection, record_id: RecordId, topics: Iterable[str]) -> None:
    conn.execute(delete(tables.record_topic).filter_by(record_id=record_id))
    rows = [{"record_id": record_id, "topic": topic} for topic in sorted(set(topics))]
    if rows:
        conn.execute(insert(tables.record_topic), rows)


def _published(network_id: NetworkId | BindParameter[Any]) -> Select[Any]:
    return _in_state(network_id, "published")


def _in_state(network_id: NetworkId | BindParameter[Any], state: str) -> Select[Any]:
    in_state = (tables.record.c.network_id == network_id, tables.record.c.state == state)
    return _with_offices().where(*in_state).order_by(tables.record.c.id)


def _with_offices() -> Select[Any]:
    return (
        select(tables.record, *OFFICE_COLUMNS[1:])
        .join_from(tables.record, tables.office, isouter=True)
        .join(tables.jurisdiction, isouter=True)
    )


@cache
def _by_ids() -> Select[Any]:
    # Built once, like the one below: every question runs both, and building them takes longer than running.
    ids = tables.record.c.id.in_(bindparam("ids", expanding=True))
    return _published(bindparam("network_id")).where(ids)


@cache
def _topics_of() -> Select[Any]:
    return select(tables.record_topic).where(
        tables.record_topic.c.record_id.in_(bindparam("ids", expanding=True))
    )


def _read(conn: Connection, query: Select[Any]) -> list[PracticeRecord]:
    return _records_of(conn, conn.execute(query).all())


def _records_of(conn: Connection, rows: Sequence[Row[Any]]) -> list[PracticeRecord]:
    topics = _topics(conn, [row.id for row in rows])
    return [_record_of(row, tuple(topics.get(row.id, ()))) for row in rows]


def _topics(conn: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for chunk in chunks(ids):
        for record_id, topic in conn.execute(_topics_of(), {"ids": chunk}):
            found.setdefault(record_id, []).append(topic)
    return {record_id: sorted(topics) for record_id, topics in found.items()}


def _record_of(row: Row[Any], topics: tuple[str, ...]) -> PracticeRecord:
    return PracticeRecord(
        id=RecordId(row.id),
        key=row.key,
        title=row.title,
        problem=row.problem,
        action=row.action,
        outcome=row.outcome,
        lessons=row.lessons,
        result=Result(row.result),
        topics=topics,
        place=row.place,
        country=row.country or None,
        office=None if row.office_id is None else office_of(row),
        year_start=row.year_start,
        status=row.status,
        source_title=row.source_title,
        source_url=row.source_url,
        source_lang=row.source_lang,
        verified_on=row.verified_on,
    )
