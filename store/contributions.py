"""Contributions: drafts of practice records that officials sent in, each with its author."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from matching.domain import IntroductionId, OfficialId, RecordId
from store import tables
from store.statements import insert_once


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


def of_record(conn: Connection, record_id: RecordId) -> Contribution | None:
    """Return who sent the record in, None for one that no official did."""
    row = conn.execute(select(tables.contribution).filter_by(record_id=record_id)).one_or_none()
    if row is None:
        return None
    introduction_id = None if row.introduction_id is None else IntroductionId(row.introduction_id)
    return Contribution(RecordId(row.record_id), OfficialId(row.author_id), introduction_id, row.drafted_at)
