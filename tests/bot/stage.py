"""A small network on a real database, played through the use cases as the durable runner plays them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot import dispatch, due, network
from bot.events import Asked, ConsentDecided, Event, IntroductionWanted, Rated
from bot.library import Library
from bot.messages import AnswerShown, ConsentAsked, Message
from bot.outgoing import Outgoing
from bot.questions import backward
from bot.speaker import Speaker, Spot
from matching.domain import Audience, Office, OfficeId, Official, QuestionId
from store import introductions, memberships, networks, officials
from store.due import Due
from store.introductions import Introduction
from store.memberships import MembershipDraft
from tests.factories import NOW, add_network, add_office, add_official, add_record
from tests.fakes_embedder import WordEmbedder

M = TypeVar("M", bound=Message)

WORKSPACE = "slack:T1"
CHANNEL = Spot("C-help", thread="100.1", audience=Audience.CHANNEL)
PRIVATE = Spot("D-private", thread="200.1", audience=Audience.PRIVATE)

ANA = Speaker(WORKSPACE, "U-ana")  # works for Elm, a city of 60,000
BEN = Speaker(WORKSPACE, "U-ben")  # holds the office of the record about stormwater, in Oak
CHLOE = Speaker(WORKSPACE, "U-chloe")  # works for Ash
STRANGER = Speaker(WORKSPACE, "U-stranger")  # holds no office

QUESTION = "How do you pay for storm drains?"


class Stage:
    """Officials of three cities, a record of Oak about storm drains and one of Fir, where nobody joined."""

    def __init__(self, engine: Engine, *, joined: bool = True) -> None:
        """Set the stage; without `joined` the officials hold their offices, and no more."""
        self.engine = engine
        self.library = Library(engine, WordEmbedder())
        with engine.begin() as connection:
            self.network_id = add_network(connection)
            self.workspace_id = networks.ensure_workspace(connection, self.network_id, "slack", "T1")
            oak = add_office(connection, self.network_id, "Public works", "Oak", population=50_000)
            elm = add_office(connection, self.network_id, "City manager", "Elm", population=60_000)
            ash = add_office(connection, self.network_id, "City manager", "Ash", population=900_000)
            fir = add_office(connection, self.network_id, "Water board", "Fir", population=70_000)
            for speaker, name, office in (
                (ANA, "Ana Alder", elm),
                (BEN, "Ben Birch", oak),
                (CHLOE, "Chloe", ash),
            ):
                if joined:
                    self.join(connection, speaker, name, office)
                else:
                    self.employ(connection, speaker, name, office)
            self.record = add_record(
                connection, self.network_id, "oak-drains", oak, title="A fee to pay for storm drains"
            )
            self.unjoined = add_record(
                connection,
                self.network_id,
                "fir-lamps",
                fir,
                title="Sensors dim street lamps",
                problem="",
                action="",
            )
        self.offices = {office.jurisdiction.name: office for office in (oak, elm, ash, fir)}

    def join(
        self, connection: Connection, speaker: Speaker, name: str, office: Office, **said: Any
    ) -> Official:
        """Let somebody join, verified, for an office."""
        official = self.employ(connection, speaker, name, office)
        officials.mark_verified(connection, official.id, NOW)
        memberships.save(connection, self.network_id, official.id, MembershipDraft(**said), NOW)
        return official

    def employ(self, connection: Connection, speaker: Speaker, name: str, office: Office) -> Official:
        """Let somebody hold an office, and be known by their chat."""
        official = add_official(connection, self.network_id, name, office)
        officials.identify(connection, self.workspace_id, speaker.chat_id, official.id)
        return official

    def add_peers(self, *names: str, **said: Any) -> list[Speaker]:
        """Add peers, each with an office of their own place and a record that answers QUESTION."""
        speakers = [Speaker(WORKSPACE, f"U-{name.casefold()}") for name in names]
        with self.engine.begin() as connection:
            for speaker, name in zip(speakers, names, strict=True):
                office = add_office(connection, self.network_id, "Drains", f"{name}ham", population=80_000)
                self.join(connection, speaker, name, office, **said)
                title = f"Bonds to pay for storm drains, {name}"
                add_record(connection, self.network_id, f"{name}-drains", office, title=title)
        return speakers

    def official(self, speaker: Speaker) -> Official:
        """The official whom the workspace knows by this speaker."""
        with self.engine.connect() as connection:
            found = officials.by_identity(connection, self.workspace_id, speaker.chat_id, NOW.date())
        assert found is not None
        return found

    def legs(self, answer: AnswerShown) -> tuple[Introduction, ...]:
        """The introductions of the question, the first one first."""
        with self.engine.connect() as connection:
            return introductions.of_question(connection, self.network_id, QuestionId(answer.question_id))

    def do(self, event: Event, now: datetime = NOW) -> list[Outgoing]:
        """Carry out one event and return what is said."""
        with self.engine.begin() as connection:
            arrived = network.arrive(connection, event.speaker, now)
        with self.engine.connect() as connection:
            prepared = dispatch.prepare(connection, self.library, arrived, event, now)
        with self.engine.begin() as connection:
            return dispatch.perform(connection, arrived, event, prepared, now)

    def ask(self, speaker: Speaker = ANA, text: str = QUESTION, spot: Spot = CHANNEL) -> AnswerShown:
        """Ask and return the answer."""
        return only(AnswerShown, self.do(Asked(speaker, spot, text)))

    def want(self, answer: AnswerShown, speaker: Speaker = ANA, now: datetime = NOW) -> list[Outgoing]:
        """Ask for an introduction to the first match."""
        record_id = answer.matches[0].record_id
        return self.do(IntroductionWanted(speaker, CHANNEL, answer.question_id, record_id), now)

    def ask_peer(self, spot: Spot = CHANNEL) -> ConsentAsked:
        """Ask, want the introduction, and return what Ben reads."""
        return only(ConsentAsked, self.want(self.ask(spot=spot)))

    def decide(self, request: ConsentAsked, *, accepted: bool, speaker: Speaker = BEN) -> list[Outgoing]:
        """Answer the request."""
        pressed = replace(PRIVATE, message="300.1")
        return self.do(ConsentDecided(speaker, pressed, request.introduction_id, accepted))

    def rate(self, answer: AnswerShown, *, helpful: bool, speaker: Speaker = ANA) -> list[Outgoing]:
        """Say whether the answer helped."""
        return self.do(Rated(speaker, CHANNEL, answer.question_id, helpful))

    def match_backwards(self, now: datetime = NOW) -> None:
        """Match what changed against the questions that stand, as the runner does every minute."""

        def write(_name: str, function: Callable[[Connection], bool]) -> bool:
            with self.engine.begin() as connection:
                return function(connection)

        with self.engine.connect() as connection:
            everywhere = networks.every(connection).values()
        for network_id in everywhere:
            backward.work_off(self.engine, self.library, network_id, write, lambda: now)

    def wait_until(self, now: datetime) -> list[Outgoing]:
        """Let everything happen that is due by then, each at its own moment."""
        said: list[Outgoing] = []
        while True:
            with self.engine.connect() as connection:
                ready = due.ready(connection, now)
            if not ready:
                return said
            said += self.happen(ready[0], ready[0].due_at)

    def happen(self, waiting: Due, now: datetime) -> list[Outgoing]:
        """Let this happen as the runner does, which looks before it writes."""
        with self.engine.connect() as connection:
            prepared = due.prepare(connection, waiting, now)
        with self.engine.begin() as connection:
            return due.happen(connection, waiting, now, prepared)

    def leave(self, speaker: Speaker, office: Office) -> None:
        """Let the official give up the office today."""
        with self.engine.begin() as connection:
            official = officials.by_identity(connection, self.workspace_id, speaker.chat_id, NOW.date())
            assert official is not None
            officials.leave(connection, official.id, OfficeId(office.id), NOW.date())


def of_kind(kind: type[M], said: Sequence[Outgoing]) -> list[M]:
    """The messages of one kind among what was said."""
    return [each.message for each in said if isinstance(each.message, kind)]


def only(kind: type[M], said: Sequence[Outgoing]) -> M:
    """The one message of this kind among what was said."""
    (found,) = of_kind(kind, said)
    return found
