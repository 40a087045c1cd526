"""While the database is away: nothing is lost, nobody waits for ever, and a short outage costs no answer."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Timer

import pytest
from sqlalchemy import Engine, make_url
from structlog.testing import capture_logs

from bot.durable import Runner
from bot.events import Asked, HelpWanted
from bot.library import Library
from bot.speaker import Spot
from matching.embedded import EmbeddedQuestion
from store.engine import DatabaseFailed, open_engine
from tests.bot.stage import ANA, CHANNEL, QUESTION, Stage
from tests.bot.test_durable import RecordingMessenger
from tests.fakes_embedder import WordEmbedder
from tests.line import Line, line_to

OUTAGE = 2.0  # seconds
AT_ONCE = 5.0  # seconds, on a machine that is kept busy


@pytest.fixture
def line(postgresql_url: str) -> Iterator[Line]:
    port = make_url(postgresql_url).port
    assert port
    with line_to(port) as line:
        yield line


@pytest.fixture
def engine(postgresql_url: str, line: Line) -> Iterator[Engine]:
    """An engine on PostgreSQL, at the other end of the line."""
    url = make_url(postgresql_url).set(port=line.port)
    opened = open_engine(url.render_as_string(hide_password=False))
    yield opened
    opened.dispose()


class Outage(WordEmbedder):
    """While the first question is thought about the database goes away, and comes back after a while."""

    def __init__(self, line: Line, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._line = line
        self._meanwhile = meanwhile
        self._came = False

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        if not self._came:
            self._came = True
            self._line.cut()
            self._meanwhile()
            Timer(OUTAGE, self._line.mend).start()
        return super().questions(texts)


class Clock:
    """The time, which a test may let pass."""

    passed = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.passed

    def advance(self, time: timedelta) -> None:
        self.passed += time


@contextmanager
def running(stage: Stage, messenger: RecordingMessenger, clock: Clock) -> Iterator[Runner]:
    runner = Runner(stage.engine, stage.library, {"slack": messenger}, clock)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def test_a_question_in_the_midst_of_which_the_database_went_away_is_answered_when_it_is_back(
    stage: Stage, line: Line
):
    messenger, clock = RecordingMessenger(), Clock()
    stage.library = Library(stage.engine, Outage(line))

    with running(stage, messenger, clock) as runner, capture_logs() as logs:
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION)).get_result()

    assert messenger.said == ["answer"]
    [away] = [each for each in logs if each["event"] == "database_away"]
    assert (len(away["reference"]), away["key"]) == (8, "slack:T1:1")


def test_whoever_has_waited_for_minutes_reads_an_apology_when_the_database_is_back(stage: Stage, line: Line):
    messenger, clock = RecordingMessenger(), Clock()
    outage = Outage(line, lambda: clock.advance(timedelta(minutes=10)))
    stage.library = Library(stage.engine, outage)

    with running(stage, messenger, clock) as runner, capture_logs():
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION)).get_result()

    assert messenger.said == ["failed"]


def test_while_the_database_is_away_what_happens_is_refused_at_once_and_taken_when_it_is_back(
    stage: Stage, line: Line
):
    messenger, second = RecordingMessenger(), HelpWanted(ANA, Spot("C2", thread="2.1"))

    with running(stage, messenger, Clock()) as runner, ThreadPoolExecutor() as others:
        runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()
        line.cut()
        try:
            refused = others.submit(runner.accept, "slack:T1:2", second).exception(AT_ONCE)
        finally:
            line.mend()
        runner.accept("slack:T1:2", second).get_result()

    assert isinstance(refused, DatabaseFailed)
    assert messenger.said == ["help", "help"]
