"""Two transactions that want the same thing at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")

# Long enough for a thread to reach the lock on a busy machine; a test that passes waits this long.
SECONDS_TO_REACH_THE_LOCK = 0.1


def raced(engine: Engine, act: Callable[[Connection], T]) -> tuple[T, T]:
    """Let a second transaction do the same before the first one commits; return what each was told."""
    with ThreadPoolExecutor(1) as thread, engine.connect() as first:
        told_first = act(first)
        second = thread.submit(_in_transaction, engine, act)
        assert wait([second], timeout=SECONDS_TO_REACH_THE_LOCK).not_done, "the second one did not wait"
        first.commit()
        return told_first, second.result(timeout=10)


def crowd(engine: Engine, act: Callable[[Connection], T], size: int = 8) -> list[T]:
    """Let many transactions do the same at once; return what each was told."""
    with ThreadPoolExecutor(size) as threads:
        running = [threads.submit(_in_transaction, engine, act) for _ in range(size)]
        return [one.result(timeout=30) for one in running]


def _in_transaction(engine: Engine, act: Callable[[Connection], T]) -> T:
    with engine.begin() as conn:
        return act(conn)
