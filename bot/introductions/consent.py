"""Consent: what the peer's decision leads to. Names are given only after both agreed.

A refusal is invisible: whatever the reason, the asker hears the same words on the same day.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.events import ConsentDecided, Snoozed
from bot.introductions import agreed, asker_gone, asking, bringing_together, kept_apart
from bot.introductions.asking import ANSWER_DUE, ANSWER_WITHIN_DAYS, MOST_YES, WAKE_DUE
from bot.introductions.kept_apart import FROM_MEETING
from bot.introductions.sides import may_meet, working
from bot.messages import ConsentDeclined, ConsentGiven, Message, Refused
from bot.messages.introductions import ConsentEnough, ConsentSnoozed
from bot.network import Arrival, known
from bot.outgoing import Outgoing, in_place_of_buttons
from bot.refusal import Refusal
from bot.working_time import add_working_days, next_working_moment
from matching.domain import IntroductionId
from store import due, introductions, memberships, questions, records, written_answers
from store.introduction_states import ANSWERED_YES
from store.introductions import OPEN, Introduction

PUT_OFF = timedelta(days=7)  # issue 4's "not now": a week, so that the same weekday may suit better


def decide(connection: Connection, arrival: Arrival, event: ConsentDecided, now: datetime) -> list[Outgoing]:
    """Carry out the peer's yes or no; of several clicks only the first counts.

    A yes to somebody whom staff do not know, or no longer, waits until they do. Where one side has come to
    avoid the other since, or the two met about something else, the yes leads nowhere, and looks to the asker
    like a no.
    Raises Refusal if the request is unknown, somebody else's, or already answered.
    """
    introduction = mine(connection, arrival, event.introduction_id)
    title = title_of(connection, introduction)
    if event.accepted and asker_gone.has_left(connection, introduction):
        return [_confirmed(arrival, event, asker_gone.told(connection, introduction, now))]
    already = _yes_of_others(connection, introduction)
    if event.accepted and (instead := _instead_of_meeting(connection, introduction, title, now)):
        return [_confirmed(arrival, event, instead)]
    move(connection, arrival, introduction, "accepted" if event.accepted else "declined", now)
    if not event.accepted:
        return [_confirmed(arrival, event, ConsentDeclined(title))]
    if already >= MOST_YES:
        return [_confirmed(arrival, event, ConsentEnough(title))]
    if not may_meet(known(connection, introduction.network_id, introduction.asker_id, now)):
        waiting = _confirmed(arrival, event, ConsentGiven(title, waits=True))
        return [waiting, *agreed.keep(connection, introduction, now)]
    confirmed = _confirmed(arrival, event, ConsentGiven(title))
    return [confirmed, *bringing_together.introduce(connection, introduction, now)]


def snooze(connection: Connection, arrival: Arrival, event: Snoozed, now: datetime) -> list[Outgoing]:
    """Ask the peer once more in a week. Raises Refusal as `decide` does, and for who put it off before."""
    introduction = mine(connection, arrival, event.introduction_id)
    if asker_gone.has_left(connection, introduction):
        return [_confirmed(arrival, event, asker_gone.told(connection, introduction, now))]
    title = title_of(connection, introduction)
    if introductions.was_ever(connection, introduction.id, "snoozed"):
        raise Refusal("already_snoozed" if introduction.state == "snoozed" else "put_off_once")
    here = working(connection, arrival.official)
    again_at = next_working_moment(now + PUT_OFF, here.time_zone, here.country)
    answer_by = add_working_days(again_at, ANSWER_WITHIN_DAYS, here)
    if not introductions.snooze(connection, introduction.id, arrival.official.id, answer_by, now):
        raise _answered(connection, introduction)
    memberships.forget_misses(connection, arrival.official.id)
    due.postpone(connection, ANSWER_DUE, introduction.id, answer_by)
    due.schedule(connection, introduction.network_id, WAKE_DUE, introduction.id, again_at)
    return [_confirmed(arrival, event, ConsentSnoozed(title, here.local_date(again_at).isoformat()))]


def demonstrate_yes(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Let an office of the demonstration for which nobody stands say yes by itself."""
    if not may_meet(known(connection, introduction.network_id, introduction.asker_id, now)):
        return []
    if introduction.state == "asked" and kept_apart.are(connection, introduction, now):
        kept_apart.turned_away(connection, introduction, now)
        return []
    if not introductions.move(connection, introduction.id, "asked", "accepted", introduction.peer_id, now):
        return []
    return bringing_together.introduce(connection, introduction, now)


