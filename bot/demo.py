"""`counterpart demo`: the console on a fresh copy of the demonstration network that is gone afterwards."""

import locale
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy import Engine

from bot.catalogues import SOURCE_LOCALE, offered
from bot.console.prompt import Perform
from bot.console.render import WIDTH
from bot.console.session import Session, on_terminal
from bot.desk import Desk
from bot.durable import Runner
from bot.events import Event
from bot.library import Library
from bot.records.record_files import files_of
from bot.wiring import Clock, clock, configure_logging, load_demonstration, running
from matching import embedder
from matching.embedded import Embedder
from matching.language import detect
from store.engine import migrate, open_engine

NOTE = (
    "Counterpart, demonstration: the practice records are real and sourced; the contacts are not real people."
)


def run(question: str | None) -> None:
    """Answer the one question, or play the scene and then converse if a person sits at the terminal."""
    configure_logging("ERROR", as_json=False)
    interactive = on_terminal()
    console = Console(highlight=False, width=None if interactive else WIDTH)
    console.print(NOTE, soft_wrap=True)
    session = Session(console, spoken_in(question))
    with performing(session) as perform:
        if question is not None:
            session.answer(perform, question)
            return
        session.play(perform)
        if interactive:
            session.converse(perform, input)


@contextmanager
def performing(
    session: Session, load: Callable[[], Embedder] = embedder.load, now: Clock = clock
) -> Iterator[Perform]:
    """Let the session's events be carried out on a fresh demonstration network while the block lasts."""
    with opened(session, load, now) as (runner, engine):
        yield performed_by(runner, engine, now)


@contextmanager
def opened(
    session: Session, load: Callable[[], Embedder] = embedder.load, now: Clock = clock
) -> Iterator[tuple[Runner, Engine]]:
    """Give the runner and the database of a fresh demonstration network while the block lasts."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'demo.db'}")
        migrate(engine)
        load_demonstration(engine)
        # Not in a thread beside it: both are busy in Python, and together they took 11 s where one after the
        # other takes 8 (benchmarks/startup.py).
        with served(session, engine, load(), now) as runner:
            yield runner, engine
        engine.dispose()


@contextmanager
def served(session: Session, engine: Engine, embedder: Embedder, now: Clock = clock) -> Iterator[Runner]:
    """Give the runner of a demonstration network that is in the database, while the block lasts."""
    session.messenger.files = partial(files_of, lambda: engine)
    with running(engine, Library(engine, embedder), {"console": session.messenger}, now) as runner:
        yield runner


def performed_by(runner: Runner, engine: Engine, now: Clock) -> Perform:
    """Return what carries out a session's events and opens its forms."""

    def carry_out(key: str, event: Event) -> None:
        runner.accept(key, event).get_result()
        runner.finish_posting()  # so that nothing is shown below the next prompt

    return Perform(carry_out, Desk(engine, now))


def spoken_in(question: str | None) -> str:
    """Return the locale of the one question if there are words in its language, else that of the machine."""
    of_machine = locale.getlocale(locale.LC_MESSAGES)[0] or SOURCE_LOCALE
    if question is None:
        return of_machine
    return offered(detect(question, fallback=of_machine.split("_")[0])) or of_machine
