"""Calls for practices: staff see what is asked in vain, post a call about it once, and end it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import messages
from bot.catalogues import SOURCE_LOCALE
from bot.events.demand import DEFAULT_DAYS, CallClosed, CallPosted, DemandWanted
from bot.messages.demand import CallNoted, DemandLine, DemandShown, KindAsking, PracticesCalledFor
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, in_thread, quietly
from bot.phrases import demand as demand_phrases
from bot.phrases import words
from bot.questions.demand import Demand, demand
from bot.refusal import Refusal
from bot.speaker import Spot
from bot.staff import is_staff, only_staff
from bot.stats import last_days
from bot.their_day import their_day
from matching.domain import Audience, CallId, NetworkId, QuestionId
from store import channel_settings, deliveries, networks, practice_calls
from store.practice_calls import Call, Posting, Proposal


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
    spot = event.spot
    proposed_in = arrival.official.locale
    if spot.audience is Audience.CHANNEL:
        proposed_in = _language_of(connection, arrival, spot.conversation)
    lines = tuple(_line(connection, arrival, each, proposed_in, now) for each in looked.found)
    shown = DemandShown(DEFAULT_DAYS, lines)
    return [Outgoing(quietly(event.speaker, spot), shown, arrival.official.locale)]


def post(connection: Connection, arrival: Arrival, event: CallPosted, now: datetime) -> list[Outgoing]:
    """Post the call, once, as its channel reads; who did so is told when it stands, or why it does not.

    Raises Refusal for others than staff, the second time, and while another one about the same is open.
    """
    only_staff(connection, arrival)
    network_id, me = arrival.workspace.network_id, arrival.official
    networks.hold(connection, network_id)  # of two about the same one is posted, whatever each is called
    call = proposed(connection, network_id, event.call_id)
    posting = Posting(me.id, arrival.workspace.id, event.conversation, event.text)
    if not practice_calls.open_once(connection, network_id, call.id, posting, now):
        raise Refusal("call_posted")
    # A post of its own. Whoever sent it is among `people`, to be told what became of it.
    there = replace(in_thread(event.speaker, event.spot), conversation=event.conversation, thread="")
    language = _language_of(connection, arrival, event.conversation)
    return [Outgoing(there, PracticesCalledFor(call.id, event.text), language)]


def _language_of(connection: Connection, arrival: Arrival, conversation: str) -> str:
    """Return the language of a channel, as its summary is in: English unless staff chose one."""
    return channel_settings.of(connection, arrival.workspace.id, conversation).language or SOURCE_LOCALE


def close(connection: Connection, arrival: Arrival, event: CallClosed, now: datetime) -> list[Outgoing]:
    """End the call; in the list in which that was pressed the others stay.

    Raises Refusal for others than staff, and if it is over or was never posted.
    """
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    call = _known(connection, network_id, event.call_id)
    if not practice_calls.close_once(connection, network_id, call.id, now):
        raise Refusal("call_over")
    noted, locale = CallNoted(call.id, call.title, closed=True), arrival.official.locale
    pressed = _pressed(connection, network_id, event.spot)
    if isinstance(pressed, CallNoted):
        return [Outgoing(in_place_of_buttons(event.speaker, event.spot), noted, locale)]
    said = [Outgoing(quietly(event.speaker, event.spot), noted, locale)]
    if isinstance(pressed, DemandShown):
        rest = replace(pressed, lines=tuple(_without(call, each) for each in pressed.lines))
        said.append(Outgoing(in_place_of_buttons(event.speaker, event.spot), rest, locale))
    return said


def _pressed(connection: Connection, network_id: NetworkId, spot: Spot) -> messages.Message | None:
    """Return the message whose button was pressed, None for what one person alone read in a channel."""
    here = (spot.conversation, spot.message)
    stands = deliveries.latest_at(connection, network_id, *here) if all(here) else None
    return messages.from_json(stands.message) if stands else None


def _without(call: Call, line: DemandLine) -> DemandLine:
    return replace(line, call_id=0, called_on="") if line.call_id == call.id else line


def running(connection: Connection, network_id: NetworkId, call_id: int) -> Call:
    """Return the call that is posted and not over, so that somebody can answer it. Raises Refusal."""
    call = _known(connection, network_id, call_id)
    if call.opened_at is None:
        raise Refusal("unknown_call")
    if call.closed_at is not None:
        raise Refusal("call_over")
    return call


def proposed(connection: Connection, network_id: NetworkId, call_id: int) -> Call:
    """Return the call that staff may still post. Raises Refusal, also while one about the same is open."""
    call = _known(connection, network_id, call_id)
    if call.opened_at is not None:
        raise Refusal("call_posted")
    if _about(call.title, call.about, practice_calls.running(connection, network_id)):
        raise Refusal("call_open")
    return call


def _about(title: str, about: frozenset[QuestionId], running_ones: Iterable[Call]) -> Call | None:
    """Return which of the open calls is about these questions."""
    return next((each for each in running_ones if each.is_about(title, about)), None)


def _known(connection: Connection, network_id: NetworkId, call_id: int) -> Call:
    call = practice_calls.by_id(connection, network_id, CallId(call_id))
    if call is None:
        raise Refusal("unknown_call")
    return call


def _line(
    connection: Connection, arrival: Arrival, found: Demand, language: str, now: datetime
) -> DemandLine:
    """Return a part of the demand, with the call about it that is open, or one proposed in the language."""
    name = found.told_as
    kinds = tuple(KindAsking(each.kind, each.size, each.governments) for each in found.asked_by)
    line = DemandLine(0, name, found.governments, found.records, kinds)
    if not name:
        return line
    network_id, its_words = arrival.workspace.network_id, words(language)
    open_one = _about(name, found.about, practice_calls.running(connection, network_id))
    if open_one is not None and open_one.opened_at:
        called_on = their_day(connection, arrival.official, open_one.opened_at).isoformat()
        return replace(line, call_id=open_one.id, called_on=called_on)
    question = demand_phrases.call_question(its_words.gettext)
    text = f"{demand_phrases.summary(its_words, line)}\n{question}"
    proposal = Proposal(name, text, found.about)
    return replace(line, call_id=practice_calls.propose(connection, network_id, proposal, now))