def asked_of(connection: Connection, arrival: Arrival, introduction_id: int) -> Introduction:
    """Return the open request to this official; reads only.

    Raises Refusal if it is unknown, somebody else's, or answered.
    """
    network_id = arrival.workspace.network_id
    introduction = introductions.by_id(connection, network_id, IntroductionId(introduction_id))
    if introduction is None:
        raise Refusal("unknown_introduction")
    if introduction.peer_id != arrival.official.id:
        raise Refusal("not_your_consent")
    if introduction.state not in OPEN:
        raise _answered(connection, introduction)
    return introduction


def mine(connection: Connection, arrival: Arrival, introduction_id: int) -> Introduction:
    """Return the open request as `asked_of` does, and let nobody else decide about its question meanwhile."""
    introduction = asked_of(connection, arrival, introduction_id)
    questions.hold(connection, introduction.question_id)
    return introduction


def title_of(connection: Connection, introduction: Introduction) -> str:
    """Return the title of the record it is about, also once that was withdrawn; "" for none."""
    if introduction.record_id is None:
        return ""
    return records.title_of(connection, introduction.network_id, introduction.record_id)


def move(
    connection: Connection, arrival: Arrival, introduction: Introduction, state: str, now: datetime
) -> None:
    """Let the peer move their open request, once. Raises Refusal if it was answered meanwhile."""
    me = arrival.official.id
    if not introductions.move(connection, introduction.id, introduction.state, state, me, now):
        raise _answered(connection, introduction)
    memberships.forget_misses(connection, me)


def spare(connection: Connection, introduction: Introduction, now: datetime) -> bool:
    """End a request that its peer would not take, if two others said yes to it; True if it ended by this."""
    if _yes_of_others(connection, introduction) < MOST_YES:
        return False
    assert introduction.peer_id is not None, "who hands over was asked"
    memberships.forget_misses(connection, introduction.peer_id)
    return introductions.move(connection, introduction.id, introduction.state, "expired", None, now)


def turn_away(
    connection: Connection, introduction: Introduction, rules: Iterable[str], now: datetime
) -> bool:
    """End a request to which its peer agrees if one of these rules keeps the two apart by now."""
    if not kept_apart.by_a_rule(connection, introduction, rules, now):
        return False
    _turned_away(connection, introduction, now)
    return True


def _instead_of_meeting(
    connection: Connection, introduction: Introduction, title: str, now: datetime
) -> Message | None:
    """End a request whose two must not meet now, and return what the peer reads who agrees; else None."""
    if turn_away(connection, introduction, FROM_MEETING, now):
        return ConsentEnough(title)
    if not kept_apart.met_lately(connection, introduction, now):
        return None
    _turned_away(connection, introduction, now)
    return Refused("already_introduced")


def _turned_away(connection: Connection, introduction: Introduction, now: datetime) -> None:
    assert introduction.peer_id is not None, "who agrees was asked"
    if not kept_apart.turned_away(connection, introduction, now):
        raise _answered(connection, introduction)
    memberships.forget_misses(connection, introduction.peer_id)


def _answered(connection: Connection, introduction: Introduction) -> Refusal:
    """Return the sentence for a request that was answered or has ended already."""
    now = introductions.by_id(connection, introduction.network_id, introduction.id)
    state = now.state if now else "expired"
    if written_answers.of_introduction(connection, introduction.id) is not None:
        return Refusal("already_written")
    if state == "expired" and asker_gone.has_left(connection, introduction):
        return Refusal("asker_left")
    if state == "declined" and kept_apart.was_turned_away(connection, introduction):
        return Refusal("already_accepted")
    return Refusal("already_accepted" if state in ANSWERED_YES else f"already_{state}")


def _yes_of_others(connection: Connection, introduction: Introduction) -> int:
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    return asking.count(legs).accepted


def _confirmed(arrival: Arrival, event: ConsentDecided | Snoozed, message: Message) -> Outgoing:
    return Outgoing(in_place_of_buttons(event.speaker, event.spot), message, arrival.official.locale)
