"""What is under way in this process, and how it ends when that stops: in time, or as if it had died."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Interrupted(BaseException):
    """The process stops before this was ended; the next start does it again.

    No Exception: no net may take it for a failure and apologise, and the workflow engine writes down as
    failed whatever raises one. What raises anything else it leaves unfinished, as after a death.
    """


class UnderWay:
    """Counts what is carried out, and lets it end."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._count = 0
        self._stopping = False
        self._ended = False

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Carry something out. Raises Interrupted where the process stops already."""
        with self._changed:
            self.unless_stopping()
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    @property
    def stopping(self) -> bool:
        """Whether nothing more is begun."""
        return self._stopping

    def unless_stopping(self) -> None:
        """Go on with what can as well be done after the next start. Raises Interrupted."""
        if self._stopping:
            raise Interrupted

    def unless_ended(self) -> None:
        """Go on with what is to be ended while the process stops. Raises Interrupted if it took too long."""
        if self._ended:
            raise Interrupted

    def pause(self, seconds: float) -> None:
        """Return after so many seconds. Raises Interrupted as soon as the process stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, seconds)
            self.unless_stopping()

    def stop(self, seconds: float) -> None:
        """Begin nothing more; return when what is under way is ended, or after so many seconds.

        Whatever is under way then is interrupted before it writes.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._count, seconds)
            self._ended = True
