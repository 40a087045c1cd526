"""Plays a golden transcript through the console; `python -m tests.transcripts.playing` writes them anew.

A line that begins with "> " is typed, one that begins with "===" is narrated, the rest is shown. A line
such as "@ 8 days later" or "@ 2026-03-09 09:00" (UTC) sets the clock, and what is due by then happens.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from bot.console.prompt import Perform
from bot.console.render import WIDTH
from bot.console.session import Session
from bot.demo import performing
from matching.embedder import Embedder, load
from tests.factories import NOW

FOLDER = Path(__file__).parent


class Clock:
    """The clock of a transcript: it stands still until a line sets it."""

    def __init__(self) -> None:
        self._now = NOW

    def now(self) -> datetime:
        return self._now

    def set(self, to: str) -> None:
        """Set it to "8 days later", "3 hours later", or to a moment such as "2026-03-09 09:00"."""
        if later := re.fullmatch(r"(\d+) (minute|hour|day)s? later", to):
            self._now += timedelta(**{f"{later[2]}s": int(later[1])})
        else:
            self._now = datetime.fromisoformat(to).replace(tzinfo=UTC)


def transcripts() -> list[Path]:
    """Every golden transcript."""
    return sorted(FOLDER.glob("*.txt"))


def played(golden: str, embedder: Embedder) -> str:
    """Return what the console shows today for the lines that the golden transcript types."""
    typed = [line for line in golden.splitlines() if line.startswith(("> ", "@ "))]
    clock = Clock()
    shown = io.StringIO()
    session = Session(Console(file=shown, width=WIDTH, highlight=False, color_system=None), _locale(golden))
    with performing(session, lambda: embedder, clock.now) as perform:
        if not typed:
            session.play(perform)
        else:
            lines = _typing(shown, typed, clock, perform)
            session.converse(perform, lambda _prompt: next(lines))
    return _first_line(golden) + "\n" + shown.getvalue().strip() + "\n"


def _first_line(golden: str) -> str:
    return golden.splitlines()[0]


def _locale(golden: str) -> str:
    """The first line of a transcript says what it promises and, after "locale:", in which language."""
    return _first_line(golden).partition("locale: ")[2] or "en"


def _typing(shown: io.StringIO, typed: list[str], clock: Clock, perform: Perform) -> Iterator[str]:
    for line in typed:
        shown.write(f"\n{line}\n")
        if line.startswith("> "):
            yield line.removeprefix("> ")
        else:
            clock.set(line.removeprefix("@ "))
            perform.let_happen()
    raise EOFError


def main() -> None:
    """Write every transcript anew; read the difference as an official would."""
    embedder = load()
    for path in transcripts():
        path.write_text(played(path.read_text(encoding="utf-8"), embedder), encoding="utf-8")


if __name__ == "__main__":
    main()
