"""Timers for what is due before the schedule looks again: an alarm rings at the soonest moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock, Timer

from sqlalchemy import Engine

from bot.nets import caught
from store import due

WITHIN = timedelta(seconds=60)  # what is due sooner than the next minutely schedule gets a timer


class Alarms:
    """The timers of this process; each calls `ring` on a thread of its own."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], ring: Callable[[], object]) -> None:
        self._engine = engine
        self._clock = clock
        self._ring = ring
        self._timers: dict[datetime, Timer] = {}
        self._stopped = False
        self._lock = Lock()

    def wake(self) -> None:
        """Set a timer for what is due before the next minutely schedule, unless one rings by then.

        Raises nothing: what could not be looked for, the schedule finds.
        """
        caught("set an alarm", self._set)

    def _set(self) -> None:
        with self._engine.connect() as connection:
            soonest = due.soonest(connection)
        now = self._clock()
        if soonest is None or soonest - now > WITHIN:
            return
        with self._lock:
            self._timers = {moment: timer for moment, timer in self._timers.items() if timer.is_alive()}
            if self._stopped or any(moment <= soonest for moment in self._timers):
                return
            timer = Timer(max(0.0, (soonest - now).total_seconds()), caught, ("alarm", self._ring))
            timer.daemon = True
            self._timers[soonest] = timer
            timer.start()

    def stop(self) -> None:
        """Let none ring any more; return when one that rings already is done."""
        with self._lock:
            self._stopped = True
        for timer in self._timers.values():
            timer.cancel()
            timer.join()
