"""Figures about a network for its staff: one query each, defined in words in docs/metrics.md.

Every question counts, anonymous and private ones too; no figure holds a text, a name or a place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Label,
    Numeric,
    Row,
    Select,
    Subquery,
    case,
    cast,
    distinct,
    extract,
    func,
    or_,
    select,
)

from matching.domain import Band, NetworkId
from store import tables
from store.introduction_states import WAITING
from store.open_questions import is_answered, is_asked, is_open, moments
from store.statements import is_one_of

YEAR = timedelta(days=365)
DECIMALS = {"hours": 2}  # of an hour less than a minute; of all else one is enough
# What both sides came to once they were brought together: states of an introduction.
OUTCOMES = ("introduced", "met", "useful", "adapted", "adopted", "not_useful")


@dataclass(frozen=True, slots=True)
class Span:
    """The time that figures are about: `since` belongs to it, `until` does not."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One number by its name in docs/metrics.md; `value` is None where there is nothing to count from."""

    name: str
    value: float | None
    unit: str


Query = Callable[[NetworkId, Span], Executable]


def figures(conn: Connection, network_id: NetworkId, span: Span) -> tuple[Figure, ...]:
    """Return every figure of the network for the span, in the order of FIGURES."""
    return tuple(
        figure
        for query, units in FIGURES.items()
        for figure in _of_row(conn.execute(query(network_id, span)).one(), units)
    )


def _of_row(row: Row[Any], units: Mapping[str, str]) -> list[Figure]:
    found = row._mapping  # noqa: SLF001 (SQLAlchemy's public name for it)
    return [
        Figure(name, None if found[name] is None else round(float(found[name]), DECIMALS.get(unit, 1)), unit)
        for name, unit in units.items()
    ]


def questions(network_id: NetworkId, span: Span) -> Executable:
    """Return the query for how many questions were asked, and by how many officials."""
    return select(
        func.count().label("questions"),
        func.count(distinct(tables.question.c.asker_id)).label("askers"),
    ).where(*_asked(network_id, span))


def answers(network_id: NetworkId, span: Span) -> Executable:
    """Return the query for the share of questions that were answered, and of rated answers that helped."""
    question = tables.question.c
    answered = or_(question.band != Band.NONE, is_answered())
    return select(
        _percent(_count(answered), func.count()).label("answer_rate"),
        _percent(_count(question.helpful.is_(True)), func.count(question.helpful)).label("helpful_rate"),
    ).where(*_asked(network_id, span))


def first_answers(network_id: NetworkId, span: Span) -> Executable:
    """Return the query for the hours until a question was first answered, as store/open_questions.py says."""
    question, answers = tables.question.c, moments(network_id).subquery()
    first = (
        select(answers.c.question_id, func.min(answers.c.at).label("at"))
        .group_by(answers.c.question_id)
        .subquery()
    )
    waited = extract("epoch", first.c.at) - extract("epoch", question.asked_at)
    ranked = _ranked(
        select(waited.label("value"))
        .join_from(tables.question, first, first.c.question_id == question.id)
        .where(*_asked(network_id, span))
    )
    hours = 3600.0
    return select(
        func.count().label("questions_answered"),
        (_percentile(ranked, 50) / hours).label("first_answer_median"),
        (_percentile(ranked, 90) / hours).label("first_answer_p90"),
    ).select_from(ranked)


def introductions(network_id: NetworkId, span: Span) -> Executable:
    """Return the query for how many introductions were requested, by what came of them."""
    introduction = tables.introduction.c
    state = introduction.state

    def counted(name: str, *states: str) -> Label[int]:
        return _count(is_one_of(state, states)).label(f"introductions_{name}")

    return select(
        func.count().label("introductions"),
        counted("waiting", *sorted(WAITING)),
        counted("not_made", "declined", "expired"),
        counted("handed_on", "handed_over"),
        counted("accepted", "accepted"),
        *(
            counted(each, each)
            for each in ("introduced", "met", "useful", "adapted", "adopted", "not_useful")
        ),
    ).where(
        introduction.network_id == network_id,
        introduction.requested_at >= span.since,
        introduction.requested_at < span.until,
    )


