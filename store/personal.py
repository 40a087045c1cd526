"""What an official asked and was asked, latest first, for their own page."""

from sqlalchemy import ColumnElement, Connection, func, select

from matching.domain import IntroductionId, NetworkId, OfficialId, QuestionId, WorkspaceId
from store import tables
from store.open_questions import is_asked


def questions_of(
    conn: Connection, workspace_id: WorkspaceId, asker_id: OfficialId, limit: int
) -> tuple[tuple[QuestionId, ...], int]:
    """Return the latest questions that this official asked in the workspace, and how many in all."""
    question = tables.question.c
    mine = (question.workspace_id == workspace_id, question.asker_id == asker_id, is_asked())
    query = select(question.id).where(*mine).order_by(question.id.desc()).limit(limit)
    return tuple(map(QuestionId, conn.execute(query).scalars())), _count(conn, question.id, *mine)


def questions_with_introductions(
    conn: Connection, workspace_id: WorkspaceId, asker_id: OfficialId, limit: int
) -> tuple[tuple[QuestionId, ...], int]:
    """Return the latest questions for which this official wanted introductions there, and how many in all."""
    wanted = tables.introduction.c
    mine = (wanted.workspace_id == workspace_id, wanted.asker_id == asker_id)
    query = select(wanted.question_id).where(*mine).distinct()
    latest = query.order_by(wanted.question_id.desc()).limit(limit)
    found = tuple(map(QuestionId, conn.execute(latest).scalars()))
    return found, _count(conn, wanted.question_id.distinct(), *mine)


def answered_by(
    conn: Connection, network_id: NetworkId, peer_id: OfficialId, limit: int
) -> tuple[tuple[IntroductionId, ...], int]:
    """Return the latest introductions that wait for this peer no more, and how many there are in all."""
    asked = tables.introduction.c
    mine = (
        asked.network_id == network_id,
        asked.peer_id == peer_id,
        asked.state.not_in(("proposed", "asked", "snoozed")),
    )
    query = select(asked.id).where(*mine).order_by(asked.id.desc()).limit(limit)
    return tuple(map(IntroductionId, conn.execute(query).scalars())), _count(conn, asked.id, *mine)


def _count(conn: Connection, what: ColumnElement[int], *where: ColumnElement[bool]) -> int:
    return conn.execute(select(func.count(what)).where(*where)).scalar_one()
