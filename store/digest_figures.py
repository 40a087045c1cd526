"""What happened in a network in some time: one query for each part of a summary, each bounded and indexed.

Questions are those that everybody who can open channels of one workspace may read; nothing here names people.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    exists,
    func,
    not_,
    or_,
    select,
)

from matching.domain import Audience, NetworkId, OfficialId, RecordId, Visibility, WorkspaceId
from store import tables
from store.open_questions import is_answered, is_asked, is_open, looks_for_peer, moments
from store.statements import is_one_of

_record, _question = tables.record.c, tables.question.c
_ASKED = (_question.id, _question.text, _question.asker_id, _question.asked_at, _question.conversation)


@dataclass(frozen=True, slots=True)
class Window:
    """A time, until included, in one network, as the readers of one workspace's channels may see it.

    `outsiders` says that people of other organisations are among the readers.
    """

    network_id: NetworkId
    workspace_id: WorkspaceId
    since: datetime
    until: datetime
    outsiders: bool = False

    def holds(self, column: ColumnElement[datetime]) -> ColumnElement[bool]:
        """Return that a moment lies in this time."""
        return and_(column > self.since, column <= self.until)


@dataclass(frozen=True, slots=True)
class Found:
    """How many records there are, and the first of them."""

    count: int
    ids: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who asked it, and how it was answered if it was.

    `record_id` is the record that answered, None where a peer did, who said yes to the asker and not to be
    named to others; `conversation` where it was asked.
    """

    question_id: int
    text: str
    asker_id: OfficialId
    asked_at: datetime
    record_id: RecordId | None = None
    how: str = ""
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many questions of a topic, "" for none, were asked, answered, and by how many governments."""

    topic: str
    asked: int
    answered: int
    governments: int = 0


def readable(*, outsiders: bool) -> ColumnElement[bool]:
    """Return that a record may be read by everybody who reads a channel of its network: this alone says it.

    Where people of other organisations read along, by nobody but who may read everything that is public.
    """
    published = _record.state == "published"
    if outsiders:
        return and_(published, _record.visibility == Visibility.PUBLIC)
    return and_(published, _record.visibility != Visibility.NAMED)


def new_records(conn: Connection, window: Window, limit: int) -> Found:
    """Return the records that were published for the first time, the latest first."""
    return _found(conn, window, is_new(window), limit)


def is_new(window: Window) -> ColumnElement[bool]:
    """Return that a record was published in this time, and not before; it may have changed since."""
    # What was published since then has changed since then: of these, few, the revisions are looked at.
    revision = tables.record_revision.c

    def published(then: ColumnElement[bool]) -> ColumnElement[bool]:
        kinds = is_one_of(revision.kind, ("imported", "published", "restored"))
        return exists().where(revision.record_id == _record.id, kinds, then).correlate(tables.record)

    changed = _record.updated_at > window.since
    in_time, before = window.holds(revision.made_at), revision.made_at <= window.since
    return and_(changed, published(in_time), not_(published(before)))


def verified_records(conn: Connection, window: Window, limit: int) -> Found:
    """Return other records that their office or staff verified, or an import, the latest first.

    By days: those of the day on which the time ends are told next time, so that each is told once.
    """
    on = and_(_record.verified_on >= window.since.date(), _record.verified_on < window.until.date())
    return _found(conn, window, and_(on, not_(is_new(window))), limit)


def _found(conn: Connection, window: Window, condition: ColumnElement[bool], limit: int) -> Found:
    of_network = (_record.network_id == window.network_id, readable(outsiders=window.outsiders), condition)
    count = conn.execute(select(func.count()).select_from(tables.record).where(*of_network)).scalar_one()
    first = select(_record.id).where(*of_network).order_by(_record.updated_at.desc(), _record.id.desc())
    return Found(count, tuple(RecordId(each) for each in conn.execute(first.limit(limit)).scalars()))


def asked(conn: Connection, window: Window) -> int:
    """Return how many questions were asked."""
    query = select(func.count()).select_from(tables.question).where(_asked_in(window))
    return conn.execute(query).scalar_one()


def answered(conn: Connection, window: Window, limit: int) -> tuple[int, tuple[Asked, ...]]:
    """Return how many questions had their first answer, and the last of them."""
    answer = moments(window.network_id).subquery("answer")
    here = (window.holds(answer.c.at), _seen(window), not_(is_answered(until=window.since)))
    joined = answer.join(tables.question, _question.id == answer.c.question_id)
    count = select(func.count(distinct(answer.c.question_id))).select_from(joined).where(*here)
    # A question that several answered stands there several times, MOST_ANSWERS at most.
    rows = conn.execute(
        _with_how(answer, joined, outsiders=window.outsiders)
        .where(*here)
        .order_by(answer.c.at.desc(), _question.id.desc(), answer.c.record_id.is_(None), answer.c.record_id)
        .limit(limit * MOST_ANSWERS)
    )
    first: dict[int, Asked] = {}
    for row in rows:
        shown = RecordId(row.record_id) if row.how == "record" and row.readable else None
        asker_id = OfficialId(row.asker_id)
        found = Asked(row.id, row.text, asker_id, row.asked_at, shown, row.how, row.conversation)
        first.setdefault(row.id, found)
    return conn.execute(count).scalar_one(), tuple(first.values())[:limit]


# A question is answered by its best match, by the three peers who are asked at most, each of them with the
# record that led to them, and by the replies that staff keep, which are few.
MOST_ANSWERS = 10


def _with_how(answer: Subquery, joined: FromClause, *, outsiders: bool) -> Select[Any]:
    written = tables.written_answer
    how = case(
        (or_(written.c.introduction_id.is_not(None), answer.c.is_reply), "writing"),
        (answer.c.introduction_id.is_not(None), "conversation"),
        else_="record",
    )
    return (
        select(*_ASKED, answer.c.record_id)
        .add_columns(how.label("how"), readable(outsiders=outsiders).label("readable"))
        .select_from(
            joined.outerjoin(written, written.c.introduction_id == answer.c.introduction_id).outerjoin(
                tables.record, _record.id == answer.c.record_id
            )
        )
    )


def still_open(conn: Connection, window: Window, limit: int) -> tuple[int, tuple[Asked, ...]]:
    """Return how many open questions look for a peer, and the last of them."""
    unanswered = (_asked_in(window), is_open(), looks_for_peer(window.until))
    count = conn.execute(select(func.count()).select_from(tables.question).where(*unanswered)).scalar_one()
    latest = select(*_ASKED).where(*unanswered).order_by(_question.asked_at.desc(), _question.id.desc())
    rows = conn.execute(latest.limit(limit))
    return count, tuple(
        Asked(row.id, row.text, OfficialId(row.asker_id), row.asked_at, conversation=row.conversation)
        for row in rows
    )


def topics(conn: Connection, window: Window, limit: int) -> tuple[TopicCount, ...]:
    """Return the topics of the questions that were asked, the most asked first.

    A question's topic is the first one of its best match, "" where it has no match or that no topic.
    """
    best = and_(tables.question_match.c.question_id == _question.id, tables.question_match.c.position == 0)
    first = (
        select(func.min(tables.record_topic.c.topic))
        .where(tables.record_topic.c.record_id == tables.question_match.c.record_id)
        .correlate(tables.question_match)
        .scalar_subquery()
    )
    each = (
        select(
            func.coalesce(first, "").label("topic"),
            case((is_answered(), 1), else_=0).label("answered"),
            _government().label("government"),
        )
        .select_from(tables.question.outerjoin(tables.question_match, best))
        .where(_asked_in(window))
        .subquery()
    )
    count = func.count()
    governments = func.count(distinct(each.c.government)).label("governments")
    answered = func.sum(each.c.answered).label("answered")
    query = select(each.c.topic, count.label("asked"), answered, governments)
    rows = conn.execute(query.group_by(each.c.topic).order_by(count.desc(), each.c.topic).limit(limit))
    return tuple(TopicCount(row.topic, row.asked, row.answered, row.governments) for row in rows)


def _government() -> ScalarSelect[int]:
    """Return the jurisdiction of a question's asker: the first of several, NULL where they held no office."""
    held = tables.tenure.join(tables.office, tables.office.c.id == tables.tenure.c.office_id)
    of_asker = tables.tenure.c.official_id == _question.asker_id
    first = select(func.min(tables.office.c.jurisdiction_id)).select_from(held).where(of_asker)
    return first.correlate(tables.question).scalar_subquery()


def _asked_in(window: Window) -> ColumnElement[bool]:
    of_network = _question.network_id == window.network_id
    return and_(of_network, is_asked(), window.holds(_question.asked_at), _seen(window))


def _seen(window: Window) -> ColumnElement[bool]:
    """Return that everybody who reads may read the question where it stands: nobody from outside may."""
    if window.outsiders:
        return _question.id.is_(None)
    return and_(_question.audience == Audience.CHANNEL, _question.workspace_id == window.workspace_id)
