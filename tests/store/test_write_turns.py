"""Turns to write to SQLite, and the wait for the disk that those who committed share."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from store.write_turns import SharedSync, TurnTaking, WriteTurns, force_to_disk
from tests.waiting import wait_until

PATIENCE = 10.0  # seconds; a slow machine must not fail a promise
SHORT = 0.01


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[..., TurnTaking]]:
    turns, opened = WriteTurns(), []

    def open_it(patience: float = PATIENCE, sync: SharedSync | None = None) -> TurnTaking:
        connection = sqlite3.connect(
            tmp_path / "file.db", factory=TurnTaking, check_same_thread=False, timeout=PATIENCE
        )
        connection.turns, connection.patience, connection.sync = turns, patience, sync
        opened.append(connection)
        return connection

    first = open_it()
    first.execute("PRAGMA journal_mode = WAL")
    first.execute("CREATE TABLE row (name TEXT PRIMARY KEY)")
    yield open_it
    for connection in opened:
        connection.close()


def write(connection: TurnTaking, name: str = "a") -> None:
    connection.execute("INSERT INTO row VALUES (?)", (name,))


def names(connection: TurnTaking) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM row ORDER BY rowid")]


def test_who_came_first_writes_first(connect):
    holder, order = connect(), "abcdefgh"
    write(holder, "holder")
    with ThreadPoolExecutor(len(order)) as pool:
        waiting = []
        for number, name in enumerate(order, start=1):
            waiting.append(pool.submit(write_alone, connect(), name))
            wait_for_turns(holder, number)
        holder.commit()
        for each in waiting:
            each.result(PATIENCE)

    assert names(holder) == ["holder", *order]


def write_alone(connection: TurnTaking, name: str) -> None:
    write(connection, name)
    connection.commit()


def wait_for_turns(connection: TurnTaking, number: int) -> None:
    turns = connection.turns
    assert turns is not None
    wait_until(lambda: len(turns) == number)


def test_nobody_waits_longer_than_their_patience_and_who_gave_up_gets_no_turn(connect):
    holder, impatient, next_one = connect(), connect(patience=SHORT), connect()
    write(holder)

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        write(impatient, "b")
    holder.commit()
    write(next_one, "c")
    next_one.commit()

    assert names(holder) == ["a", "c"]


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_whatever_ends_the_transaction_gives_the_turn_back(connect, end: str):
    first, second = connect(), connect(patience=SHORT)
    write(first)
    getattr(first, end)()

    write(second, "b")
    second.commit()

    assert names(connect()) == (["a", "b"] if end == "commit" else ["b"])


def test_a_statement_that_fails_keeps_the_turn_only_while_its_transaction_is_open(connect):
    first, second = connect(), connect(patience=SHORT)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        first.execute("INSERT INTO nowhere VALUES (1)")
    first.rollback()

    write(second)


def test_reading_waits_for_nobody(connect):
    writer, reader = connect(), connect(patience=SHORT)
    write(writer)

    assert names(reader) == []


def test_a_commit_returns_when_the_disk_has_it_and_the_next_one_may_write_meanwhile(connect):
    asked, on_disk = Event(), Event()

    def slow_disk() -> None:
        asked.set()
        assert on_disk.wait(PATIENCE)

    first, second = connect(sync=SharedSync(slow_disk)), connect()
    write(first)
    with ThreadPoolExecutor(1) as pool:
        committing = pool.submit(first.commit)
        asked.wait(PATIENCE)
        write(second, "b")
        second.commit()
        returned = committing.done()
        on_disk.set()
        committing.result(PATIENCE)

    assert not returned
    assert names(second) == ["a", "b"]


def test_a_transaction_that_wrote_nothing_does_not_wait_for_the_disk(connect):
    waits: list[str] = []
    connection = connect(sync=SharedSync(lambda: waits.append("waited")))
    names(connection)
    connection.commit()
    waited_to_read = list(waits)
    write(connection)
    connection.commit()

    assert (waited_to_read, waits) == ([], ["waited"])


def test_a_disk_that_fails_makes_the_commit_fail(connect):
    def broken() -> None:
        raise OSError("no space left")

    connection = connect(sync=SharedSync(broken))
    write(connection)

    with pytest.raises(sqlite3.OperationalError, match="no space left"):
        connection.commit()


def test_those_who_ask_while_the_disk_works_share_the_next_wait():
    calls: list[int] = []
    first_began, go_on = Event(), Event()

    def force() -> None:
        calls.append(len(calls))
        first_began.set()
        assert go_on.wait(PATIENCE)

    sync = SharedSync(force)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(sync)
        first_began.wait(PATIENCE)
        others = [pool.submit(sync) for _ in range(8)]
        Event().wait(0.05)  # until most of them wait
        go_on.set()
        for each in (first, *others):
            each.result(PATIENCE)

    assert len(calls) < 9


def test_who_asks_after_a_failure_is_not_told_that_it_went_well():
    calls: list[int] = []

    def force() -> None:
        calls.append(len(calls))
        if len(calls) == 1:
            raise OSError("once")

    sync = SharedSync(force)
    with pytest.raises(OSError, match="once"):
        sync()
    sync()

    assert len(calls) == 2


def test_a_file_that_is_not_there_cannot_be_forced_to_the_disk(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        force_to_disk(str(tmp_path / "missing"))
