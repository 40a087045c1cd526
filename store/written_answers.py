"""What peers wrote instead of meeting: one answer for one introduction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from matching.domain import IntroductionId, NetworkId
from store import tables
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """A peer's own words; those that are not attributable are shown without name and place."""

    introduction_id: IntroductionId
    text: str
    attributable: bool
    written_at: datetime


def write(conn: Connection, network_id: NetworkId, answer: WrittenAnswer) -> bool:
    """Keep the answer; True only for the first one of its introduction.

    Raises IntegrityError for an empty text, and for an introduction of another network.
    """
    return insert_once(
        conn,
        tables.written_answer,
        network_id=network_id,
        introduction_id=answer.introduction_id,
        text=answer.text,
        attributable=answer.attributable,
        written_at=answer.written_at,
    )


def of_introduction(conn: Connection, introduction_id: IntroductionId) -> WrittenAnswer | None:
    """Return what the peer wrote, or None."""
    query = select(tables.written_answer).filter_by(introduction_id=introduction_id)
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    return WrittenAnswer(IntroductionId(row.introduction_id), row.text, row.attributable, row.written_at)
