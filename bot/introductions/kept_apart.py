"""What keeps two apart after all: looked at once more when the peer says yes, and when a kept yes goes on.

Weeks may lie between the question to the peer and the meeting. Nobody is told that somebody avoids them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.introductions.askable import Facts, Reason
from bot.introductions.sides import chosen, peer_of
from bot.messages.introductions import ConsentEnough
from bot.network import known
from bot.outgoing import Outgoing
from matching import choosing
from matching.choosing import Source
from store import introductions, loads, meetings
from store.introductions import Introduction

# How much somebody takes on, and when, they have said themselves by their yes.
FROM_MEETING = ("oneself", "own_government", "avoided", "quorum")
FROM_READING = ("avoided",)


def are(connection: Connection, introduction: Introduction, now: datetime) -> bool:
    """Say whether the two of this introduction must not be brought together now."""
    by_now = by_a_rule(connection, introduction, FROM_MEETING, now)
    return by_now or met_lately(connection, introduction, now)


def by_a_rule(
    connection: Connection, introduction: Introduction, rules: Iterable[str], now: datetime
) -> bool:
    """Say whether one of these rules of choosing keeps the asker and the peer of this introduction apart."""
    assert introduction.peer_id is not None, "who agreed was asked"
    asker = known(connection, introduction.network_id, introduction.asker_id, now)
    around = loads.around(connection, introduction.question_id, asker.id, now - choosing.PAIR_WAITS)
    # Asked about this question, the peer is among those who take part, and would count twice.
    others = replace(around, taking_part=around.taking_part - {introduction.peer_id})
    facts = Facts(introduction.network_id, asker, others, now)
    facts.read(connection, {asker.id, introduction.peer_id, *others.taking_part})
    reason = Reason(Source.WANTED, relevance=1.0, office_id=introduction.office_id)
    asking = facts.asking()
    return any(
        choosing.RULES[rule](asking, each, now)
        for each in facts.askable({introduction.peer_id: reason})
        for rule in rules
    )


def met_lately(connection: Connection, introduction: Introduction, now: datetime) -> bool:
    """Say whether the two were brought together by another introduction within the days of a pair."""
    assert introduction.peer_id is not None, "who agreed was asked"
    two = (introduction.asker_id, introduction.peer_id)
    return meetings.since(connection, introduction.network_id, two, now - choosing.PAIR_WAITS)


def turned_away(connection: Connection, introduction: Introduction, now: datetime) -> bool:
    """End a request whose peer agrees, without a meeting, so that to its asker it looks as if they declined.

    True only for the call that ended it.
    """
    return introductions.move(connection, introduction.id, introduction.state, "declined", None, now)


def was_turned_away(connection: Connection, introduction: Introduction) -> bool:
    """Say whether a declined request is one that its peer agreed to."""
    last = introductions.moves(connection, introduction.id)[-1]
    return last.state == "declined" and last.official_id is None


def thanks(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Thank a peer in private whose yes leads to no meeting, in the words for who is not needed any more."""
    peer, about = peer_of(connection, introduction, now), chosen(connection, introduction)
    if peer.address is None:
        return []
    message = ConsentEnough(about.record.title if about else "")
    return [Outgoing(peer.address, message, peer.official.locale)]
