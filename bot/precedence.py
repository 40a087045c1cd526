"""Precedence: what somebody waits for to the second goes before what may take a moment longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

# Seconds at most for which an accepted event lets others be accepted first: Slack gives up an acknowledgement
# after three, and nobody sees so exactly when an answer comes.
GIVE_WAY = 2.7


class Precedence:
    """Counts what is urgent; the rest gives way until nothing is, though not for ever."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._urgent = 0

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """Go before everybody who gives way."""
        with self._changed:
            self._urgent += 1
        try:
            yield
        finally:
            with self._changed:
                self._urgent -= 1
                if not self._urgent:
                    self._changed.notify_all()

    def give_way(self, seconds: float = GIVE_WAY) -> None:
        """Wait until nothing is urgent, at most so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._urgent, seconds)
