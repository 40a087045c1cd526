"""Turns to write to SQLite, and one wait for the disk shared by all who committed meanwhile.

SQLite lets one connection write at a time. Those who wait for it sleep and try again, up to a tenth of a
second each time, and whoever tries at the right moment is next: of twenty threads some wait for many
seconds while the file stands idle. Here the threads of a process hand the turn on in the order in which
they came; other processes wait as before. The turn ends with the commit; what was committed is then forced
to the disk, for everybody who waits for that at once (docs/decisions/0010-fast-acknowledgement.md).
"""

import os
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Event, Lock
from typing import Any

# What makes the driver begin a transaction that writes, and what does so itself.
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|BEGIN IMMEDIATE)\b", re.IGNORECASE)


class WriteTurns:
    """One turn for everybody who writes to one file; who came first gets it first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def take(self, seconds: float) -> bool:
        """Wait for the turn, at most so long; return whether it was given."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine.is_set():  # it came in the last moment
                return True
            self._waiting.remove(mine)
            return False

    def give_back(self) -> None:
        """Hand the turn to who waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


def force_to_disk(path: str) -> None:
    """Return when what was written to the file is on the disk. Raises OSError."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


class SharedSync:
    """Waits for the disk; who asks while others wait shares the next wait with all who do."""

    def __init__(self, force: Callable[[], None]) -> None:
        self._force = force
        self._changed = Condition()
        self._begun = 0
        self._done = 0
        self._under_way = False

    def __call__(self) -> None:
        """Return when everything that was written before the call is on the disk. Raises as `force` does."""
        with self._changed:
            wanted = self._begun + 1  # the one under way may have passed over what we wrote
            self._changed.wait_for(lambda: self._done >= wanted or not self._under_way)
            if self._done >= wanted:
                return
            self._under_way = True
            self._begun += 1
            mine = self._begun
        try:
            self._force()
        except BaseException:
            self._ended(self._done)
            raise
        self._ended(mine)

    def _ended(self, done: int) -> None:
        with self._changed:
            self._under_way = False
            self._done = done
            self._changed.notify_all()


class TurnTaking(sqlite3.Connection):
    """A connection that waits for its turn before it writes, and gives it back when the transaction ends.

    `turns`, `sync` and `patience`, in seconds, are set by who opens it; without them it is an ordinary one.
    With `sync` SQLite need not wait for the disk itself (PRAGMA synchronous = NORMAL, in WAL mode): forcing
    the log after the commit is what FULL does, too (sqlite.org/pragma.html#pragma_synchronous).
    """

    turns: WriteTurns | None = None
    sync: SharedSync | None = None
    patience = 5.0
    _has_turn = False

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor whose writing waits for the connection's turn."""
        return super().cursor(factory or _Cursor)

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        """Execute as a cursor of ours does; the driver's own shortcut would take one of its own."""
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> Any:
        """Execute for each of the parameters, as `execute`."""
        return self.cursor().executemany(sql, parameters)

    def commit(self) -> None:
        """Commit, let the next one write, and return when it is on the disk. Raises sqlite3.Error."""
        super().commit()
        if self._end() and self.sync:
            try:
                self.sync()
            except OSError as error:
                raise sqlite3.OperationalError(f"disk I/O error: {error}") from error

    def rollback(self) -> None:
        """Take everything back, and let the next one write."""
        try:
            super().rollback()
        finally:
            self._end()

    def close(self) -> None:
        """Close, and let the next one write."""
        try:
            super().close()
        finally:
            self._end()

    def begin_writing(self, statement: str) -> None:
        """Wait for the turn if the statement begins to write. Raises sqlite3.OperationalError."""
        if self.turns is None or self._has_turn or self.in_transaction or not _WRITES.match(statement):
            return
        if not self.turns.take(self.patience):
            raise sqlite3.OperationalError("database is locked")
        self._has_turn = True

    def end_if_idle(self) -> None:
        """Let the next one write if no transaction is open."""
        if not self.in_transaction:
            self._end()

    def _end(self) -> bool:
        """Give back the turn; return whether there was one."""
        if not self._has_turn or self.turns is None:
            return False
        self._has_turn = False
        self.turns.give_back()
        return True


class _Cursor(sqlite3.Cursor):
    connection: TurnTaking

    def execute(self, sql: str, parameters: Any = ()) -> "_Cursor":
        self.connection.begin_writing(sql)
        try:
            super().execute(sql, parameters)
        finally:
            self.connection.end_if_idle()
        return self

    def executemany(self, sql: str, parameters: Sequence[Any]) -> "_Cursor":  # type: ignore[override]
        self.connection.begin_writing(sql)
        try:
            super().executemany(sql, parameters)
        finally:
            self.connection.end_if_idle()
        return self
