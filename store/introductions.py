"""Introductions: wanted, asked, moved from state to state, with the history of who moved them.

The legal moves are data in introduction_states.py; an illegal one is a mistake of ours and raises.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, update

from matching.domain import IntroductionId, NetworkId, OfficeId, OfficialId, QuestionId, RecordId, WorkspaceId
from store import introduction_statements as sql
from store import tables
from store.introduction_states import WAITING, is_legal
from store.statements import insert_once, named

OPEN = sql.OPEN


class IllegalMove(ValueError):
    """A move that introduction_states.MOVES does not list: a mistake of ours, never an official's."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"an introduction cannot move from {old} to {new}")
        self.old = old
        self.new = new


@dataclass(frozen=True, slots=True)
class IntroductionDraft:
    """An introduction that an asker wants; `conversation` and `thread` are where they asked for it.

    Without a record the peer is asked because of a topic. `peer_id` and `answer_by` are for one who is asked
    at once; `handed_from` is the introduction that led to this one. `source` says why the peer came
    into question, for which `topic` if for one.
    """

    question_id: QuestionId
    record_id: RecordId | None
    office_id: OfficeId
    asker_id: OfficialId
    workspace_id: WorkspaceId
    conversation: str
    thread: str
    peer_id: OfficialId | None = None
    answer_by: datetime | None = None
    urgent: bool = False
    handed_from: IntroductionId | None = None
    source: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked in the end, in which office, because of which record, if any, and why they of all."""

    peer_id: OfficialId
    office_id: OfficeId
    record_id: RecordId | None
    source: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Introduction:
    """An introduction; `state` and its moves: introduction_states.py.

    While it is proposed, `waits_for` says what must happen first, and nobody may be asked yet; once it is
    accepted, that the two may not meet yet. An `unreached` one was handed over because the chat did not reach
    its peer.
    """

    id: IntroductionId
    network_id: NetworkId
    question_id: QuestionId
    record_id: RecordId | None
    office_id: OfficeId
    asker_id: OfficialId
    peer_id: OfficialId | None
    state: str
    workspace_id: WorkspaceId
    conversation: str
    thread: str
    requested_at: datetime
    answer_by: datetime | None
    asked_at: datetime | None = None
    waits_for: str = ""
    urgent: bool = False
    handed_from: IntroductionId | None = None
    unreached: bool = False
    source: str = ""
    topic: str = ""
    agreed_at: datetime | None = None

    def again(self, handed_from: IntroductionId | None = None) -> IntroductionDraft:
        """Return a draft of what its asker still wants: of the same office, and told where they asked."""
        return IntroductionDraft(
            question_id=self.question_id,
            record_id=self.record_id,
            office_id=self.office_id,
            asker_id=self.asker_id,
            workspace_id=self.workspace_id,
            conversation=self.conversation,
            thread=self.thread,
            urgent=self.urgent,
            handed_from=handed_from,
        )


@dataclass(frozen=True, slots=True)
class Move:
    """One move of an introduction into a state; `official_id` is None when time made it."""

    state: str
    official_id: OfficialId | None
    moved_at: datetime


def propose(
    conn: Connection, network_id: NetworkId, draft: IntroductionDraft, waits_for: str, now: datetime
) -> tuple[Introduction, bool]:
    """Return the proposed introduction of this question and office, and whether this call made it.

    One that exists keeps what it waits for. Raises IntegrityError when any part belongs to another network.
    """
    first = {"state": "proposed", "waits_for": waits_for}
    return _made_once(conn, network_id, draft, sql.PROPOSED, first | {"requested_at": now})


def request(
    conn: Connection, network_id: NetworkId, draft: IntroductionDraft, now: datetime
) -> tuple[Introduction, bool]:
    """Return the open introduction of this asker and the peer who is asked, and whether this call made it.

    Raises IntegrityError when any part belongs to another network, or when asker and peer are the same.
    """
    first = {"state": "asked", "asked_at": now, "requested_at": now}
    return _made_once(conn, network_id, draft, sql.OPEN_OF_PAIR, first)


def ask(
    conn: Connection, introduction_id: IntroductionId, choice: Choice, answer_by: datetime, now: datetime
) -> bool:
    """Move a proposed introduction to asked; True only for the one call that moved it.

    False, too, while another introduction of the two is open. Raises IntegrityError for a peer of another
    network, and if another one of the two is opened at the same moment.
    """
    other = tables.introduction.alias("other")
    asker = select(tables.introduction.c.asker_id).filter_by(id=introduction_id).scalar_subquery()
    pair_is_open = exists().where(
        other.c.asker_id == asker, other.c.peer_id == choice.peer_id, other.c.state.in_(OPEN)
    )
    proposed = update(tables.introduction).filter_by(id=introduction_id, state="proposed")
    values = {"state": "asked", "asked_at": now, "answer_by": answer_by, "waits_for": "", **asdict(choice)}
    if conn.execute(proposed.where(~pair_is_open).values(**values)).rowcount == 0:
        return False
    _note(conn, introduction_id, "asked", None, now)
    return True


def wait_for(
    conn: Connection, introduction_id: IntroductionId, old: str, new: str, *, state: str = "proposed"
) -> bool:
    """Let an introduction wait for something else; True only for the one call that changed it."""
    waiting = update(tables.introduction).filter_by(id=introduction_id, state=state, waits_for=old)
    return conn.execute(waiting.values(waits_for=new)).rowcount == 1


def wake(conn: Connection, introduction_id: IntroductionId, answer_by: datetime, now: datetime) -> bool:
    """Move a snoozed introduction back to asked, to be answered by then; True only for the call that did."""
    snoozed = update(tables.introduction).filter_by(id=introduction_id, state="snoozed")
    if conn.execute(snoozed.values(state="asked", answer_by=answer_by)).rowcount == 0:
        return False
    _note(conn, introduction_id, "asked", None, now)
    return True


def snooze(
    conn: Connection,
    introduction_id: IntroductionId,
    official_id: OfficialId,
    answer_by: datetime,
    now: datetime,
) -> bool:
    """Move an asked introduction to snoozed, to be answered by a later day; True only for the call that did.

    The day is kept at once, so that nobody takes the asker's wait for over while the peer thinks.
    """
    asked = update(tables.introduction).filter_by(id=introduction_id, state="asked")
    if conn.execute(asked.values(state="snoozed", answer_by=answer_by)).rowcount == 0:
        return False
    _note(conn, introduction_id, "snoozed", official_id, now)
    return True


def move(  # noqa: PLR0913 (a compare and set says what, from, to, by whom and when)
    conn: Connection,
    introduction_id: IntroductionId,
    old: str,
    new: str,
    official_id: OfficialId | None,
    now: datetime,
) -> bool:
    """Move the introduction out of the old state; True only for the one call that moved it.

    `official_id` is who decided, None when time did. Raises IllegalMove for a move that is not listed.
    """
    if not is_legal(old, new):
        raise IllegalMove(old, new)
    values = {"moved_id": introduction_id, "old": old, "new": new}
    # Every yes comes through this one state, so the moment is kept once.
    moved = (
        conn.execute(sql.AGREE, values | {"now": now})
        if new == "accepted"
        else conn.execute(sql.MOVE, values)
    )
    if moved.rowcount == 0:
        return False
    _note(conn, introduction_id, new, official_id, now)
    return True


def note_unreached(conn: Connection, introduction_id: IntroductionId, state: str) -> bool:
    """Note of an open request that the chat does not reach its peer; False if it was answered meanwhile."""
    still = update(tables.introduction).filter_by(id=introduction_id, state=state)
    asked = still.where(tables.introduction.c.state.in_(OPEN))
    return conn.execute(asked.values(unreached=True)).rowcount == 1


def by_id(conn: Connection, network_id: NetworkId, introduction_id: IntroductionId) -> Introduction | None:
    """Return the network's introduction, or None."""
    values = {"introduction_id": introduction_id, "network_id": network_id}
    return next(map(_introduction_of, named(conn.execute(sql.BY_ID, values))), None)


