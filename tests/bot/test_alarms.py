"""Alarms: what is due soon rings, and nothing rings once they are stopped."""

from collections.abc import Iterator
from threading import Event

import pytest
from sqlalchemy import Engine

from bot.alarms import Alarms
from store import due, networks
from tests.engines import quickly_opened
from tests.factories import NOW


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    opened = quickly_opened(sqlite_url)
    with opened.begin() as connection:
        due.schedule(connection, networks.ensure(connection, "Harbour"), "introduction_answer", 1, NOW)
    yield opened
    opened.dispose()


def test_stopping_waits_for_an_alarm_that_rings_already(engine: Engine):
    rings, goes_on, done = Event(), Event(), Event()

    def ring() -> None:
        rings.set()
        goes_on.wait(5)
        done.set()

    alarms = Alarms(engine, lambda: NOW, ring)
    alarms.wake()
    assert rings.wait(5)

    goes_on.set()
    alarms.stop()

    assert done.is_set()


def test_no_alarm_is_set_after_stopping(engine: Engine):
    rang = Event()
    alarms = Alarms(engine, lambda: NOW, rang.set)

    alarms.stop()
    alarms.wake()

    assert not rang.wait(0.2)
