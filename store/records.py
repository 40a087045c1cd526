"""Practice records: saved once per key, published, withdrawn."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

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


def save(conn: Connection, network_id: NetworkId, draft: RecordDraft, now: datetime) -> Saved:
    """Publish the draft under its key; saving the same draft again changes nothing.

    A withdrawn record stays withdrawn until a draft with other words comes.
    Raises IntegrityError for an office of another network.
    """
    content = _content(draft, now)
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


def by_ids(
    conn: Connection, network_id: NetworkId, ids: Iterable[RecordId]
) -> dict[RecordId, PracticeRecord]:
    """Return those of the network's records that are published, by id; any number of ids may be asked for."""
    found: dict[RecordId, PracticeRecord] = {}
    for chunk in chunks(ids):
        query = _published(network_id).where(tables.record.c.id.in_(chunk))
        found.update((record.id, record) for record in _read(conn, query))
    return found


def by_key(conn: Connection, network_id: NetworkId, key: str) -> PracticeRecord | None:
    """Return the network's published record of this key, or None."""
    query = _published(network_id).where(tables.record.c.key == key)
    return next(iter(_read(conn, query)), None)


def all_published(conn: Connection, network_id: NetworkId) -> Iterator[PracticeRecord]:
    """Give every published record of the network in the order of their ids, read a few hundred at a time."""
    last = 0
    while page := _read(conn, _published(network_id).where(tables.record.c.id > last).limit(CHUNK)):
        yield from page
        last = page[-1].id


def owned_by(conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId) -> frozenset[RecordId]:
    """Return the network's records that an office of this jurisdiction owns."""
    query = (
        select(tables.record.c.id)
        .join(tables.office, tables.record.c.office_id == tables.office.c.id)
        .where(tables.record.c.network_id == network_id, tables.office.c.jurisdiction_id == jurisdiction_id)
    )
    return frozenset(RecordId(found) for found in conn.execute(query).scalars())


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


def _content(draft: RecordDraft, now: datetime) -> dict[str, Any]:
    fields = asdict(draft)
    fields["topics"] = sorted(set(draft.topics))
    written = json.dumps(fields, sort_keys=True, default=str)
    columns = {name: value for name, value in fields.items() if name not in ("key", "topics")}
    return {
        **columns,
        "state": "published",
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


def _published(network_id: NetworkId) -> Select[Any]:
    return (
        select(tables.record, *OFFICE_COLUMNS[1:])
        .join_from(tables.record, tables.office, isouter=True)
        .join(tables.jurisdiction, isouter=True)
        .where(tables.record.c.network_id == network_id, tables.record.c.state == "published")
        .order_by(tables.record.c.id)
    )


def _read(conn: Connection, query: Select[Any]) -> list[PracticeRecord]:
    rows = conn.execute(query).all()
    topics = _topics(conn, [row.id for row in rows])
    return [_record_of(row, tuple(topics.get(row.id, ()))) for row in rows]


def _topics(conn: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for chunk in chunks(ids):
        of_records = tables.record_topic.c.record_id.in_(chunk)
        for record_id, topic in conn.execute(select(tables.record_topic).where(of_records)):
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
