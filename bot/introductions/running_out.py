"""What time does to a request: a reminder, the next peer, one more try, the end.

The next peer is asked at the same moment whether the one before declined or kept silent, and the end comes on
the same day in the same words, so that nobody can tell the two apart.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.introductions import asker_gone, away, consent_card
from bot.introductions.asking import (
    MOST_ASKED,
    MOST_YES,
    NEXT_DUE,
    REMINDER_DUE,
    Count,
    ask_next,
    count,
    is_of_its_own,
    keep_for_verification,
    may_be_awaited,
    remind_at,
)
from bot.introductions.sides import asker_of, chosen, may_meet, peer_of, working
from bot.messages import IntroductionNotMade
from bot.messages.introductions import ConsentEnough, PausedKindly
from bot.network import known
from bot.outgoing import Outgoing
from bot.showing import NOWHERE, record_place
from bot.working_time import add_working_days
from store import audit, audit_views, due, introductions, memberships, questions
from store.audit import Act, watched
from store.introductions import OPEN, Introduction

# Who leaves three requests in a row without an answer is spared for a month (issue 4's numbers).
MISSES_BEFORE_PAUSE, PAUSE = 3, timedelta(days=30)


def remind(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Remind the peer who has not answered, and ask the next one too, also when this one declined.

    The next one's turn comes too where the first one handed it over: their colleague is reminded at a time of
    their own, and the asker waits no longer for it. Who is away is not reminded.
    """
    reminder: list[Outgoing] = []
    if introduction.state == "asked" and _so_far(connection, introduction).accepted < MOST_YES:
        reminder = _unless_away(connection, introduction, "reminder", now)
    return reminder + try_next(connection, introduction, now)