def of_question(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> tuple[Introduction, ...]:
    """Return every introduction of the question, whatever became of it, the first one first."""
    rows = conn.execute(sql.OF_QUESTION, {"question_id": question_id, "network_id": network_id})
    return tuple(map(_introduction_of, named(rows)))


def open_of_peer(conn: Connection, network_id: NetworkId, peer_id: OfficialId) -> tuple[Introduction, ...]:
    """Return what this official was asked and has not answered, also what they put off; oldest first."""
    return _every(conn, and_(_asks(peer_id), tables.introduction.c.network_id == network_id))


def waiting_for(
    conn: Connection,
    network_id: NetworkId,
    waits_for: Iterable[str],
    *,
    asker_id: OfficialId | None = None,
    office_id: OfficeId | None = None,
) -> tuple[Introduction, ...]:
    """Return the proposed introductions that wait for one of these, of this asker, to this office."""
    introduction = tables.introduction.c
    conditions = [
        introduction.network_id == network_id,
        introduction.state == "proposed",
        introduction.waits_for.in_(tuple(waits_for)),
    ]
    if asker_id is not None:
        conditions.append(introduction.asker_id == asker_id)
    if office_id is not None:
        conditions.append(introduction.office_id == office_id)
    return _every(conn, and_(*conditions))


def waiting_of_asker(
    conn: Connection, network_id: NetworkId, asker_id: OfficialId
) -> tuple[Introduction, ...]:
    """Return what this official wants that waits, asked already or not, or with a yes; oldest first."""
    unanswered = tables.introduction.c.state.in_(tuple(sorted(WAITING)))
    return _every(conn, and_(_wanted_by(network_id, asker_id), or_(unanswered, _AGREED)))


def agreed_waiting(conn: Connection, network_id: NetworkId, asker_id: OfficialId) -> tuple[Introduction, ...]:
    """Return the asker's introductions to which a peer said yes, and that wait for something all the same."""
    return _every(conn, and_(_wanted_by(network_id, asker_id), _AGREED))


def was_ever(conn: Connection, introduction_id: IntroductionId, state: str) -> bool:
    """Say whether the introduction is in the state, or was once."""
    return any(each.state == state for each in moves(conn, introduction_id))


def moves(conn: Connection, introduction_id: IntroductionId) -> tuple[Move, ...]:
    """Return every move, the first state included, oldest first."""
    rows = conn.execute(sql.MOVES, {"introduction_id": introduction_id})
    return tuple(
        Move(row.state, None if row.official_id is None else OfficialId(row.official_id), row.moved_at)
        for row in rows
    )


def _made_once(
    conn: Connection,
    network_id: NetworkId,
    draft: IntroductionDraft,
    in_the_way: Select[Any],
    first: Mapping[str, Any],
) -> tuple[Introduction, bool]:
    named = {"network_id": network_id, **asdict(draft)}
    while True:
        made = insert_once(conn, tables.introduction, **named, **first)
        row = conn.execute(in_the_way, named).one_or_none()
        if row is not None:
            found = _introduction_of(row)
            if made:
                _note(conn, found.id, found.state, draft.asker_id, first["requested_at"])
            return found, made
        # The one that stood in the way was answered between the two statements: now there is room.


def _note(
    conn: Connection,
    introduction_id: IntroductionId,
    state: str,
    official_id: OfficialId | None,
    now: datetime,
) -> None:
    values = {"moved_id": introduction_id, "new": state, "by": official_id, "now": now}
    conn.execute(sql.NOTE, values)


_AGREED = and_(tables.introduction.c.state == "accepted", tables.introduction.c.waits_for != "")


def _wanted_by(network_id: NetworkId, asker_id: OfficialId) -> ColumnElement[bool]:
    return and_(tables.introduction.c.asker_id == asker_id, tables.introduction.c.network_id == network_id)


def _asks(peer_id: OfficialId) -> ColumnElement[bool]:
    return and_(tables.introduction.c.peer_id == peer_id, tables.introduction.c.state.in_(OPEN))


def _every(conn: Connection, condition: ColumnElement[bool]) -> tuple[Introduction, ...]:
    query = select(tables.introduction).where(condition).order_by(tables.introduction.c.id)
    return tuple(map(_introduction_of, named(conn.execute(query))))


def _introduction_of(row: Any) -> Introduction:
    return Introduction(
        id=IntroductionId(row.id),
        network_id=NetworkId(row.network_id),
        question_id=QuestionId(row.question_id),
        record_id=None if row.record_id is None else RecordId(row.record_id),
        office_id=OfficeId(row.office_id),
        asker_id=OfficialId(row.asker_id),
        peer_id=None if row.peer_id is None else OfficialId(row.peer_id),
        state=row.state,
        workspace_id=WorkspaceId(row.workspace_id),
        conversation=row.conversation,
        thread=row.thread,
        requested_at=row.requested_at,
        answer_by=row.answer_by,
        asked_at=row.asked_at,
        waits_for=row.waits_for,
        urgent=row.urgent,
        handed_from=None if row.handed_from is None else IntroductionId(row.handed_from),
        unreached=row.unreached,
        source=row.source,
        topic=row.topic,
        agreed_at=row.agreed_at,
    )
