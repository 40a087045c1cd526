"""Questions that stand: opened once at a time, matched, told once, ended; each move decided by one UPDATE."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import Connection, Row, Select, func, or_, select, update

from matching.domain import EntryKind, NetworkId, OfficialId, QuestionId, RecordId
from store import changes, tables
from store.changes import Cursor
from store.questions import Question, question_of
from store.record_rows import landed
from store.statements import chunks, insert_once

StandingId = NewType("StandingId", int)
OPEN = ("looking", "found")


@dataclass(frozen=True, slots=True)
class Standing:
    """One time for which a question stands. `found` is the record of which its asker is told, or was."""

    id: StandingId
    question: Question
    state: str
    opened_at: datetime
    expires_at: datetime
    snoozed_until: datetime | None
    found: RecordId | None
    probability: float
    asked_at: datetime | None


def open_once(
    conn: Connection,
    question: Question,
    expires_at: datetime,
    now: datetime,
    snoozed_until: datetime | None = None,
) -> Standing | None:
    """Let the question stand; None, and nothing is changed, if it does already."""
    times = {"expires_at": expires_at, "snoozed_until": snoozed_until}
    return _open(conn, question, now, times)


def _open(
    conn: Connection, question: Question, now: datetime, times: Mapping[str, datetime | None]
) -> Standing | None:
    named = {"network_id": question.network_id, "question_id": question.id, "state": "looking"}
    times = {"opened_at": now, "checked_at": now, **times}
    if not insert_once(conn, tables.standing_question, **named, **times):
        return None
    _note(conn, question)
    return open_of(conn, question)


def open_of(conn: Connection, question: Question) -> Standing | None:
    """Return how the question stands, None if it does not."""
    row = conn.execute(_OPEN.where(tables.question.c.id == question.id)).one_or_none()
    return None if row is None else _standing_of(row)


def latest_of(conn: Connection, question: Question) -> Standing | None:
    """Return the last time for which the question stands or stood, None if it never did."""
    last = _every().where(tables.question.c.id == question.id)
    row = conn.execute(last.order_by(tables.standing_question.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _standing_of(row)


def by_id(conn: Connection, network_id: NetworkId, standing_id: StandingId) -> Standing | None:
    """Return the network's standing question, open or ended, or None."""
    mine = tables.standing_question.c
    row = conn.execute(_every().where(mine.id == standing_id, mine.network_id == network_id)).one_or_none()
    return None if row is None else _standing_of(row)


def looking(conn: Connection, network_id: NetworkId) -> Iterator[Question]:
    """Give every question of the network that records are matched against."""
    mine = tables.standing_question.c
    ids = select(mine.question_id).where(mine.network_id == network_id, mine.state == "looking")
    for chunk in chunks(conn.execute(ids.order_by(mine.question_id)).scalars().all()):
        yield from _questions(conn, network_id, chunk)


def still_looking(conn: Connection, network_id: NetworkId, ids: Iterable[QuestionId]) -> list[Question]:
    """Return those of the questions that records are matched against, in the order of their ids."""
    return [each for chunk in chunks(ids) for each in _questions(conn, network_id, chunk)]


def longest_unchecked(
    conn: Connection, network_id: NetworkId, before: datetime, most: int
) -> tuple[QuestionId, ...]:
    """Return questions that look and were asked again by themselves before then, the longest ago first."""
    mine = tables.standing_question.c
    ids = select(mine.question_id).where(mine.network_id == network_id, mine.state == "looking")
    oldest = ids.where(mine.checked_at < before).order_by(mine.checked_at).limit(most)
    return tuple(map(QuestionId, conn.execute(oldest).scalars()))


def note_checked(conn: Connection, ids: Iterable[QuestionId], now: datetime) -> None:
    """Note that these questions were asked again by themselves."""
    mine = tables.standing_question
    for chunk in chunks(ids):
        checked = update(mine).where(mine.c.state == "looking", mine.c.question_id.in_(chunk))
        conn.execute(checked.values(checked_at=now))


