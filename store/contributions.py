"""Contributions: drafts of practice records that officials sent in, each with its author."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from sqlalchemy import Connection, bindparam, select

from matching.domain import IntroductionId, NetworkId, OfficialId, RecordId
from store import tables
from store.statements import insert_once

_record, _contribution = tables.record.c, tables.contribution.c
_FROM_ELSEWHERE = (
    select(_record.id)
    .join_from(tables.record, tables.contribution, _contribution.record_id == _record.id, isouter=True)
    .where(_record.network_id == bindparam("network_id"), _record.key == bindparam("key"))
    .where(_contribution.record_id.is_(None))
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Whose draft a record is, and from which introduction if it came of one."""

    record_id: RecordId
    author_id: OfficialId
    introduction_id: IntroductionId | None
    drafted_at: datetime


def note(
    conn: Connection,
    record_id: RecordId,
    author_id: OfficialId,
    introduction_id: IntroductionId | None,
    now: datetime,
) -> bool:
    """Note who sent the record in; True only for the first call about it.

    Raises IntegrityError when author or introduction belong to another network than the record.
    """
    network_id = select(tables.record.c.network_id).filter_by(id=record_id).scalar_subquery()
    of = {"record_id": record_id, "author_id": author_id, "introduction_id": introduction_id}
    return insert_once(conn, tables.contribution, network_id=network_id, drafted_at=now, **of)


def own_key(conn: Connection, network_id: NetworkId, key: str) -> str:
    """Return under which key a draft stands, or is to stand, that wants this one: the first that is its own.

    A record without an author holds it where a file brought it, such as an export of another network.
    """
    further = (f"{key}-{number}" for number in count(2))
    values = {"network_id": network_id}
    return next(
        each
        for each in chain([key], further)
        if conn.execute(_FROM_ELSEWHERE, values | {"key": each}).first() is None
    )


def of_record(conn: Connection, record_id: RecordId) -> Contribution | None:
    """Return who sent the record in, None for one that no official did."""
    row = conn.execute(select(tables.contribution).filter_by(record_id=record_id)).one_or_none()
    if row is None:
        return None
    introduction_id = None if row.introduction_id is None else IntroductionId(row.introduction_id)
    return Contribution(RecordId(row.record_id), OfficialId(row.author_id), introduction_id, row.drafted_at)
