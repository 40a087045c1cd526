"""A request whose peer left: it passes to the office, and waits for whoever follows there."""

from datetime import datetime

from sqlalchemy import Connection

from bot.introductions import asker_gone, asking, peers_to_ask, running_out, trying_again
from bot.introductions.asking import Wish
from bot.introductions.sides import asker_of, may_meet
from bot.messages.introductions import IntroductionProgress
from bot.outgoing import Outgoing
from bot.staff import tasks as staff_tasks
from store import introductions, questions
from store.introduction_states import ANSWERED_YES
from store.introductions import OPEN, Introduction


def pass_on(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Ask the office's next holder when the asked official left; one who is busy is tried again later.

    Without one it waits, and staff get a task. Another peer is asked meanwhile. For a request without a
    record the next peer is asked and no successor is sought. Nothing happens to one that was answered.
    """
    if introduction.state not in OPEN:
        return []
    questions.hold(connection, introduction.question_id)
    gone = asker_gone.has_left(connection, introduction)
    ended = "expired" if gone else "handed_over"
    moved = introductions.move(connection, introduction.id, introduction.state, ended, None, now)
    if gone or not moved:
        return []
    if introduction.record_id is None:
        # It was this person who knew the topic, or offered to help, and not their office.
        return running_out.carry_on(connection, introduction, now)
    return to_office(connection, introduction, now)


def to_office(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Ask who holds the office of this request, which has ended, or let it wait as `pass_on` does.

    Nothing happens where enough were asked or said yes, as for any other peer.
    """
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    if asking.count(legs).is_enough:
        return []
    wish = asking.wish_of(connection, introduction, "", now)
    if not may_meet(wish.asker):
        asking.keep_for_verification(connection, introduction, now)
        return []
    asked = frozenset(each.peer_id for each in legs if each.peer_id is not None)
    able = peers_to_ask.choose(
        connection, wish.question, wish.asker, introduction.record_id, now, without=asked
    )
    for each in able:
        if each.office.id == introduction.office_id:
            said = asking.put_to(connection, wish, each, now)
            if said is not None:
                return said
    said, waits_for = _waiting(connection, introduction, wish, legs, now)
    return [*said, *_meanwhile(connection, introduction, waits_for, now)]


def _waiting(
    connection: Connection,
    introduction: Introduction,
    wish: Wish,
    legs: tuple[Introduction, ...],
    now: datetime,
) -> tuple[list[Outgoing], str]:
    """Let the request wait while who else holds the office is busy, else for a successor; return what for."""
    network_id, office_id = introduction.network_id, introduction.office_id
    draft = introduction.again(handed_from=introduction.id)
    if not asking.members_holding(connection, network_id, office_id, now) - {introduction.peer_id}:
        introductions.propose(connection, network_id, draft, "office", now)
        return staff_tasks.add(connection, network_id, "successor", office_id, now), "office"
    kept, _ = introductions.propose(connection, network_id, draft, "peer", now)
    considered = asking.consider(connection, wish, legs, introduction.record_id, now)
    trying_again.later(connection, kept, wish.asker, considered, now)
    return [], "peer"


def _meanwhile(
    connection: Connection, introduction: Introduction, waits_for: str, now: datetime
) -> list[Outgoing]:
    """Ask another peer meanwhile, and tell the asker if there is none and nobody else thinks about it."""
    network_id = introduction.network_id
    more = asking.ask_next(connection, introduction.question_id, network_id, now)
    legs = introductions.of_question(connection, network_id, introduction.question_id)
    asker = asker_of(connection, introduction, now)
    if more or asker.address is None or any(each.state in (*OPEN, *ANSWERED_YES) for each in legs):
        return more
    waiting = IntroductionProgress(0, 0, waits_for)
    return [Outgoing(asker.address, waiting, asker.official.locale)]
