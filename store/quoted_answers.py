"""Replies in threads, kept as answers in their authors' own words, with what the authors allowed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, bindparam, exists, func, select, update

from matching.domain import Audience, EntryKind, NetworkId, OfficialId, QuestionId, QuoteId
from store import changes, tables
from store.questions import Question, question_of
from store.statements import chunks, insert_once

Said = Literal["named", "nameless", "refused"]

_ALLOWED = tables.quoted_answer.c.state.in_(("named", "nameless"))


@dataclass(frozen=True, slots=True)
class Quote:
    """A reply to a question; `state` is "asked" until its author has said, then what they said.

    The text of a refused one is "".
    """

    id: QuoteId
    network_id: NetworkId
    question_id: QuestionId
    author_id: OfficialId
    chosen_by: OfficialId
    text: str
    state: str
    asked_at: datetime


def ask(  # noqa: PLR0913 (the columns of one row, written in one place)
    conn: Connection,
    network_id: NetworkId,
    question_id: QuestionId,
    people: tuple[OfficialId, OfficialId],
    text: str,
    now: datetime,
) -> Quote | None:
    """Keep the reply until its author has said; `people` are its author and who chose it.

    None, and nothing is changed, if a reply of theirs to this question is asked about or kept already.
    """
    author_id, chosen_by = people
    named = {"network_id": network_id, "question_id": question_id, "author_id": author_id}
    table = tables.quoted_answer
    if not insert_once(conn, table, **named, chosen_by=chosen_by, text=text, state="asked", asked_at=now):
        return None
    return _quote(conn.execute(select(table).filter_by(**named, state="asked")).one())


def by_id(conn: Connection, network_id: NetworkId, quote_id: QuoteId) -> Quote | None:
    """Return the network's reply of this id, or None."""
    query = select(tables.quoted_answer).filter_by(id=quote_id, network_id=network_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else _quote(row)


def asked_of(conn: Connection, network_id: NetworkId, author_id: OfficialId) -> tuple[Quote, ...]:
    """Return the replies of this author about which they have not said anything, the first first."""
    query = select(tables.quoted_answer).filter_by(network_id=network_id, author_id=author_id, state="asked")
    return tuple(map(_quote, conn.execute(query.order_by(tables.quoted_answer.c.id))))


def decide(conn: Connection, quote_id: QuoteId, said: Said, now: datetime) -> bool:
    """Keep what its author said, and forget a text that they refused; True only for the first call."""
    asked = update(tables.quoted_answer).filter_by(id=quote_id, state="asked")
    values: dict[str, Any] = {"state": said, "decided_at": now}
    if said == "refused":
        values["text"] = ""
    about = (tables.quoted_answer.c.network_id, tables.quoted_answer.c.question_id)
    row = conn.execute(asked.values(values).returning(*about)).one_or_none()
    if row is None:
        return False
    # Who keeps the questions that were answered in memory follows the change log.
    changes.note(conn, NetworkId(row.network_id), EntryKind.QUESTION, row.question_id)
    return True


def answered(conn: Connection, network_id: NetworkId) -> Iterator[Question]:
    """Give every question of the network that such a reply answers, as far as `to_questions` finds it."""
    ids = select(tables.quoted_answer.c.question_id).filter_by(network_id=network_id).distinct()
    for chunk in chunks(conn.execute(ids.where(_ALLOWED)).scalars().all()):
        yield from answered_among(conn, network_id, chunk)


def answered_among(conn: Connection, network_id: NetworkId, ids: Iterable[int]) -> list[Question]:
    """Return those of the questions that such a reply answers, in the order of their ids."""
    question, quote = tables.question, tables.quoted_answer
    answers = exists().where(quote.c.question_id == question.c.id, _ALLOWED)
    mine = select(question).where(
        question.c.network_id == network_id, question.c.audience == Audience.CHANNEL, answers
    )
    found: list[Question] = []
    for chunk in chunks(ids):
        found += map(question_of, conn.execute(mine.where(question.c.id.in_(chunk)).order_by(question.c.id)))
    return found


def to_the_same(conn: Connection, network_id: NetworkId, question: str) -> tuple[Quote, ...]:
    """Return what was allowed to be quoted as the answer to a question of the same words, the first first.

    Only of questions that everybody could read where they were asked.
    """
    values = {"network_id": network_id, "question": " ".join(question.split())}
    return tuple(_quote(row) for row in conn.execute(_to_the_same(), values))


def to_questions(
    conn: Connection, network_id: NetworkId, question_ids: Sequence[QuestionId]
) -> tuple[Quote, ...]:
    """Return the same of these questions, as far as everybody could read them where they were asked."""
    quote, question = tables.quoted_answer, tables.question
    found: list[Quote] = []
    for chunk in chunks(question_ids):
        query = (
            select(quote)
            .join(question, question.c.id == quote.c.question_id)
            .where(quote.c.network_id == network_id, quote.c.question_id.in_(chunk))
            .where(_ALLOWED, question.c.audience == Audience.CHANNEL)
        )
        found += map(_quote, conn.execute(query.order_by(quote.c.id)))
    return tuple(found)


@cache
def _to_the_same() -> Select[Any]:
    # Built once: every question runs it.
    quote, question = tables.quoted_answer, tables.question
    return (
        select(quote)
        .join(question, question.c.id == quote.c.question_id)
        .where(
            quote.c.network_id == bindparam("network_id"),
            _ALLOWED,
            question.c.audience == Audience.CHANNEL,
            func.lower(question.c.text) == func.lower(bindparam("question")),
        )
        .order_by(quote.c.id)
    )


def _quote(row: Row[Any]) -> Quote:
    return Quote(
        id=QuoteId(row.id),
        network_id=NetworkId(row.network_id),
        question_id=QuestionId(row.question_id),
        author_id=OfficialId(row.author_id),
        chosen_by=OfficialId(row.chosen_by),
        text=row.text,
        state=row.state,
        asked_at=row.asked_at,
    )
