"""Answers that only their asker saw, until they let everybody there read them."""

from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from matching.domain import Audience, EntryKind, NetworkId, OfficialId, QuestionId
from store import changes, tables


def share(
    conn: Connection,
    network_id: NetworkId,
    question_id: QuestionId,
    asker_id: OfficialId,
    now: datetime,
) -> bool:
    """Note that the asker shared the answer; True only for the one call that did.

    False as well for anybody but the asker.
    """
    mine = update(tables.question).filter_by(
        id=question_id, network_id=network_id, asker_id=asker_id, shared_at=None
    )
    return conn.execute(mine.values(shared_at=now)).rowcount == 1


def was_shared(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> bool:
    """Say whether the answer was for its asker alone until they shared it."""
    mine = select(tables.question.c.shared_at).filter_by(id=question_id, network_id=network_id)
    return conn.execute(mine).scalar_one_or_none() is not None


def open_to_all(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> None:
    """Let later askers find the question, once a record answered it: everybody can open its channel."""
    private = update(tables.question).filter_by(
        id=question_id, network_id=network_id, audience=Audience.PRIVATE
    )
    if conn.execute(private.values(audience=Audience.CHANNEL)).rowcount != 1:
        return
    answered = exists().where(tables.question_answer.c.question_id == question_id)
    if conn.execute(select(answered)).scalar_one():
        changes.note(conn, network_id, EntryKind.QUESTION, question_id)


def take_back(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> None:
    """Let a shared answer be shared again, and its question be private as before: nobody could read it."""
    shared = update(tables.question).filter_by(id=question_id, network_id=network_id)
    shared = shared.where(tables.question.c.shared_at.is_not(None))
    if conn.execute(shared.values(shared_at=None)).rowcount != 1:
        return
    opened = update(tables.question).filter_by(
        id=question_id, network_id=network_id, audience=Audience.CHANNEL
    )
    if conn.execute(opened.values(audience=Audience.PRIVATE)).rowcount == 1:
        changes.note(conn, network_id, EntryKind.QUESTION, question_id)
