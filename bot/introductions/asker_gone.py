"""An asker who left: what they wanted waits for nobody any more, and nobody is blamed for their silence."""

from datetime import datetime

from sqlalchemy import Connection

from bot.introductions.sides import peer_of
from bot.messages.introductions import AskerLeft
from bot.outgoing import Outgoing
from matching.domain import NetworkId, OfficialId
from store import directory, introductions, memberships, questions, tasks
from store.introductions import Introduction


def has_left(connection: Connection, introduction: Introduction) -> bool:
    """Say whether the asker works for no government any more: then there is nobody to meet.

    Whom staff could not verify holds no office either, but may name another one, or be verified after all.
    """
    asker_id = introduction.asker_id
    if directory.open_tenures(connection, asker_id):
        return False
    membership = memberships.by_official(connection, asker_id)
    if membership is not None and membership.left_at is not None:
        return True
    checked = tasks.latest_of(connection, introduction.network_id, "verify", asker_id)
    return checked is None or checked.outcome != "not_verified"


def withdraw(
    connection: Connection, network_id: NetworkId, asker_id: OfficialId, now: datetime
) -> list[Outgoing]:
    """End everything that waits for an asker who left, a yes that waits for staff as well; twice is as once.

    Each peer who was asked is told.
    """
    said = []
    for each in introductions.waiting_of_asker(connection, network_id, asker_id):
        questions.hold(connection, each.question_id)
        if _end(connection, each, now) and each.peer_id is not None:
            peer = peer_of(connection, each, now)
            if peer.address is not None:
                said.append(Outgoing(peer.address, _message(connection, each), peer.official.locale))
    return said


def told(connection: Connection, introduction: Introduction, now: datetime) -> AskerLeft:
    """End a request whose peer has answered it too late; return what they read in its place."""
    _end(connection, introduction, now)
    if introduction.peer_id is not None:
        memberships.forget_misses(connection, introduction.peer_id)
    return _message(connection, introduction)


def _end(connection: Connection, introduction: Introduction, now: datetime) -> bool:
    return introductions.move(connection, introduction.id, introduction.state, "expired", None, now)


def _message(connection: Connection, introduction: Introduction) -> AskerLeft:
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    assert question is not None, "an introduction belongs to a question"
    return AskerLeft(question.text)
