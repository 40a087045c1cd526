"""Open questions: those that no record answers yet, by whatever way it could."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from matching.domain import Audience, Band, NetworkId, OfficialId, QuestionId
from store import tables
from store.statements import chunks


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that no record answers yet."""

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
        .where(is_open(network_id))
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


def is_open(network_id: NetworkId) -> ColumnElement[bool]:
    """Return that a question is open: nothing was shown or it did not help, and no record answered it."""
    question = tables.question.c
    unhelped = or_(question.band == Band.NONE, question.helpful.is_(False))
    return unhelped & question.id.not_in(answered_ids(network_id))


def answered_ids(network_id: NetworkId) -> Select[Any]:
    """Return the query for the ids of the network's questions that a record answered."""
    return select(tables.question_answer.c.question_id).where(
        tables.question_answer.c.network_id == network_id
    )


def among(
    conn: Connection, network_id: NetworkId, ids: Iterable[QuestionId], since: datetime
) -> frozenset[QuestionId]:
    """Return those of these questions that were asked after that moment and are open."""
    question, found = tables.question.c, set[QuestionId]()
    asked = (question.network_id == network_id, question.asked_at > since, is_open(network_id))
    for chunk in chunks(ids):
        query = select(question.id).where(question.id.in_(chunk), *asked)
        found.update(map(QuestionId, conn.execute(query).scalars()))
    return frozenset(found)
