"""Waiting for what other threads and processes do, without deciding how long it takes."""

from collections.abc import Callable
from threading import Event
from time import monotonic

PATIENCE = 60.0  # seconds; a slow machine must not fail a promise
PAUSE = 0.02  # seconds between two looks


def wait_until(condition: Callable[[], object]) -> None:
    """Return when the condition holds; fails after a minute."""
    deadline, pause = monotonic() + PATIENCE, Event()
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"
        pause.wait(PAUSE)
