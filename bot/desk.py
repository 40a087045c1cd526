"""The desk: opens, checks and hands on forms for any chat, and knows what is for the bot; reads only.

Adapters get one from the composition root. What is submitted without mistakes becomes an event for the
runner.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from bot import network
from bot.card import Card
from bot.events import Event
from bot.forms import Form, FormKind, Mistakes, Option, Submitted
from bot.forms.every import FORM_KINDS
from bot.home import page
from bot.pages.record_links import LinkRead, RecordLinks
from bot.phrases import Words, words
from bot.questions import edits, overhearing, suggesting
from bot.questions.overhearing import Overheard
from bot.records import previews
from bot.refusal import Refusal
from bot.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Desk:
    """Forms over one database; safe to call from any thread."""

    engine: Engine
    clock: Callable[[], datetime]
    kinds: Mapping[str, FormKind] = field(default_factory=lambda: FORM_KINDS)
    locale: Callable[[Speaker], str] = lambda speaker: speaker.locale  # asked for whoever is new here
    remembered: Callable[[Speaker], str] = lambda speaker: speaker.locale  # the same, never asking the chat
    links: RecordLinks | None = None  # None where records have no pages

    def open(self, speaker: Speaker, name: str, ids: tuple[int, ...] = (), conversation: str = "") -> Form:
        """Return the form as this person sees it where they are. Raises Refusal if it is not for them."""
        kind = self._kind(name)
        with self.engine.connect() as connection:
            arrival = replace(self._arrival(connection, speaker), conversation=conversation)
            return kind.opened(connection, arrival, ids, self._words(arrival, speaker), self.clock())

    def check(self, submitted: Submitted) -> Mistakes:
        """Return a sentence for each field that cannot stay as it is; none means that it can be handed on.

        Whoever is new here opened the form, so their language is remembered, and the chat is not asked.
        Raises Refusal if the form is not for this person any more.
        """
        kind = self._kind(submitted.name)
        with self.engine.connect() as connection:
            arrival = self._arrival(connection, submitted.speaker)
            its_words = words(arrival.official.locale or self.remembered(submitted.speaker))
            return kind.checked(connection, arrival, submitted, its_words, self.clock())

    def event(self, submitted: Submitted) -> Event:
        """Return the event of a submission that `check` found no mistakes in."""
        return self._kind(submitted.name).event(submitted)

    def suggest(self, speaker: Speaker, name: str, typed: str) -> Sequence[Option]:
        """Return what the form's field of the kind "search" offers for what was typed."""
        kind = self._kind(name)
        with self.engine.connect() as connection:
            return kind.suggested(connection, self._arrival(connection, speaker), typed)

    def words(self, speaker: Speaker) -> Words:
        """Return the words in which this person reads. Raises Refusal if their workspace has no network."""
        with self.engine.connect() as connection:
            return self._words(self._arrival(connection, speaker), speaker)

    def words_at_once(self, speaker: Speaker) -> Words:
        """Return the same as far as it is known without asking the chat. Raises Refusal as `words` does."""
        if known := self.remembered(speaker):
            return words(known)
        with self.engine.connect() as connection:
            return words(self._arrival(connection, speaker).official.locale)

    def home(self, speaker: Speaker) -> list[Card]:
        """Return what the person's own page shows. Raises Refusal if their workspace has no network."""
        with self.engine.connect() as connection:
            arrival = self._arrival(connection, speaker)
            return page.cards(connection, arrival, self._words(arrival, speaker), self.clock())

    def hears(self, speaker: Speaker, overheard: Overheard) -> bool:
        """Say whether a post that does not mention the bot is for it; what is not, must not be accepted."""
        with self.engine.connect() as connection:
            try:
                arrival = self._arrival(connection, speaker)
            except Refusal:
                return False
            return overhearing.is_for_us(connection, arrival, overheard, self.clock())

    def mixes(self, workspace: str, others: Sequence[str]) -> bool:
        """Say whether workspaces of several networks are among these; all that are known if none is named."""
        with self.engine.connect() as connection:
            return network.mixes(connection, workspace, others)

    def key_of_edit(self, key: str, moment: str) -> str:
        """Return by which key a post is known that was edited at that moment; "" if it was answered."""
        with self.engine.connect() as connection:
            return edits.key_of(connection, key, moment)

    def suggestions(self, speaker: Speaker) -> tuple[str, tuple[str, ...]]:
        """Return questions to begin with, and what stands above them. Raises Refusal as `home` does."""
        with self.engine.connect() as connection:
            arrival = self._arrival(connection, speaker)
            its_words = self._words(arrival, speaker)
            return suggesting.title(its_words.gettext), suggesting.prompts(connection, arrival, its_words)

    def previews(
        self, speaker: Speaker, conversation: str, addresses: Sequence[str]
    ) -> tuple[dict[str, Card], Words]:
        """Return a card for each of our good links among these, in the language of the conversation.

        Only for records of the network of who shared them. Raises Refusal if their workspace has none.
        """
        read = {each: self.links.read(each) for each in addresses} if self.links else {}
        ours = {address: link for address, link in read.items() if isinstance(link, LinkRead)}
        with self.engine.connect() as connection:
            arrival = self._arrival(connection, speaker)
            its_words = previews.words_there(connection, arrival, conversation, self._words(arrival, speaker))
            return previews.previews(connection, arrival, ours, its_words, self.clock()), its_words

    def _kind(self, name: str) -> FormKind:
        if name not in self.kinds:
            raise Refusal("unknown_form")
        return self.kinds[name]

    def _arrival(self, connection: Connection, speaker: Speaker) -> network.Arrival:
        return network.look(connection, speaker, self.clock())

    def _words(self, arrival: network.Arrival, speaker: Speaker) -> Words:
        return words(arrival.official.locale or self.locale(speaker))