def load(network_id: NetworkId, span: Span) -> Executable:
    """Return the query for how requests spread over the members who were in the directory at the end."""
    member, introduction = tables.membership.c, tables.introduction.c
    requests = func.count(introduction.id)
    per_member = (
        select(requests.label("value"))
        .join_from(
            tables.membership,
            tables.introduction,
            (introduction.peer_id == member.official_id)
            & (introduction.asked_at >= span.since)
            & (introduction.asked_at < span.until),
            isouter=True,
        )
        .where(
            member.network_id == network_id,
            member.joined_at < span.until,
            or_(member.left_at.is_(None), member.left_at >= span.until),
        )
        .group_by(member.official_id)
    )
    ranked = _ranked(per_member)
    return select(
        func.count().label("members"),
        _count(ranked.c.value == 0).label("members_not_asked"),
        _percentile(ranked, 50).label("requests_median"),
        _percentile(ranked, 90).label("requests_p90"),
        func.max(ranked.c.value).label("requests_most"),
    ).select_from(ranked)


def records(network_id: NetworkId, span: Span) -> Executable:
    """Return the query for how many records are published, by how long ago somebody confirmed them."""
    record = tables.record.c
    on, day = record.verified_on, span.until.date()
    one_year, two_years = day - YEAR, day - 2 * YEAR
    return select(
        func.count().label("records"),
        _count(on > one_year).label("records_up_to_1_year"),
        _count((on > two_years) & (on <= one_year)).label("records_up_to_2_years"),
        _count(on <= two_years).label("records_older"),
        _count(on.is_(None)).label("records_never_confirmed"),
    ).where(record.network_id == network_id, record.state == "published")


def demand(network_id: NetworkId, span: Span) -> Executable:
    """Return the query for how many questions are open, and of how many governments."""
    question, tenure = tables.question.c, tables.tenure
    day = span.until.date()
    return (
        select(
            func.count(distinct(question.id)).label("open_questions"),
            func.count(distinct(tables.office.c.jurisdiction_id)).label("open_questions_governments"),
        )
        .join_from(
            tables.question,
            tenure,
            (tenure.c.official_id == question.asker_id)
            & (tenure.c.since <= day)
            & or_(tenure.c.until.is_(None), tenure.c.until > day),
            isouter=True,
        )
        .join(tables.office, tables.office.c.id == tenure.c.office_id, isouter=True)
        .where(*_asked(network_id, span), is_open())
    )


def _asked(network_id: NetworkId, span: Span) -> tuple[ColumnElement[bool], ...]:
    question = tables.question.c
    return (
        question.network_id == network_id,
        question.asked_at >= span.since,
        question.asked_at < span.until,
        is_asked(),
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _percent(part: ColumnElement[int], whole: ColumnElement[int]) -> ColumnElement[Any]:
    return cast(part, Numeric) * 100.0 / func.nullif(whole, 0)


def _ranked(values: Select[Any]) -> Subquery:
    """Return the values, each with its place in their order and how many there are."""
    column = values.subquery()
    return select(
        column.c.value,
        func.row_number().over(order_by=column.c.value).label("place"),
        func.count().over().label("many"),
    ).subquery()


def _percentile(ranked: Subquery, percent: int) -> ColumnElement[Any]:
    """Return the nearest-rank percentile: the least value that so many percent of the values do not exceed.

    SQLite has no percentile function; this needs none.
    """
    rank = (ranked.c.many * percent + 99) // 100
    return func.max(case((ranked.c.place == rank, ranked.c.value)))


# The figures of each query, by their names in docs/metrics.md, with their units.
FIGURES: Mapping[Query, Mapping[str, str]] = {
    questions: {"questions": "questions", "askers": "officials"},
    answers: {"answer_rate": "percent", "helpful_rate": "percent"},
    first_answers: {
        "questions_answered": "questions",
        "first_answer_median": "hours",
        "first_answer_p90": "hours",
    },
    introductions: {
        name: "introductions"
        for name in (
            "introductions",
            "introductions_waiting",
            "introductions_not_made",
            "introductions_handed_on",
            "introductions_accepted",
            *(f"introductions_{each}" for each in OUTCOMES),
        )
    },
    load: {
        "members": "officials",
        "members_not_asked": "officials",
        "requests_median": "requests",
        "requests_p90": "requests",
        "requests_most": "requests",
    },
    records: {
        "records": "records",
        "records_up_to_1_year": "records",
        "records_up_to_2_years": "records",
        "records_older": "records",
        "records_never_confirmed": "records",
    },
    demand: {"open_questions": "questions", "open_questions_governments": "governments"},
}

UNITS: Mapping[str, str] = {name: unit for units in FIGURES.values() for name, unit in units.items()}
