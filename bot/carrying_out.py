"""Carrying out an event: think, then write; whoever waits for it hears of what went wrong, with a number."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from secrets import token_hex

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection

from bot import dispatch, events, network
from bot.audiences import with_audience
from bot.digest.channels import NotSaid, read_by_all
from bot.events import Event, Sent
from bot.means import Means
from bot.messages import Failed, Message, Refused
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.posting import Kept
from bot.records.file_reading import FileWanted, fetched
from bot.speaker import Speaker
from bot.under_way import Interrupted, UnderWay
from store import handled
from store.engine import DatabaseFailed
from store.unavailable import is_away

log = structlog.get_logger(__name__)

# Seconds after which an event is tried again while the database is away, twice as long each time up to the
# second number: a server that is started anew is back in some seconds, and is not asked by all at once then.
AGAIN_AFTER, AGAIN_AT_LAST = 0.5, 10.0

# After that whoever waits is told: they have long looked away, and may try something else meanwhile.
PATIENCE = timedelta(minutes=5)


class CarryingOut:
    """Carries out events, so many at once at most; a key that was carried out before does nothing."""

    def __init__(
        self, means: Means, locale: Callable[[Speaker], str], under_way: UnderWay, at_once: int
    ) -> None:
        self._means = means
        self._locale = locale
        self._under_way = under_way
        self._asking = ThreadPoolExecutor(at_once, thread_name_prefix="ask")

    def carry_out(self, key: str, text: str) -> list[Kept]:
        """Carry out the event that stands in this JSON text; return what is to be posted, in its order.

        Raises Interrupted when the process stops and the next start is to do it.
        """
        try:
            event = events.from_json(text)
        except ValidationError as unreadable:
            return self._given_up(key, text, unreadable)
        event, kept = replace(event, speaker=self._with_locale(event.speaker)), list[Kept]()
        try:
            self._perform_in_the_end(key, event, kept)
        except network.UnknownWorkspace:
            reference, workspace = token_hex(4), event.speaker.workspace
            log.warning("event_of_no_network", reference=reference, key=key, workspace=workspace)
            return []
        except network.Outsider:
            kept.append(self._say_instead(key, event, Refused("outsider")))
        except NotSaid:
            self._under_way.unless_stopping()
            kept.append(self._say_instead(key, event, Refused("chat_silent")))
        except Exception as error:  # the one last net: who waits gets a number, the log the traceback
            if self._under_way.stopping:  # what it needed may have been closed
                raise Interrupted from error
            reference = token_hex(4)
            log.exception("event failed", reference=reference, key=key)
            kept.append(self._say_instead(key, event, Failed(reference)))
        return kept

    def stop(self) -> None:
        """Ask chats nothing more."""
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _given_up(self, key: str, text: str, error: ValidationError) -> list[Kept]:
        """Give up an event of a version that this one cannot read; who sent it gets the reference."""
        reference = token_hex(4)
        # Without what was read: officials' own words stay out of the log.
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        log.error("event not readable", reference=reference, key=key, wrong=wrong)
        sent = events.sent_from_json(text)
        if sent is None:
            return []
        with suppress(network.UnknownWorkspace):
            sent = replace(sent, speaker=self._with_locale(sent.speaker))
            return [self._say_instead(key, sent, Failed(reference))]
        return []

    def _with_locale(self, speaker: Speaker) -> Speaker:
        return replace(speaker, locale=self._locale(speaker))

    def _perform_in_the_end(self, key: str, event: Event, kept: list[Kept]) -> None:
        """Perform it, once more where the database went away meanwhile: the key makes that safe."""
        began, wait = self._means.clock(), AGAIN_AFTER
        while True:
            try:
                return self._perform(key, event, kept)
            except DatabaseFailed as error:
                if not is_away(error) or self._means.clock() - began > PATIENCE:
                    raise
                if wait == AGAIN_AFTER:  # once is enough
                    log.warning("database_away", reference=token_hex(4), key=key, reason=str(error))
            self._under_way.pause(wait)
            wait = min(2 * wait, AGAIN_AT_LAST)

    def _perform(self, key: str, event: Event, kept: list[Kept]) -> None:
        """Think, then write; add what is to be posted, nothing if the event was carried out before."""
        means, now = self._means, self._means.clock()
        with means.engine.connect() as connection:
            if handled.known(connection, key):
                return
            arrival = network.look(connection, event.speaker, now)
        if network.brings_news(arrival, event.speaker):
            arrival, hello = means.write("arrive", partial(self._arrive, key, event))
            kept.append(hello)
        # Meanwhile, because the chat answers as slowly as we think.
        known = self._asking.submit(with_audience, event, means.messenger_of)
        with means.engine.connect() as connection:
            prepared = dispatch.prepare(connection, means.library, arrival, event, now)
        if isinstance(prepared, FileWanted):
            workspace = event.speaker.workspace
            prepared = fetched(means.messenger_of(workspace), workspace, prepared)
        prepared, event = read_by_all(prepared, means.messenger_of), known.result()

        def write(connection: Connection) -> Kept:
            if not handled.claim(connection, key, now):
                return Kept()
            arrival = network.look(connection, event.speaker, now)
            outgoing = dispatch.perform(connection, arrival, event, prepared, now)
            return means.keep(connection, arrival.workspace.network_id, key, outgoing)

        kept.append(means.write("perform", write))

    def _arrive(self, key: str, event: Event, connection: Connection) -> tuple[Arrival, Kept]:
        """Write down who speaks for the first time, or in another language now, and greet a newcomer."""
        arrival = network.arrive(connection, event.speaker, self._means.clock())
        hello = network.greeting(arrival, event)
        return arrival, self._means.keep(connection, arrival.workspace.network_id, f"{key}:hello", hello)

    def _say_instead(self, key: str, sent: Event | Sent, message: Message) -> Kept:
        """Write down what is said to the speaker alone in place of what the event should have done."""

        def write(connection: Connection) -> Kept:
            if not handled.claim(connection, key, self._means.clock()):
                return Kept()
            network_id = network.workspace_of(connection, sent.speaker).network_id
            sorry = Outgoing(quietly(sent.speaker, sent.spot), message, sent.speaker.locale)
            return self._means.keep(connection, network_id, f"{key}:sorry", [sorry])

        return self._means.write("say instead", write)