def is_any(conn: Connection, network_id: NetworkId) -> bool:
    """Say whether records are matched against any question of the network."""
    named = select(tables.standing_question.c.id).filter_by(network_id=network_id, state="looking")
    return conn.execute(named.limit(1)).first() is not None


def shown(conn: Connection, ids: Iterable[QuestionId], record_id: RecordId) -> frozenset[QuestionId]:
    """Return for which of the questions the record was shown already, or one that was merged into it."""
    match, record, found = tables.question_match.c, tables.record, set[QuestionId]()
    is_it = or_(record.c.id == record_id, landed(record) == record_id)
    shown_to = (
        select(match.question_id).join(record, record.c.id == match.record_id).where(match.shown, is_it)
    )
    for chunk in chunks(ids):
        query = shown_to.where(match.question_id.in_(chunk))
        found.update(map(QuestionId, conn.execute(query).scalars()))
    return frozenset(found)


def known(conn: Connection, question_id: QuestionId) -> frozenset[RecordId]:
    """Return the records that matched the question when it was asked, shown or not, or were shown later.

    In place of one that was merged since there is what it was merged into.
    """
    match, record = tables.question_match.c, tables.record
    query = select(landed(record)).join(tables.question_match, match.record_id == record.c.id)
    return frozenset(map(RecordId, conn.execute(query.where(match.question_id == question_id)).scalars()))


def find(conn: Connection, question: Question, record_id: RecordId, probability: float) -> Standing | None:
    """Note the record that answers the question, which waits to be told; None if it looks no longer."""
    mine = tables.standing_question
    looks = update(mine).filter_by(question_id=question.id, state="looking")
    found = {"state": "found", "found_record_id": record_id, "probability": probability}
    if conn.execute(looks.values(**found)).rowcount == 0:
        return None
    _note(conn, question)
    return open_of(conn, question)


def lose(conn: Connection, standing: Standing, now: datetime) -> Standing | None:
    """Let the question stand anew, for as long as before: the record that was found can be told no more.

    Who was asked whether they still look is not asked again. None, and nothing is changed, unless this call
    did.
    """
    if not _move(conn, standing, "found", {"state": "closed", "ended_at": now}):
        return None
    before = {
        "expires_at": standing.expires_at,
        "snoozed_until": standing.snoozed_until,
        "asked_at": standing.asked_at,
    }
    return _open(conn, standing.question, now, before)


def tell(conn: Connection, standing: Standing, now: datetime) -> bool:
    """Note that the asker is told of the record, which is a match from now on; True only the first time."""
    if standing.found is None or not _move(conn, standing, "found", {"state": "told", "ended_at": now}):
        return False
    match, question = tables.question_match, standing.question
    named = {"question_id": question.id, "record_id": standing.found}
    last = conn.execute(select(func.max(match.c.position)).filter_by(question_id=question.id)).scalar()
    after = 0 if last is None else last + 1
    if not insert_once(
        conn,
        match,
        network_id=question.network_id,
        position=after,
        score=standing.probability,
        shown=True,
        **named,
    ):
        conn.execute(update(match).filter_by(**named).values(shown=True))
    return True


def ask(conn: Connection, standing: Standing, now: datetime) -> bool:
    """Note that the asker is asked whether they still look; True only once, and while it looks."""
    asked = update(tables.standing_question).filter_by(id=standing.id, state="looking", asked_at=None)
    return conn.execute(asked.values(asked_at=now)).rowcount == 1


def renew(conn: Connection, standing: Standing, expires_at: datetime) -> None:
    """Note that its asker still looks, so that they are asked again only when it expires."""
    still = update(tables.standing_question).filter_by(id=standing.id)
    conn.execute(still.values(expires_at=expires_at, asked_at=None))


def snooze(conn: Connection, standing: Standing, until: datetime) -> None:
    """Note before when its asker wants to hear nothing of it."""
    conn.execute(update(tables.standing_question).filter_by(id=standing.id).values(snoozed_until=until))


