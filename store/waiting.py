"""What waits: requests that a peer has not answered, and questions whose asker waits for an introduction."""

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from matching.domain import IntroductionId, NetworkId, OfficialId, QuestionId
from store import tables


def for_answer_of(conn: Connection, network_id: NetworkId, peer_id: OfficialId) -> tuple[IntroductionId, ...]:
    """Return the introductions that this peer was asked about and can still answer, oldest first."""
    introduction = tables.introduction.c
    query = (
        select(introduction.id)
        .where(introduction.network_id == network_id, introduction.peer_id == peer_id)
        .where(introduction.state.in_(("asked", "snoozed")))
        .order_by(introduction.id)
    )
    return tuple(map(IntroductionId, conn.execute(query).scalars()))


def questions_of(
    conn: Connection, network_id: NetworkId, asker_id: OfficialId, now: datetime
) -> tuple[QuestionId, ...]:
    """Return the questions for which this asker waits for an introduction, oldest first.

    A declined request counts until its last day, so that nobody can read off this list who declined.
    """
    introduction = tables.introduction.c
    undecided = introduction.state.in_(("proposed", "asked", "snoozed"))
    not_told_yet = and_(introduction.state == "declined", introduction.answer_by > now)
    agreed = and_(introduction.state == "accepted", introduction.waits_for != "")
    query = (
        select(introduction.question_id)
        .where(introduction.network_id == network_id, introduction.asker_id == asker_id)
        .where(or_(undecided, not_told_yet, agreed))
        .distinct()
        .order_by(introduction.question_id)
    )
    return tuple(map(QuestionId, conn.execute(query).scalars()))