def try_next(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Ask the next peer too; while nobody can be asked, try again each working day until the last day."""
    if introduction.state not in ("asked", "snoozed", "declined", "handed_over"):
        return []
    said = ask_next(connection, introduction.question_id, introduction.network_id, now)
    if not said and not _so_far(connection, introduction).is_enough:
        peer = peer_of(connection, introduction, now).official
        tomorrow = add_working_days(now, 1, working(connection, peer))
        if introduction.answer_by is not None and tomorrow < introduction.answer_by:
            due.again(connection, introduction.network_id, NEXT_DUE, introduction.id, tomorrow)
    return said


def wake(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Ask a peer once more who put the request off; where two others said yes by now, tell them that instead.

    Who is away then finds it on their own page.
    """
    if introduction.answer_by is None or introduction.state != "snoozed":
        return []
    questions.hold(connection, introduction.question_id)
    enough = _so_far(connection, introduction).accepted >= MOST_YES
    if enough or asker_gone.has_left(connection, introduction):
        ended = introductions.move(connection, introduction.id, "snoozed", "expired", None, now)
        return _not_needed(connection, introduction, now) if enough and ended else []
    if not introductions.wake(connection, introduction.id, introduction.answer_by, now):
        return []
    # The first reminder was due while they had put it off.
    at_work = working(connection, peer_of(connection, introduction, now).official)
    reminded_at = remind_at(introduction, at_work, now)
    due.again(connection, introduction.network_id, REMINDER_DUE, introduction.id, reminded_at)
    return _unless_away(connection, introduction, "put_off", now)


def _not_needed(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Tell a peer who was to be asked once more that others have helped by now."""
    peer, about = peer_of(connection, introduction, now), chosen(connection, introduction)
    if peer.address is None:
        return []
    message = ConsentEnough(about.record.title if about else "", put_off=True)
    return [Outgoing(peer.address, message, peer.official.locale)]


def run_out(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """End a request on its last day; a declined one ends for its asker in the same words on the same day."""
    expired = introduction.state in OPEN and introductions.move(
        connection, introduction.id, introduction.state, "expired", None, now
    )
    if not expired and introduction.state != "declined":
        return []
    if asker_gone.has_left(connection, introduction):
        return []
    # While staff do not know where the asker works nobody was reminded, and silence says nothing.
    missed = expired and introduction.state == "asked"
    works = missed and known(connection, introduction.network_id, introduction.asker_id, now).offices
    spared = _spare(connection, introduction, now) if works else []
    return spared + _end(connection, introduction, now)


def _end(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Tell the asker, once, when the last request has run out and nobody is left to ask.

    Of one that they wanted beside a yes they are told when that has run out.
    """
    questions.hold(connection, introduction.question_id)
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    if is_of_its_own(introduction, legs):
        return _told_over(connection, introduction, introduction, 1, now)
    here = (each for each in legs if each.state != "handed_over")
    answered_by = [(each.answer_by, each.id) for each in here if each.answer_by is not None]
    if count(legs).accepted or max(answered_by)[1] != introduction.id:
        return []
    return carry_on(connection, introduction, now)


def carry_on(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Ask the next peer in place of a request that has ended, or tell the asker that nothing came of it.

    While staff do not know the asker, what they wanted waits for that, as they were told. Nothing is said
    while somebody else helps or thinks about it.
    """
    network_id, question_id = introduction.network_id, introduction.question_id
    more = ask_next(connection, question_id, network_id, now)
    if more:
        return more
    legs = introductions.of_question(connection, network_id, question_id)
    so_far = count(legs)
    if so_far.accepted or any(may_be_awaited(each, now) for each in legs):
        return []
    asker = known(connection, network_id, introduction.asker_id, now)
    if not may_meet(asker) and so_far.asked < MOST_ASKED:
        keep_for_verification(connection, introduction, now)
        return []
    return not_made(connection, introduction, legs[0], now)


def not_made(
    connection: Connection, introduction: Introduction, first: Introduction, now: datetime
) -> list[Outgoing]:
    """Tell the asker that nothing came of the request, or of any about this question."""
    return _told_over(connection, introduction, first, _so_far(connection, introduction).asked, now)


def _told_over(
    connection: Connection, introduction: Introduction, first: Introduction, asked: int, now: datetime
) -> list[Outgoing]:
    about, asker = chosen(connection, first), asker_of(connection, introduction, now)
    if asker.address is None:
        return []
    place = record_place(about.record) if about else NOWHERE
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    message = IntroductionNotMade(
        title=about.record.title if about else "",
        place=place,
        question=question.text if question else "",
        asked=asked,
    )
    return [Outgoing(asker.address, message, asker.official.locale)]


def _spare(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Count a request that ran out on who was there; the third in a row pauses its peer kindly."""
    peer, so_far = peer_of(connection, introduction, now), _so_far(connection, introduction)
    since = introduction.asked_at or introduction.requested_at
    if so_far.accepted >= MOST_YES or away.was_away(connection, peer.official, since, now):
        return []
    if memberships.note_miss(connection, peer.official.id) < MISSES_BEFORE_PAUSE:
        return []
    until = now + PAUSE
    act = Act(introduction.network_id, audit.BOT, "member.pause")
    with watched(connection, act, audit_views.official(peer.official.id), now):
        memberships.pause(connection, peer.official.id, until)
    memberships.forget_misses(connection, peer.official.id)
    if peer.address is None:
        return []
    day = working(connection, peer.official).local_date(until)
    return [Outgoing(peer.address, PausedKindly(day.isoformat()), peer.official.locale)]


def _so_far(connection: Connection, introduction: Introduction) -> Count:
    return count(introductions.of_question(connection, introduction.network_id, introduction.question_id))


def _unless_away(
    connection: Connection, introduction: Introduction, turn: str, now: datetime
) -> list[Outgoing]:
    """Return the request once more for its peer, nothing while they paused or have quiet days."""
    peer = peer_of(connection, introduction, now).official
    return [] if away.is_away(connection, peer, now) else to_peer(connection, introduction, turn, now)


def to_peer(connection: Connection, introduction: Introduction, turn: str, now: datetime) -> list[Outgoing]:
    """Return the request once more for its peer; nothing once one side cannot be reached."""
    peer = peer_of(connection, introduction, now)
    asker = known(connection, introduction.network_id, introduction.asker_id, now)
    if peer.address is None or not asker.offices:
        return []
    return [
        Outgoing(
            peer.address,
            consent_card.again(connection, introduction, asker, peer.official, turn, now),
            peer.official.locale,
        )
    ]
