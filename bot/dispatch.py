"""Which use case an event calls: thinking first (`prepare`), then writing (`perform`)."""

from datetime import datetime

from sqlalchemy import Connection

from bot import ask, consent, introduce, network
from bot.ask import Prepared
from bot.events import (
    Asked,
    ConsentDecided,
    Event,
    HelpWanted,
    IntroductionWanted,
    OfficeTaken,
    PeersSwitched,
    Rated,
    Unanswerable,
)
from bot.library import Library
from bot.messages import Help, Refused
from bot.network import Arrival
from bot.outgoing import Outgoing, in_thread, quietly
from bot.refusal import Refusal


def prepare(
    connection: Connection, library: Library, arrival: Arrival, event: Event, now: datetime
) -> Prepared | None:
    """Return what must be thought out before writing: an answer for a question, nothing for the rest."""
    if isinstance(event, Asked):
        return ask.prepare(connection, library, arrival, event.text, now)
    return None


def perform(
    connection: Connection, arrival: Arrival, event: Event, prepared: Prepared | None, now: datetime
) -> list[Outgoing]:
    """Carry the event out in this transaction and return what is to be said; a refusal is said too.

    Every use case refuses before it writes, so a refusal leaves nothing to roll back.
    """
    try:
        return _perform(connection, arrival, event, prepared, now)
    except Refusal as refusal:
        return [refused(event, refusal, arrival.official.locale)]


def refused(event: Event, refusal: Refusal, locale: str) -> Outgoing:
    """Return the refusal for the speaker alone."""
    return Outgoing(quietly(event.speaker, event.spot), Refused(refusal.reason, refusal.details), locale)


def _perform(
    connection: Connection, arrival: Arrival, event: Event, prepared: Prepared | None, now: datetime
) -> list[Outgoing]:
    match event:
        case Asked() if prepared is not None:
            return ask.record(connection, arrival, event, prepared, now)
        case IntroductionWanted():
            return introduce.request(connection, arrival, event, now)
        case ConsentDecided():
            return consent.decide(connection, arrival, event, now)
        case OfficeTaken():
            return network.take_office(connection, arrival, event, now)
        case Rated():
            return ask.rate(connection, arrival, event, now)
        case Unanswerable():
            raise Refusal(event.reason, **dict(event.details))
    return _about_the_bot(connection, arrival, event)


def _about_the_bot(connection: Connection, arrival: Arrival, event: Event) -> list[Outgoing]:
    match event:
        case PeersSwitched():
            return network.switch_peers(connection, arrival, event)
        case HelpWanted():
            message = Help(arrival.workspace.demonstration)
            return [Outgoing(in_thread(event.speaker, event.spot), message, arrival.official.locale)]
    raise LookupError(f"no use case for {event.kind}")
