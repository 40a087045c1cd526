"""Which questions are answered, when and how, and which are open: whoever counts or lists them asks here.

Answered by a record that helped, by a peer whose yes to the asker stands and was not called not useful, or by
a reply that was kept as answer with its author's leave. What a follow-up narrowed is no question of its own:
what answers it answers the one that was narrowed (`question` and `narrowed_question` in store/tables).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)

from matching.domain import Audience, Band, NetworkId, OfficialId, QuestionId
from store import tables
from store.help_offers import MOST_WAITING
from store.introduction_states import ANSWERS
from store.statements import chunks, is_one_of

_question, _answer = tables.question.c, tables.question_answer.c
_narrowed = tables.narrowed_question.c
_introduction, _quote = tables.introduction.c, tables.quoted_answer.c
ALLOWED = ("named", "nameless")  # states of a reply whose author lets it be the answer
_STANDING = sorted(ANSWERS)  # states of an introduction whose peer answers


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that nobody has answered yet."""

    id: QuestionId
    asker_id: OfficialId
    audience: Audience
    text: str
    language: str


def of(conn: Connection, network_id: NetworkId, since: datetime, until: datetime) -> tuple[OpenQuestion, ...]:
    """Return the network's open questions that were asked in that time, oldest first."""
    question = tables.question.c
    query = (
        select(question.id, question.asker_id, question.audience, question.text, question.language)
        .where(question.network_id == network_id, question.asked_at >= since, question.asked_at < until)
        .where(is_open())
        .order_by(question.id)
    )
    return tuple(
        OpenQuestion(
            QuestionId(row.id), OfficialId(row.asker_id), Audience(row.audience), row.text, row.language
        )
        for row in conn.execute(query)
    )


def records_shown(conn: Connection, question_ids: Iterable[QuestionId]) -> int:
    """Return how many published records were shown to somebody who asked one of these questions."""
    shown, found = tables.question_match.c, set[int]()
    for chunk in chunks(question_ids):
        query = (
            select(shown.record_id)
            .join_from(tables.question_match, tables.record, tables.record.c.id == shown.record_id)
            .where(shown.question_id.in_(chunk), shown.shown, tables.record.c.state == "published")
        )
        found.update(conn.execute(query.distinct()).scalars())
    return len(found)


def is_asked() -> ColumnElement[bool]:
    """Return that a question is one of its own: its asker did not narrow an earlier one to it."""
    return _question.narrowed == ""


def is_open() -> ColumnElement[bool]:
    """Return that a question is open: its match was not good or did not help, and nobody answered it."""
    unsure = and_(is_one_of(_question.band, (Band.MAYBE, Band.NONE)), _question.helpful.is_(None))
    return and_(is_asked(), or_(unsure, _question.helpful.is_(False)), not_(is_answered()))


def looks_for_peer(now: datetime) -> ColumnElement[bool]:
    """Return that the asker of an open question can meet a peer about it, and may still want to.

    Staff know them, they hold an office, they did not say that they look no more, and fewer peers wait for
    their word than may.
    """
    official, tenure, day = tables.official.c, tables.tenure.c, now.date()
    works = exists(
        select(tenure.id)
        .join_from(tables.tenure, tables.official, official.id == tenure.official_id)
        .where(
            tenure.official_id == _question.asker_id,
            official.verified_at.is_not(None),
            tenure.since <= day,
            or_(tenure.until.is_(None), tenure.until > day),
        )
        .correlate(tables.question)
    )
    standing, offer = tables.standing_question.c, tables.help_offer.c
    last = select(standing.state).where(standing.question_id == _question.id).order_by(standing.id.desc())
    stands = last.limit(1).correlate(tables.question).scalar_subquery()
    offers = select(func.count()).where(offer.question_id == _question.id, offer.state == "offered")
    waiting = offers.correlate(tables.question).scalar_subquery()
    return and_(works, func.coalesce(stands, "") != "closed", waiting < MOST_WAITING)


def is_answered(*, after: datetime | None = None, until: datetime | None = None) -> ColumnElement[bool]:
    """Return that a question was answered, after the one moment and until the other if they are given."""

    def then(moment: ColumnElement[Any]) -> ColumnElement[bool]:
        since = moment.is_not(None) if after is None else moment > after
        return since if until is None else and_(since, moment <= until)

    agreed = and_(then(_introduction.agreed_at), is_one_of(_introduction.state, _STANDING))
    kept = and_(then(_quote.decided_at), is_one_of(_quote.state, ALLOWED))
    return or_(
        _has(_answer.question_id, then(_answer.answered_at)),
        _has(_introduction.question_id, agreed),
        _has(_quote.question_id, kept),
    )


def _has(of_question: ColumnElement[int], counts: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return that such an answer is one to the question, or to what it was narrowed to."""
    # Two conditions, each along an index: PostgreSQL takes none for "this one, or one of those".
    own = exists().where(of_question == _question.id, counts)
    narrowed = exists().where(
        _narrowed.origin_id == _question.id, of_question == _narrowed.question_id, counts
    )
    return or_(own.correlate(tables.question), narrowed.correlate(tables.question))


def moments(network_id: NetworkId) -> Select[Any]:
    """Return the query for the network's answers: to which question and when (`at`), and by what.

    `record_id` is a record that answered, `introduction_id` how the asker came to it; a reply that was kept
    (`is_reply`) has neither.
    """
    each = _each_answer(network_id).subquery("each_answer")
    asked = func.coalesce(_narrowed.origin_id, each.c.question_id).label("question_id")
    rest = (each.c[name] for name in ("at", "record_id", "introduction_id", "is_reply"))
    return select(asked, *rest).select_from(
        each.outerjoin(tables.narrowed_question, _narrowed.question_id == each.c.question_id)
    )


def _each_answer(network_id: NetworkId) -> CompoundSelect[Any]:
    by_record = select(
        _answer.question_id,
        _answer.answered_at.label("at"),
        _answer.record_id,
        _answer.introduction_id,
        false().label("is_reply"),
    ).where(_answer.network_id == network_id)
    by_peer = select(
        _introduction.question_id, _introduction.agreed_at, null(), _introduction.id, false()
    ).where(
        _introduction.network_id == network_id,
        _introduction.agreed_at.is_not(None),
        is_one_of(_introduction.state, _STANDING),
    )
    by_reply = select(_quote.question_id, _quote.decided_at, null(), null(), true()).where(
        _quote.network_id == network_id, is_one_of(_quote.state, ALLOWED)
    )
    return union_all(by_record, by_peer, by_reply)


def among(
    conn: Connection, network_id: NetworkId, ids: Iterable[QuestionId], since: datetime, now: datetime
) -> frozenset[QuestionId]:
    """Return those of these questions that were asked after that moment, are open and look for a peer."""
    found = set[QuestionId]()
    asked = (_question.network_id == network_id, _question.asked_at > since, is_open(), looks_for_peer(now))
    for chunk in chunks(ids):
        query = select(_question.id).where(_question.id.in_(chunk), *asked)
        found.update(map(QuestionId, conn.execute(query).scalars()))
    return frozenset(found)
