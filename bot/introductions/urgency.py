"""Urgent: an asker who cannot wait says so once, after a peer was asked.

An answer within four working hours is asked for; otherwise another peer is asked. A peer who declined is
treated by the clock like one who thinks, so that the asker cannot tell the two apart.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.events import UrgencySaid
from bot.introductions import asking, running_out
from bot.introductions.asking import NEXT_DUE, REMIND_URGENT_AFTER_HOURS, REMINDER_DUE
from bot.introductions.sides import peer_of, working
from bot.introductions.trying_again import RETRY_DUE
from bot.messages.introductions import UrgencyNoted
from bot.messenger import Address
from bot.network import Arrival, known
from bot.outgoing import Outgoing, in_place_of_buttons, quietly
from bot.refusal import Refusal
from bot.working_time import add_working_hours
from matching.domain import Audience, QuestionId
from store import due, introductions, questions, urgency
from store.introductions import Introduction
from store.questions import Question


def hurry(connection: Connection, arrival: Arrival, event: UrgencySaid, now: datetime) -> list[Outgoing]:
    """Make the asker's question urgent, and tell the peer who is asked.

    Raises Refusal if the question is not theirs, if it is urgent already, or if nobody's answer is awaited.
    """
    question = _mine(connection, arrival, event)
    questions.hold(connection, question.id)
    legs = introductions.of_question(connection, question.network_id, question.id)
    so_far = asking.count(legs)
    awaited = [
        each
        for each in legs
        if _is_awaited(each, now) and (not so_far.accepted or asking.is_of_its_own(each, legs))
    ]
    if not awaited:
        raise Refusal("nothing_to_hurry")
    if not urgency.mark(connection, question.network_id, question.id):
        raise Refusal("already_urgent")
    noted = UrgencyNoted(question.text, so_far.is_enough)
    said = [Outgoing(_where(event), noted, arrival.official.locale)]
    for each in awaited:
        if not each.urgent:
            said += _hurried(connection, each, now)
    return said


def _where(event: UrgencySaid) -> Address:
    """Return the card whose button was pressed; beside it where only the asker sees it: it cannot change."""
    if event.spot.audience is Audience.PRIVATE:
        return in_place_of_buttons(event.speaker, event.spot)
    return quietly(event.speaker, event.spot)


def _mine(connection: Connection, arrival: Arrival, event: UrgencySaid) -> Question:
    question = questions.by_id(connection, arrival.workspace.network_id, QuestionId(event.question_id))
    if question is None:
        raise Refusal("unknown_question")
    if question.asker_id != arrival.official.id:
        raise Refusal("not_your_question")
    return question


def _is_awaited(leg: Introduction, now: datetime) -> bool:
    """Say whether an answer is awaited, or will be, as far as the asker may know."""
    return leg.state == "proposed" or asking.may_be_awaited(leg, now)


def _hurried(connection: Connection, leg: Introduction, now: datetime) -> list[Outgoing]:
    """Bring the next peer's turn forward, and tell this one if they have not answered.

    Where nobody takes requests just now, that is tried again so much sooner, by the clock of the asker.
    """
    if leg.peer_id is None:
        asker = known(connection, leg.network_id, leg.asker_id, now)
        soon = add_working_hours(now, REMIND_URGENT_AFTER_HOURS, working(connection, asker))
        due.bring_forward(connection, RETRY_DUE, leg.id, soon)
        return []
    at_work = working(connection, peer_of(connection, leg, now).official)
    soon = add_working_hours(now, REMIND_URGENT_AFTER_HOURS, at_work)
    for kind in (REMINDER_DUE, NEXT_DUE):
        due.bring_forward(connection, kind, leg.id, soon)
    current = introductions.by_id(connection, leg.network_id, leg.id)
    if current is None or current.state != "asked":
        return []
    return running_out.to_peer(connection, current, "urgent", now)
