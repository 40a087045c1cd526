"""The desk: opens, checks and hands on forms for any chat; reads only.

Adapters get one from the composition root. What is submitted without mistakes becomes an event for the
runner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from bot import network
from bot.all_forms import FORM_KINDS
from bot.events import Event
from bot.forms import Form, Mistakes, Option, Submitted
from bot.phrases import words
from bot.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Desk:
    """Forms over one database; safe to call from any thread."""

    engine: Engine
    clock: Callable[[], datetime]

    def open(self, speaker: Speaker, name: str, ids: tuple[int, ...] = ()) -> Form:
        """Return the form as this person sees it. Raises Refusal if it is not for them."""
        with self.engine.connect() as connection:
            arrival = self._arrival(connection, speaker)
            locale = words(arrival.official.locale or speaker.locale)
            return FORM_KINDS[name].opened(connection, arrival, ids, locale, self.clock())

    def check(self, submitted: Submitted) -> Mistakes:
        """Return a sentence for each field that cannot stay as it is; none means that it can be handed on.

        Raises Refusal if the form is not for this person any more.
        """
        with self.engine.connect() as connection:
            arrival = self._arrival(connection, submitted.speaker)
            locale = words(arrival.official.locale or submitted.speaker.locale)
            return FORM_KINDS[submitted.name].checked(connection, arrival, submitted, locale, self.clock())

    def event(self, submitted: Submitted) -> Event:
        """Return the event of a submission that `check` found no mistakes in."""
        return FORM_KINDS[submitted.name].event(submitted)

    def suggest(self, speaker: Speaker, name: str, typed: str) -> Sequence[Option]:
        """Return what the form's field of the kind "search" offers for what was typed."""
        with self.engine.connect() as connection:
            return FORM_KINDS[name].suggested(connection, self._arrival(connection, speaker), typed)

    def _arrival(self, connection: Connection, speaker: Speaker) -> network.Arrival:
        return network.look(connection, speaker, self.clock())
