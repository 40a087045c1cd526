"""What is due happens in the end: whatever fails is tried again, later each time, and holds up nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from dbos import DBOS
from structlog.testing import capture_logs

from bot.directory import leaving
from bot.durable import Runner
from store import directory, due
from tests.bot.failing import refusing
from tests.bot.stage import BEN, Stage
from tests.bot.test_durable import RecordingMessenger
from tests.factories import NOW
from tests.waiting import wait_until

MINUTE = timedelta(minutes=1)


class Playing:
    """A runner whose clock the test sets."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.now = NOW
        self.messenger = RecordingMessenger()
        self.runner = Runner(stage.engine, stage.library, {"slack": self.messenger}, lambda: self.now)

    def tick(self) -> int:
        """Let happen what is due by now; return how much that was."""
        started = self.runner.tick()
        for handle in started:
            handle.get_result()
        self.runner.finish_posting()
        return len(started)

    def next_moment(self) -> datetime:
        """When the next thing is due."""
        with self.stage.engine.connect() as connection:
            soonest = due.soonest(connection)
        assert soonest is not None
        return soonest


@contextmanager
def playing(stage: Stage) -> Iterator[Playing]:
    played = Playing(stage)
    played.runner.start()
    try:
        yield played
    finally:
        played.runner.stop()


@pytest.fixture
def greeting(stage: Stage) -> Stage:
    """Ben is to be greeted now, who began to hold an office."""
    with stage.engine.begin() as connection:
        [tenure] = directory.open_tenures(connection, stage.official(BEN).id)
        due.schedule(connection, stage.network_id, leaving.TENURE_BEGAN, tenure.id, NOW)
    return stage


def test_what_is_due_and_fails_is_logged_with_a_number_and_happens_a_minute_later(greeting: Stage):
    with playing(greeting) as played:
        with refusing(greeting.engine, "INSERT ON delivery"), capture_logs() as logs:
            tried = played.tick()
        at_once = played.tick()
        played.now += MINUTE
        again = played.tick()

    assert (tried, at_once, again) == (1, 0, 1)
    assert played.messenger.said == ["records_to_confirm"]
    [line] = [each for each in logs if each["event"] == "what is due failed"]
    assert (len(line["reference"]), line["exc_info"], line["kind"]) == (8, True, leaving.TENURE_BEGAN)


def test_what_goes_on_failing_is_tried_less_and_less_often_but_each_hour_also_after_a_restart(
    greeting: Stage,
):
    waits = []
    with refusing(greeting.engine, "INSERT ON delivery"):
        for _ in range(2):
            with playing(greeting) as played:
                for _ in range(4):
                    played.now = played.next_moment()
                    assert played.tick() == 1
                    waits.append((played.next_moment() - played.now) / MINUTE)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_what_happened_in_the_end_waits_a_minute_again_when_it_fails_another_time(greeting: Stage):
    with playing(greeting) as played:
        for _ in range(2):
            with refusing(greeting.engine, "INSERT ON delivery"):
                played.tick()
            waited = played.next_moment() - played.now
            played.now += MINUTE
            played.tick()
            played.now += MINUTE
            with greeting.engine.begin() as connection:
                [tenure] = directory.open_tenures(connection, greeting.official(BEN).id)
                due.again(connection, greeting.network_id, leaving.TENURE_BEGAN, tenure.id, played.now)

    assert waited == MINUTE


def test_a_hundred_that_fail_for_good_do_not_hold_up_what_is_due_after_them(greeting: Stage):
    with greeting.engine.begin() as connection:
        for subject in range(100):
            before = NOW - MINUTE
            due.schedule(connection, greeting.network_id, "of_another_version", subject, before)

    with playing(greeting) as played, capture_logs():
        assert played.tick() == 100
        assert played.tick() == 1

    assert played.messenger.said == ["records_to_confirm"]


def test_what_could_not_even_be_put_off_is_tried_again_within_a_minute(greeting: Stage):
    with playing(greeting) as played:
        with refusing(greeting.engine, "UPDATE ON due"):
            [handle] = played.runner.tick()
            with pytest.raises(Exception, match="refused"):
                handle.get_result()
        DBOS.trigger_schedule("due").get_result()
        wait_until(lambda: played.messenger.said)

    assert played.messenger.said == ["records_to_confirm"]
