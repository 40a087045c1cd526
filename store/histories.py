"""The whole history of a network's questions and introductions, for who looks at all: the simulation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from matching.domain import IntroductionId, NetworkId, OfficialId, QuestionId, RecordId
from store import tables


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of an introduction, with whom and what the introduction is about."""

    at: datetime
    introduction_id: IntroductionId
    state: str
    question_id: QuestionId
    asker_id: OfficialId
    peer_id: OfficialId | None
    record_id: RecordId | None


def matches(conn: Connection, network_id: NetworkId) -> dict[QuestionId, list[RecordId]]:
    """Return the records that each question of the network matched, shown or not, the best first."""
    match = tables.question_match.c
    query = (
        select(match.question_id, match.record_id)
        .where(match.network_id == network_id)
        .order_by(match.question_id, match.position)
    )
    found: dict[QuestionId, list[RecordId]] = {}
    for question_id, record_id in conn.execute(query):
        found.setdefault(QuestionId(question_id), []).append(RecordId(record_id))
    return found


def moves(conn: Connection, network_id: NetworkId) -> list[Moved]:
    """Return every move of every introduction of the network, in the order in which they were made."""
    move, introduction = tables.introduction_move.c, tables.introduction.c
    query = (
        select(
            *(move.moved_at, move.introduction_id, move.state, introduction.question_id),
            *(introduction.asker_id, introduction.peer_id, introduction.record_id),
        )
        .join_from(tables.introduction_move, tables.introduction, introduction.id == move.introduction_id)
        .where(move.network_id == network_id)
        .order_by(move.id)
    )
    return [Moved(*row) for row in conn.execute(query)]
