"""Alarms: what is due soon rings, and nothing rings once they are stopped."""

from collections.abc import Iterator
from threading import Event

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.alarms import Alarms
from store import due, networks
from tests.engines import quickly_opened
from tests.factories import NOW
from tests.waiting import wait_until


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


def test_an_alarm_that_fails_is_logged_with_a_number(engine: Engine):
    alarms = Alarms(engine, lambda: NOW, lambda: 1 / 0)

    with capture_logs() as logs:
        alarms.wake()
        wait_until(lambda: logs)

    alarms.stop()
    [line] = logs
    assert (line["what"], len(line["reference"]), line["exc_info"]) == ("alarm", 8, True)


def test_a_database_that_is_away_when_an_alarm_is_to_be_set_does_no_harm(engine: Engine):
    alarms = Alarms(engine, lambda: NOW, lambda: None)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE due RENAME TO away")

    with capture_logs() as logs:
        alarms.wake()

    assert [len(each["reference"]) for each in logs] == [8]
