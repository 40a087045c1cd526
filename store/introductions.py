"""Introductions: requested once, moved from state to state, with the history of who moved them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select, update

from matching.domain import IntroductionId, NetworkId, OfficeId, OfficialId, QuestionId, RecordId, WorkspaceId
from store import tables
from store.statements import insert_once, insert_row

OPEN = "asked"


@dataclass(frozen=True, slots=True)
class IntroductionDraft:
    """An introduction that an asker wants; `conversation` and `thread` are where they asked for it."""

    question_id: QuestionId
    record_id: RecordId
    office_id: OfficeId
    asker_id: OfficialId
    peer_id: OfficialId
    workspace_id: WorkspaceId
    conversation: str
    thread: str
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class Introduction:
    """An introduction; `state` is asked, accepted, declined or expired."""

    id: IntroductionId
    network_id: NetworkId
    question_id: QuestionId
    record_id: RecordId
    office_id: OfficeId
    asker_id: OfficialId
    peer_id: OfficialId
    state: str
    workspace_id: WorkspaceId
    conversation: str
    thread: str
    requested_at: datetime
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """One move of an introduction into a state; `official_id` is None when time made it."""

    state: str
    official_id: OfficialId | None
    moved_at: datetime


def request(
    conn: Connection, network_id: NetworkId, draft: IntroductionDraft, now: datetime
) -> tuple[Introduction, bool]:
    """Return the open introduction of this asker and peer, and whether this call made it.

    Raises IntegrityError when any part belongs to another network, or when asker and peer are the same.
    """
    introduction = tables.introduction.c
    of_pair = and_(introduction.asker_id == draft.asker_id, introduction.peer_id == draft.peer_id)
    is_open = and_(
        of_pair, introduction.network_id == network_id, introduction.state.in_(("asked", "snoozed"))
    )
    values = {"network_id": network_id, "state": OPEN, "requested_at": now, "asked_at": now, **asdict(draft)}
    while True:
        made = insert_once(conn, tables.introduction, **values)
        found = _latest(conn, is_open)
        if found:
            return found, made
        # The one that stood in the way was answered between the two statements: now there is room.


def by_id(conn: Connection, network_id: NetworkId, introduction_id: IntroductionId) -> Introduction | None:
    """Return the network's introduction, or None."""
    introduction = tables.introduction.c
    return _latest(conn, and_(introduction.id == introduction_id, introduction.network_id == network_id))


def between(
    conn: Connection, network_id: NetworkId, asker_id: OfficialId, peer_id: OfficialId, record_id: RecordId
) -> Introduction | None:
    """Return the latest introduction of this asker, peer and record, whatever became of it, or None."""
    return _latest(conn, _pair(network_id, asker_id, peer_id, record_id))


def move(  # noqa: PLR0913 (a compare and set says what, from, to, by whom and when)
    conn: Connection,
    introduction_id: IntroductionId,
    old: str,
    new: str,
    official_id: OfficialId | None,
    now: datetime,
) -> bool:
    """Move the introduction out of the old state; True only for the one call that moved it.

    `official_id` is who decided, None when time did. Raises IntegrityError for an unknown state.
    """
    in_old_state = update(tables.introduction).filter_by(id=introduction_id, state=old)
    if conn.execute(in_old_state.values(state=new)).rowcount == 0:
        return False
    network_id = select(tables.introduction.c.network_id).filter_by(id=introduction_id).scalar_subquery()
    made = {"state": new, "official_id": official_id, "moved_at": now}
    insert_row(conn, tables.introduction_move, network_id=network_id, introduction_id=introduction_id, **made)
    return True


def moves(conn: Connection, introduction_id: IntroductionId) -> tuple[Move, ...]:
    """Return every move since the request, oldest first."""
    query = select(tables.introduction_move).filter_by(introduction_id=introduction_id)
    rows = conn.execute(query.order_by(tables.introduction_move.c.id))
    return tuple(
        Move(row.state, None if row.official_id is None else OfficialId(row.official_id), row.moved_at)
        for row in rows
    )


def _pair(
    network_id: NetworkId, asker_id: OfficialId, peer_id: OfficialId, record_id: RecordId
) -> ColumnElement[bool]:
    introduction = tables.introduction.c
    return and_(
        introduction.network_id == network_id,
        introduction.asker_id == asker_id,
        introduction.peer_id == peer_id,
        introduction.record_id == record_id,
    )


def _latest(conn: Connection, condition: ColumnElement[bool]) -> Introduction | None:
    newest_first = tables.introduction.c.id.desc()
    query = select(tables.introduction).where(condition).order_by(newest_first).limit(1)
    row = conn.execute(query).one_or_none()
    return None if row is None else _introduction_of(row)


def _introduction_of(row: Row[Any]) -> Introduction:
    return Introduction(
        id=IntroductionId(row.id),
        network_id=NetworkId(row.network_id),
        question_id=QuestionId(row.question_id),
        record_id=RecordId(row.record_id),
        office_id=OfficeId(row.office_id),
        asker_id=OfficialId(row.asker_id),
        peer_id=OfficialId(row.peer_id),
        state=row.state,
        workspace_id=WorkspaceId(row.workspace_id),
        conversation=row.conversation,
        thread=row.thread,
        requested_at=row.requested_at,
        answer_by=row.answer_by,
    )
