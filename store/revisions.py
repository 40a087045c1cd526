"""Everything that a record ever said: each change leaves its whole content, and whose change it was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, tuple_

from matching.domain import NetworkId, OfficialId, RecordId
from store import tables
from store.record_readers import readers
from store.statements import chunks

ChangeKind = Literal[
    "imported",
    "drafted",
    "edited",
    "returned",
    "rejected",
    "published",
    "withdrawn",
    "restored",
    "verified",
    "merged",
    "unmerged",
]
# By which somebody of the network gives a record other words.
WRITTEN_HERE: tuple[ChangeKind, ...] = ("drafted", "edited", "published", "merged", "unmerged")
# By which a record is not published, from then on.
UNPUBLISHING: tuple[ChangeKind, ...] = ("drafted", "returned", "rejected", "withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a record and by whom, None for an import; `note` is the reason if one was given."""

    kind: ChangeKind
    made_by: OfficialId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """The record as it was after one change.

    `content` is as record_values.content gives it, with the `readers` who were named then, by the ids of
    their places; revisions that were kept before readers were do not have those.
    """

    number: int
    change: Change
    made_at: datetime
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a record says since a change; `content` is as record_values.content gives it."""

    change: Change
    content: Mapping[str, Any]
    made_at: datetime


def keep(conn: Connection, network_id: NetworkId, record_id: RecordId, kept: Kept) -> None:
    """Keep what the record says since the change, and who is named to read it, under its number of now."""
    number = select(tables.record.c.revision).filter_by(id=record_id).scalar_subquery()
    conn.execute(
        insert(tables.record_revision).values(
            network_id=network_id,
            record_id=record_id,
            number=number,
            kind=kept.change.kind,
            made_by=kept.change.made_by,
            made_at=kept.made_at,
            note=kept.change.note,
            content={**kept.content, "readers": list(readers(conn, record_id))},
        )
    )


def history(
    conn: Connection, network_id: NetworkId, record_id: RecordId, limit: int = 50
) -> tuple[Revision, ...]:
    """Return the record's latest revisions, the last first."""
    of_record = select(tables.record_revision).filter_by(network_id=network_id, record_id=record_id)
    rows = conn.execute(of_record.order_by(tables.record_revision.c.number.desc()).limit(limit))
    return tuple(map(_revision, rows))


def at(conn: Connection, network_id: NetworkId, record_id: RecordId, number: int) -> Revision | None:
    """Return the record as it was after the change of this number, None if there was none."""
    named = {"network_id": network_id, "record_id": record_id, "number": number}
    row = conn.execute(select(tables.record_revision).filter_by(**named)).one_or_none()
    return None if row is None else _revision(row)


def edited_since_import(
    conn: Connection, network_id: NetworkId, record_ids: Iterable[RecordId]
) -> frozenset[RecordId]:
    """Return those of the records whose words were changed here after their last import, or without one."""
    kept = tables.record_revision.c
    imported = func.max(kept.number).filter(kept.kind == "imported")
    written = func.max(kept.number).filter(kept.kind.in_(WRITTEN_HERE))
    found: set[RecordId] = set()
    for chunk in chunks(record_ids):
        query = select(kept.record_id).where(kept.network_id == network_id, kept.record_id.in_(chunk))
        later = query.group_by(kept.record_id).having(written > func.coalesce(imported, 0))
        found.update(map(RecordId, conn.execute(later).scalars()))
    return frozenset(found)


def unpublished_by(
    conn: Connection, network_id: NetworkId, record_ids: Iterable[RecordId]
) -> Mapping[RecordId, Change]:
    """Return of each of these records, which are not published, the change by which that is so."""
    kept = tables.record_revision.c
    found: dict[RecordId, Change] = {}
    for chunk in chunks(record_ids):
        query = select(kept.record_id, kept.kind, kept.note)
        named = query.where(kept.network_id == network_id, kept.record_id.in_(chunk))
        for row in conn.execute(named.where(kept.kind.in_(UNPUBLISHING)).order_by(kept.number)):
            found[RecordId(row.record_id)] = Change(row.kind, None, row.note)
    return found


def only_verified(
    conn: Connection, network_id: NetworkId, between: Mapping[RecordId, tuple[int, int]]
) -> frozenset[RecordId]:
    """Return those of the records that say the same in their two revisions of these numbers.

    When a record was verified is not looked at. A number that no revision has says nothing.
    """
    kept = tables.record_revision.c
    said: dict[tuple[int, int], dict[str, Any]] = {}
    for chunk in chunks((record_id, number) for record_id, both in between.items() for number in both):
        named = select(kept.record_id, kept.number, kept.content).where(kept.network_id == network_id)
        for row in conn.execute(named.where(tuple_(kept.record_id, kept.number).in_(chunk))):
            words = {name: value for name, value in row.content.items() if name != "verified_on"}
            said[row.record_id, row.number] = words
    return frozenset(
        record_id
        for record_id, (one, other) in between.items()
        if (record_id, one) in said and said[record_id, one] == said.get((record_id, other))
    )


def _revision(row: Any) -> Revision:
    made_by = None if row.made_by is None else OfficialId(row.made_by)
    return Revision(row.number, Change(row.kind, made_by, row.note), row.made_at, row.content)
