"""Which processes that carry out events on one database live: each holds a lock that ends with it.

The workflow engine takes up what a process left unfinished when it is told that the process is no more. A
lock of its session tells that at once and only then, however busy the machine is; a sign of life in a table
would come late from a busy process, and be missed late when the process has died.
"""

from collections.abc import Iterable
from contextlib import suppress
from secrets import token_hex
from threading import Event, Thread

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from store.engine import DatabaseFailed

# One process serves an SQLite file (`only_process` in bot/wiring.py), so all that it finds is its own.
ALONE = "local"

# Seconds between two looks whether the lock still stands: the server may have been started anew, and what
# lies between may drop connections on which nothing is said for some minutes.
LOOKS_APART = 15.0

# Seconds after which the server gives up a machine that fell silent, instead of the two hours of TCP.
SILENCE = ("SET tcp_keepalives_idle = 30", "SET tcp_keepalives_interval = 10", "SET tcp_keepalives_count = 3")

# Any number will do as long as every process takes the same one.
SEED = 5_121_853


class Executors:
    """This process among those that carry out events on the same database."""

    def __init__(self, engine: Engine, looks_apart: float = LOOKS_APART) -> None:
        self._engine = engine
        self._looks_apart = looks_apart
        self._shared = engine.dialect.name != "sqlite"
        self.own = f"process-{token_hex(8)}" if self._shared else ALONE
        self._held: Connection | None = None
        self._stopped = Event()
        self._looking = Thread(target=self._stay, name="executor", daemon=True)

    def enter(self) -> None:
        """Be known to live from now on, until `leave` or the end of the process. Raises DatabaseFailed."""
        if self._shared:
            self._hold()
            self._looking.start()

    def leave(self) -> None:
        """Live no longer, as the others see it."""
        self._stopped.set()
        if self._shared:
            self._looking.join()
            self._let_go()

    def absent(self, names: Iterable[str]) -> list[str]:
        """Return those of the names that no living process has, this one's never among them."""
        if not self._shared:
            return []
        with self._engine.connect() as connection:  # its end gives back what was locked to look
            return [
                name
                for name in sorted({*names} - {self.own})
                if connection.execute(select(func.pg_try_advisory_xact_lock(_lock_of(name)))).scalar_one()
            ]

    def _stay(self) -> None:
        while not self._stopped.wait(self._looks_apart):
            with suppress(DatabaseFailed):  # while the server is away: the next look is soon
                self._look()

    def _look(self) -> None:
        try:
            if self._held is not None:
                self._held.execute(select(1))
                return
        except DatabaseFailed:
            self._let_go()
        self._hold()

    def _hold(self) -> None:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # it is kept for good, and must not go back to others with what was set on it
        for setting in SILENCE:
            connection.exec_driver_sql(setting)
        connection.execute(select(func.pg_advisory_lock(_lock_of(self.own))))
        self._held = connection

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            with suppress(DatabaseFailed):
                # Said, because the server ends a session some time after it is closed here.
                held.execute(select(func.pg_advisory_unlock_all()))
            with suppress(DatabaseFailed):
                held.close()


def _lock_of(name: str) -> ColumnElement[int]:
    return func.hashtextextended(name, SEED)
