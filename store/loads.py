"""Facts of the candidates for a question."""

from sqlalchemy import Connection, select

from matching.domain import QuestionId, RecordId
from store import tables


def matches_of(conn: Connection, question_id: QuestionId) -> tuple[RecordId, ...]:
    """Return the records that the question was shown, best first."""
    shown = tables.question_match.c
    query = select(shown.record_id).where(shown.question_id == question_id).order_by(shown.position)
    return tuple(RecordId(found) for found in conn.execute(query).scalars())
