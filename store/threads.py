"""What one official asked in one thread, and was shown there."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from matching.domain import NetworkId, OfficialId, RecordId, WorkspaceId
from store import tables
from store.questions import Question, question_of


@dataclass(frozen=True, slots=True)
class Thread:
    """The part of one official in a thread of a conversation."""

    asker_id: OfficialId
    workspace_id: WorkspaceId
    conversation: str
    thread: str


def latest(conn: Connection, of: Thread) -> Question | None:
    """Return the latest question that the official put there, None if there is none."""
    query = select(tables.question).filter_by(**asdict(of)).order_by(tables.question.c.id.desc())
    row = conn.execute(query.limit(1)).one_or_none()
    return None if row is None else question_of(row)


def question_of_thread(
    conn: Connection, network_id: NetworkId, where: tuple[WorkspaceId, str, str]
) -> Question | None:
    """Return the question with which a thread began, whoever put it, None if nobody put one there.

    `where` is the workspace, the conversation and the thread.
    """
    workspace_id, conversation, thread = where
    named = {"workspace_id": workspace_id, "conversation": conversation, "thread": thread}
    query = select(tables.question).filter_by(network_id=network_id, **named).order_by(tables.question.c.id)
    row = conn.execute(query.limit(1)).one_or_none()
    return None if row is None else question_of(row)


def shown(conn: Connection, of: Thread, text: str) -> frozenset[RecordId]:
    """Return the records that the official was shown there for the question of this text."""
    match = tables.question_match.c
    asked = select(tables.question.c.id).filter_by(**asdict(of), text=text)
    query = select(match.record_id).where(match.question_id.in_(asked), match.shown)
    return frozenset(RecordId(found) for found in conn.execute(query).scalars())
