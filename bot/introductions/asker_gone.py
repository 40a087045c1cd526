"""An asker who left: what they wanted waits for nobody any more, and nobody is blamed for their silence."""

from datetime import datetime

from sqlalchemy import Connection

from bot.introductions.sides import peer_of
from bot.messages.introductions import AskerLeft
from bot.network import known
from bot.outgoing import Outgoing
from matching.domain import NetworkId, OfficialId
from store import introductions, memberships, questions
from store.introductions import Introduction


def has_left(connection: Connection, introduction: Introduction, now: datetime) -> bool:
    """Say whether the asker works for no government any more: then there is nobody to meet."""
    return not known(connection, introduction.network_id, introduction.asker_id, now).offices


def withdraw(
    connection: Connection, network_id: NetworkId, asker_id: OfficialId, now: datetime
) -> list[Outgoing]:
    """End everything that waits for an asker who left, and tell each peer who was asked; twice is as once."""
    said = []
    for each in introductions.unanswered_of_asker(connection, network_id, asker_id):
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
