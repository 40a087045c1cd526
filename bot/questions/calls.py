"""Calls for practices: staff see what is asked in vain, post a call about it once, and end it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events.demand import DEFAULT_DAYS, CallClosed, CallPosted, DemandWanted
from bot.messages.demand import CallNoted, DemandLine, DemandShown, KindAsking, PracticesCalledFor
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, in_thread, quietly
from bot.phrases import Words, words
from bot.phrases import demand as demand_phrases
from bot.questions.demand import Demand, demand
from bot.refusal import Refusal
from bot.shortening import title
from bot.staff import is_staff, only_staff
from bot.stats import last_days
from matching.domain import CallId, NetworkId
from store import practice_calls
from store.practice_calls import Call, Posting


@dataclass(frozen=True, slots=True)
class Looked:
    """The demand that was found before anything is written."""

    found: tuple[Demand, ...] = ()


def look(connection: Connection, model: str, arrival: Arrival, now: datetime) -> Looked:
    """Return the network's demand, nothing for others than staff; writes nothing.

    `model` is the name of the embedder that serves.
    """
    if not is_staff(connection, arrival):
        return Looked()
    since = last_days(DEFAULT_DAYS, now).since
    return Looked(demand(connection, model, arrival.workspace.network_id, since, now))


def show(
    connection: Connection, arrival: Arrival, event: DemandWanted, looked: Looked, now: datetime
) -> list[Outgoing]:
    """Return the demand for the speaker alone, each part with a call that they may post.

    Raises Refusal for others than staff.
    """
    only_staff(connection, arrival)
    locale = arrival.official.locale
    lines = tuple(_line(connection, arrival, each, words(locale), now) for each in looked.found)
    return [Outgoing(quietly(event.speaker, event.spot), DemandShown(DEFAULT_DAYS, lines), locale)]


def post(connection: Connection, arrival: Arrival, event: CallPosted, now: datetime) -> list[Outgoing]:
    """Post the call, once; who did so is told when it stands, or why it does not.

    Raises Refusal for others than staff, the second time, and while another one about the same is open.
    """
    only_staff(connection, arrival)
    network_id, me = arrival.workspace.network_id, arrival.official
    call = proposed(connection, network_id, event.call_id)
    posting = Posting(me.id, arrival.workspace.id, event.conversation, event.text)
    if not practice_calls.open_once(connection, network_id, call.id, posting, now):
        raise Refusal("call_posted")
    # A post of its own. Whoever sent it is among `people`, to be told what became of it.
    there = replace(in_thread(event.speaker, event.spot), conversation=event.conversation, thread="")
    return [Outgoing(there, PracticesCalledFor(call.id, event.text), me.locale)]


def close(connection: Connection, arrival: Arrival, event: CallClosed, now: datetime) -> list[Outgoing]:
    """End the call. Raises Refusal for others than staff, and if it is over or was never posted."""
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    call = _known(connection, network_id, event.call_id)
    if not practice_calls.close_once(connection, network_id, call.id, now):
        raise Refusal("call_over")
    noted = CallNoted(call.id, call.title, closed=True)
    return [Outgoing(in_place_of_buttons(event.speaker, event.spot), noted, arrival.official.locale)]


def running(connection: Connection, network_id: NetworkId, call_id: int) -> Call:
    """Return the call that is posted and not over, so that somebody can answer it. Raises Refusal."""
    call = _known(connection, network_id, call_id)
    if call.opened_at is None:
        raise Refusal("unknown_call")
    if call.closed_at is not None:
        raise Refusal("call_over")
    return call


def proposed(connection: Connection, network_id: NetworkId, call_id: int) -> Call:
    """Return the call that staff may still post. Raises Refusal."""
    call = _known(connection, network_id, call_id)
    if call.opened_at is not None:
        raise Refusal("call_posted")
    return call


def _known(connection: Connection, network_id: NetworkId, call_id: int) -> Call:
    call = practice_calls.by_id(connection, network_id, CallId(call_id))
    if call is None:
        raise Refusal("unknown_call")
    return call


def _line(
    connection: Connection, arrival: Arrival, found: Demand, its_words: Words, now: datetime
) -> DemandLine:
    name = found.name or title(found.example)
    kinds = tuple(KindAsking(each.kind, each.size, each.governments) for each in found.asked_by)
    line = DemandLine(0, name, found.governments, found.records, kinds)
    if not name:
        return line
    question = demand_phrases.call_question(its_words.gettext)
    text = f"{demand_phrases.summary(its_words, line)}\n{question}"
    network_id = arrival.workspace.network_id
    if (open_one := practice_calls.running(connection, network_id, name)) and open_one.opened_at:
        return replace(line, call_id=open_one.id, called_on=open_one.opened_at.date().isoformat())
    return replace(line, call_id=practice_calls.propose(connection, network_id, name, text, now))
