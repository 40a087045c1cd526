"""Plays a golden transcript through the console; `python -m tests.transcripts.playing` writes them anew.

A line that begins with "> " is typed, one that begins with "===" is narrated, the rest is shown. After a line
such as "~ 2 days" so much time has passed, and whatever was due meanwhile has happened at its moment. After a
line such as "$ 3 cost=Little" somebody else has changed that field of record 3. A line such as "@ Copenhagen:
/digest preview" is typed in a channel that everybody can open, by who stands for that office.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from rich.console import Console
from sqlalchemy import Engine

from bot.commands import COMMANDS, FormWanted, UsageWanted, wish
from bot.console.messenger import ConsoleMessenger
from bot.console.prompt import WORKSPACE, Perform
from bot.console.render import WIDTH
from bot.console.session import Session
from bot.demo import performed_by, served
from bot.demonstration import NETWORK
from bot.durable import Runner
from bot.events import Asked
from bot.records.editing import Editor, Written, save
from bot.speaker import Speaker, Spot
from bot.wiring import load_demonstration
from matching.domain import Audience, RecordId
from matching.embedded import Embedder
from matching.embedder import load
from store import due, networks, records
from store.engine import migrate
from tests.engines import quickly_opened
from tests.factories import NOW

FOLDER = Path(__file__).parent
CHANNEL = Spot("harbour", audience=Audience.CHANNEL)


class _Messenger(ConsoleMessenger):
    """The terminal's, with a channel beside it that everybody can open."""

    def audience(self, workspace: str, conversation: str) -> Audience:
        """Return who reads there."""
        return Audience.CHANNEL if conversation == CHANNEL.conversation else Audience.PRIVATE


class _Session(Session):
    def __init__(self, console: Console, locale: str) -> None:
        super().__init__(console, locale)
        self.messenger = _Messenger(self._show)


def transcripts() -> list[Path]:
    """Every golden transcript."""
    return sorted(FOLDER.glob("*.txt"))


@dataclass
class Clock:
    """What time it is in the transcript."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now


def played(golden: str, embedder: Embedder) -> str:
    """Return what the console shows today for the lines that the golden transcript types."""
    typed = [line for line in golden.splitlines() if line.startswith(("> ", "~ ", "$ ", "@ "))]
    shown, clock = io.StringIO(), Clock()
    session = _Session(Console(file=shown, width=WIDTH, highlight=False, color_system=None), _locale(golden))
    # Where the files lie that a transcript imports.
    with chdir(FOLDER), _demonstration(session, embedder, clock) as (runner, engine):
        perform = performed_by(runner, engine, clock)
        runner.match_backwards()  # the first minute of a server, from which on it sees what is published
        if not typed:
            session.play(perform)
        else:
            meanwhile = {
                "~": lambda line: _pass(runner, engine, clock, line),
                "$": lambda line: _change(engine, clock, line),
                "@": lambda line: _in_channel(perform, line),
            }
            lines = _typing(shown, typed, meanwhile)
            session.converse(perform, lambda _prompt: next(lines))
    return _first_line(golden) + "\n" + shown.getvalue().strip() + "\n"


@contextmanager
def _demonstration(session: Session, embedder: Embedder, clock: Clock) -> Iterator[tuple[Runner, Engine]]:
    """Give the runner and the database of a demonstration network of the transcript's own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        path.write_bytes(_filled())
        engine = quickly_opened(f"sqlite:///{path}")
        with served(session, engine, embedder, clock) as runner:
            yield runner, engine
        engine.dispose()


@cache
def _filled() -> bytes:
    """Return the file of a demonstration network: filling one takes as long as most transcripts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        engine = quickly_opened(f"sqlite:///{path}")
        migrate(engine)
        load_demonstration(engine)
        engine.dispose()  # the last connection of a SQLite file writes its log back
        return path.read_bytes()


def _pass(runner: Runner, engine: Engine, clock: Clock, line: str) -> None:
    """Let so much time pass, with everything that is due at its own moment, one after the other.

    What was published before is matched first against the questions that stand, as each minute on a server.
    """
    runner.match_backwards()
    number, unit = line.split()
    end = clock.now + timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(number)})
    while (soonest := _soonest(engine)) is not None and soonest <= end:
        clock.now = soonest
        for started in runner.tick(most=1):
            started.get_result()
            runner.finish_posting()
    clock.now = end


def _change(engine: Engine, clock: Clock, line: str) -> None:
    """Let an operator change one field of a record."""
    number, _, said = line.partition(" ")
    field, _, text = said.partition("=")
    with engine.begin() as connection:
        network_id = networks.by_name(connection, NETWORK)
        assert network_id is not None, "the demonstration is loaded"
        stored = records.stored_by_id(connection, network_id, RecordId(int(number)))
        assert stored is not None, "the transcript names a record of the demonstration"
        written = Written(stored.record.id, stored.record.revision, {field: (text,)})
        save(connection, network_id, written, Editor(None, "operator", "command line"), clock.now)


def _in_channel(perform: Perform, line: str) -> None:
    """Let who stands for an office write in the channel: a command without a form, or a question."""
    office, _, text = line.partition(": ")
    speaker = Speaker(WORKSPACE, office.casefold())
    command, _, rest = text.partition(" ")
    event = wish(command, rest, speaker, CHANNEL) if command in COMMANDS else Asked(speaker, CHANNEL, text)
    assert not isinstance(event, FormWanted | UsageWanted), line
    perform(f"channel:{uuid4()}", event)


def _soonest(engine: Engine) -> datetime | None:
    with engine.connect() as connection:
        return due.soonest(connection)


def _first_line(golden: str) -> str:
    return golden.splitlines()[0]


def _locale(golden: str) -> str:
    """The first line of a transcript says what it promises and, after "locale:", in which language."""
    return _first_line(golden).partition("locale: ")[2] or "en"


def _typing(
    shown: io.StringIO, typed: list[str], meanwhile: Mapping[str, Callable[[str], None]]
) -> Iterator[str]:
    for line in typed:
        shown.write(f"\n{line}\n")
        mark, _, said = line.partition(" ")
        if mark in meanwhile:
            meanwhile[mark](said)
        else:
            yield said
    raise EOFError


def main() -> None:
    """Write every transcript anew; read the difference as an official would."""
    embedder = load()
    for path in transcripts():
        path.write_text(played(path.read_text(encoding="utf-8"), embedder), encoding="utf-8")


if __name__ == "__main__":
    main()
