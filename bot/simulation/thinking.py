"""Thinking about the next working day's questions in a second process while the year plays this one.

Nearly half of a year's work is finding matches, which only reads. A working day, with the weekend after it,
is one transaction, and it is not committed before the next one's questions are thought about: so each day's
matches are those of the evening before the last working day, however fast either process is, and one seed
gives one year.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from multiprocessing import get_context

from sqlalchemy import Engine

from bot import dispatch, network
from bot.events import Asked
from bot.library import Library
from bot.questions.ask import Prepared
from matching import embedder
from matching.domain import OfficialId
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Embedder, Parts
from store.engine import open_engine


@dataclass(slots=True, unsafe_hash=True)
class Kept:
    """An embedder whose texts are all in the store already. Implements `matching.embedded.Embedder`."""

    name: str
    dimension: int
    english: int
    width: int

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Raise: every record was embedded before the year began."""
        raise LookupError(f"not embedded before the year: {texts}")

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        """Raise: every question was embedded before the year began."""
        raise LookupError(f"not embedded before the year: {texts}")


@dataclass(frozen=True, slots=True)
class Put:
    """A question that will be put, with the number of its event."""

    number: int
    asker: OfficialId
    event: Asked
    at: datetime


class Thinker:
    """Prepares questions in the other process."""

    def __init__(self, executor: ProcessPoolExecutor, url: str, kept: Kept) -> None:
        self._executor = executor
        self._url = url
        self._kept = kept

    def think(self, questions: Sequence[Put]) -> Future[dict[int, Prepared]]:
        """Begin to prepare these questions as the database stands, by the numbers of their events."""
        if not questions:
            nothing: Future[dict[int, Prepared]] = Future()
            nothing.set_result({})
            return nothing
        return self._executor.submit(_prepared, self._url, self._kept, questions)


@contextmanager
def thinking(url: str, loaded: Embedder) -> Iterator[Thinker]:
    """Give the second process while the block lasts."""
    kept = Kept(loaded.name, loaded.dimension, loaded.english, loaded.width)
    # Spawned, because a copy of a process in which models compute in threads may hang.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as executor:
        yield Thinker(executor, url, kept)


def _prepared(url: str, kept: Kept, questions: Sequence[Put]) -> dict[int, Prepared]:
    engine, library = _opened(url, kept)
    found: dict[int, Prepared] = {}
    with engine.connect() as connection:
        for each in questions:
            arrival = network.recall(connection, each.event.speaker, each.asker, each.at)
            prepared = dispatch.prepare(connection, library, arrival, each.event, each.at)
            assert isinstance(prepared, Prepared), "a question is thought about"
            found[each.number] = prepared
    return found


@cache
def _opened(url: str, kept: Kept) -> tuple[Engine, Library]:
    """Return the database and its library, which the process keeps from one day to the next."""
    embedder.use_one_thread()  # with torch tokens are compared in a third of the time
    engine = open_engine(url)
    return engine, Library(engine, kept)
