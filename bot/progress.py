"""How far a long command is: a bar on a terminal, a line for each tenth elsewhere; on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

TENTHS = 10


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Give a function that hears how much more has been done, of `total` in any unit."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _Lines(console, label, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(label, total=total)
        yield lambda more: bar.advance(task, more)


class _Lines:
    def __init__(self, console: Console, label: str, total: int) -> None:
        self._console = console
        self._label = label
        self._total = total
        self._done = 0
        self._started = monotonic()

    def __call__(self, more: int) -> None:
        before = self._tenths()
        self._done += more
        self._total = max(self._total, self._done)  # there may be more by now than at the start
        if self._tenths() > before:
            left = (monotonic() - self._started) * (self._total - self._done) / self._done
            self._console.print(f"{self._label}: {self._done / self._total:.0%}, {left:.0f} s left")

    def _tenths(self) -> int:
        return TENTHS * self._done // self._total if self._total else 0