def expire(conn: Connection, standing: Standing, now: datetime) -> bool:
    """End what is still looking and was asked about; True only for the call that did."""
    return _move(conn, standing, "looking", {"state": "expired", "ended_at": now})


def close(conn: Connection, question: Question, now: datetime) -> bool:
    """End how the question stands; True only for the call that did."""
    mine = tables.standing_question
    still_open = update(mine).filter_by(question_id=question.id).where(mine.c.state.in_(OPEN))
    if conn.execute(still_open.values(state="closed", ended_at=now)).rowcount == 0:
        return False
    _note(conn, question)
    return True


def stop(conn: Connection, question: Question, now: datetime) -> None:
    """End how the question stands, also where its asker was told of a record already: nobody looks on."""
    if close(conn, question, now):
        return
    last = latest_of(conn, question)
    if last is not None:
        _move(conn, last, "told", {"state": "closed"})


def close_all(conn: Connection, network_id: NetworkId, asker_id: OfficialId, now: datetime) -> None:
    """End how every question of this asker stands."""
    mine = _OPEN.where(tables.question.c.network_id == network_id, tables.question.c.asker_id == asker_id)
    for row in conn.execute(mine.order_by(tables.question.c.id)).all():
        close(conn, question_of(row), now)


def matched_until(conn: Connection, network_id: NetworkId) -> Cursor | None:
    """Return how far the network's change log was matched, None if nobody has begun."""
    row = conn.execute(select(tables.matched_until).filter_by(network_id=network_id)).one_or_none()
    return None if row is None else Cursor(row.xid, row.seq, row.mark)


def begin_matching(conn: Connection, network_id: NetworkId, cursor: Cursor) -> bool:
    """Begin to match the network's change log after this cursor; True only for the call that began."""
    values = {"xid": cursor.xid, "seq": cursor.seq, "mark": cursor.mark}
    return insert_once(conn, tables.matched_until, network_id=network_id, **values)


def go_on(conn: Connection, network_id: NetworkId, before: Cursor, after: Cursor) -> bool:
    """Note that the change log was matched up to `after`; False if another call moved on from `before`."""
    stands = {"network_id": network_id, "xid": before.xid, "seq": before.seq, "mark": before.mark}
    moved = {"xid": after.xid, "seq": after.seq, "mark": after.mark}
    return conn.execute(update(tables.matched_until).filter_by(**stands).values(**moved)).rowcount == 1


def _move(conn: Connection, standing: Standing, old: str, values: dict[str, Any]) -> bool:
    stands = update(tables.standing_question).filter_by(id=standing.id, state=old)
    if conn.execute(stands.values(**values)).rowcount == 0:
        return False
    _note(conn, standing.question)
    return True


def _note(conn: Connection, question: Question) -> None:
    """Tell the readers of the change log, who keep what stands in memory."""
    changes.note(conn, question.network_id, EntryKind.QUESTION, question.id)


def _questions(conn: Connection, network_id: NetworkId, ids: Iterable[int]) -> list[Question]:
    looks = tables.standing_question.c.state == "looking"
    wanted = _every().where(looks, tables.question.c.network_id == network_id, tables.question.c.id.in_(ids))
    return [question_of(row) for row in conn.execute(wanted.order_by(tables.question.c.id))]


def _every() -> Select[Any]:
    mine = tables.standing_question.c
    return select(
        tables.question,
        mine.id.label("standing_id"),
        *(mine.state, mine.opened_at, mine.expires_at, mine.snoozed_until, mine.found_record_id),
        mine.probability,
        mine.asked_at.label("expiry_asked"),
    ).join_from(tables.standing_question, tables.question, mine.question_id == tables.question.c.id)


_OPEN = _every().where(or_(*(tables.standing_question.c.state == state for state in OPEN)))


def _standing_of(row: Row[Any]) -> Standing:
    return Standing(
        id=StandingId(row.standing_id),
        question=question_of(row),
        state=row.state,
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        snoozed_until=row.snoozed_until,
        found=None if row.found_record_id is None else RecordId(row.found_record_id),
        probability=row.probability or 0.0,
        asked_at=row.expiry_asked,
    )
