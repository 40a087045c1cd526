"""Follow-ups: what each side of an introduction was asked later, once a round, and what they answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, func, or_, select, update

from matching.domain import FollowUpId, IntroductionId, NetworkId, OfficialId
from store import tables
from store.columns import UtcDateTime
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question of ours about an introduction to one side; `answer` is "" until it is given."""

    id: FollowUpId
    network_id: NetworkId
    introduction_id: IntroductionId
    official_id: OfficialId
    round: int
    sent_at: datetime
    answered_at: datetime | None
    answer: str


def ask(
    conn: Connection, introduction_id: IntroductionId, official_id: OfficialId, turn: int, now: datetime
) -> bool:
    """Note that this side is asked in this round; True only for the one call that noted it.

    Raises IntegrityError for an official of another network than the introduction's.
    """
    network_id = select(tables.introduction.c.network_id).filter_by(id=introduction_id).scalar_subquery()
    asked = {"introduction_id": introduction_id, "official_id": official_id, "round": turn}
    return insert_once(conn, tables.follow_up, network_id=network_id, sent_at=now, **asked)


def answer(
    conn: Connection, introduction_id: IntroductionId, official_id: OfficialId, said: str, now: datetime
) -> bool:
    """Keep the answer to whatever this side was asked about the introduction and left open.

    True only for the one call that found something open: of two clicks at once, one is the answer.
    """
    values = {"of": introduction_id, "by": official_id, "said": said, "now": now}
    return conn.execute(_ANSWER, values).rowcount > 0


def of_introduction(conn: Connection, introduction_id: IntroductionId) -> tuple[FollowUp, ...]:
    """Return what both sides were asked about the introduction, oldest first."""
    rows = conn.execute(_OF_INTRODUCTION, {"introduction_id": introduction_id})
    return tuple(_follow_up_of(row) for row in rows)


def unanswered(conn: Connection, official_id: OfficialId) -> int:
    """Return how many the official was sent, about any introduction, since they last answered one."""
    return int(conn.execute(_UNANSWERED, {"official_id": official_id}).scalar_one())


def _unanswered() -> Select[Any]:
    mine, earlier = tables.follow_up.c, tables.follow_up.alias("earlier").c
    official_id: BindParameter[Any] = bindparam("official_id")
    last = select(func.max(earlier.answered_at)).where(earlier.official_id == official_id).scalar_subquery()
    return (
        select(func.count())
        .select_from(tables.follow_up)
        .where(mine.official_id == official_id, mine.answered_at.is_(None))
        .where(or_(last.is_(None), mine.sent_at > last))
    )


# Run for every follow-up, so they are made once: making one takes longer than its answer.
_UNANSWERED = _unanswered()
_ANSWER = (
    update(tables.follow_up)
    .where(
        tables.follow_up.c.introduction_id == bindparam("of"),
        tables.follow_up.c.official_id == bindparam("by"),
        tables.follow_up.c.answered_at.is_(None),
    )
    .values(answered_at=bindparam("now", type_=UtcDateTime), answer=bindparam("said"))
)
_OF_INTRODUCTION = (
    select(tables.follow_up)
    .where(tables.follow_up.c.introduction_id == bindparam("introduction_id"))
    .order_by(tables.follow_up.c.id)
)


def names_nobody(conn: Connection, introduction_id: IntroductionId) -> bool:
    """Return whether the peer answered in writing and let it be used, but not attributed to them."""
    query = select(tables.written_answer.c.attributable).filter_by(introduction_id=introduction_id)
    return conn.execute(query).scalar() is False


def _follow_up_of(row: Row[Any]) -> FollowUp:
    return FollowUp(
        id=FollowUpId(row.id),
        network_id=NetworkId(row.network_id),
        introduction_id=IntroductionId(row.introduction_id),
        official_id=OfficialId(row.official_id),
        round=row.round,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        answer=row.answer,
    )
