"""What is done every minute: what fails holds up nothing else, and nothing is done beside itself."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from dbos import DBOS
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.durable import Runner
from bot.events import Asked, HelpWanted
from bot.library import Library
from matching.domain import NetworkId
from matching.embedded import EmbeddedQuestion
from store import due, questions, standing
from tests.bot.stage import ANA, CHANNEL, PRIVATE, QUESTION, Stage
from tests.bot.test_durable import RecordingMessenger
from tests.bot.test_forgetting import kept
from tests.bot.test_standing import PELICANS, publish
from tests.factories import NOW, add_network, add_official, add_question
from tests.fakes_embedder import WordEmbedder
from tests.waiting import PATIENCE, wait_until

POISON = "Where do basilisks sleep?"
MINUTES = 9  # more than are carried out at once


class ChokingEmbedder(WordEmbedder):
    """Fails at one question, and at another one waits until it is let go on."""

    def __init__(self) -> None:
        self.waits, self.goes_on = 0, Event()

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        if POISON in texts:
            raise ZeroDivisionError
        if PELICANS in texts and self.waits is not None:
            self.waits += 1
            self.goes_on.wait(PATIENCE)
        return super().questions(texts)


@pytest.fixture
def first(engine: Engine) -> NetworkId:
    """A network that comes before that of the stage."""
    with engine.begin() as connection:
        add_network(connection, "Empty")  # whose workspace would have the name of the stage's
        return add_network(connection, "First")


@pytest.fixture
def embedder() -> ChokingEmbedder:
    return ChokingEmbedder()


@pytest.fixture
def runner(first: NetworkId, stage: Stage, embedder: ChokingEmbedder) -> Iterator[Runner]:
    """A runner that follows the changes of both networks."""
    stage.library = Library(stage.engine, embedder)
    later = timedelta(days=8)
    runner = Runner(
        stage.engine, stage.library, {"slack": RecordingMessenger()}, lambda: datetime.now(UTC) + later
    )
    runner.start()
    try:
        runner.match_backwards()
        yield runner
    finally:
        embedder.goes_on.set()
        runner.stop()


def stand(engine: Engine, network_id: NetworkId, text: str) -> None:
    """Let a question stand that is embedded when it is matched."""
    with engine.begin() as connection:
        asker = add_official(connection, network_id)
        question_id = add_question(connection, network_id, asker, text=text)
        question = questions.by_id(connection, network_id, question_id)
        assert question
        standing.open_once(connection, question, NOW + timedelta(days=999), NOW)


def test_what_fails_in_one_network_is_logged_with_a_number_and_the_next_network_is_matched(
    first: NetworkId, stage: Stage, embedder: ChokingEmbedder, runner: Runner
):
    embedder.goes_on.set()
    stand(stage.engine, first, POISON)
    stand(stage.engine, stage.network_id, PELICANS)
    publish(stage)

    with capture_logs() as logs:
        runner.match_backwards()

    with stage.engine.connect() as connection:
        assert due.soonest(connection) is not None  # the asker is to be told
    [line] = [each for each in logs if each["log_level"] == "error"]
    assert (len(line["reference"]), line["exc_info"], line["network"]) == (8, True, first)


def test_what_fails_each_minute_keeps_nothing_else_from_being_done(
    first: NetworkId, stage: Stage, runner: Runner
):
    stand(stage.engine, first, POISON)
    runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()

    with capture_logs() as logs:
        DBOS.trigger_schedule("due").get_result()

    assert [each["what"] for each in logs] == ["bot.questions.backward"]
    assert kept(stage.engine, "slack:T1:1") == 0  # forgotten, as the engine forgets after a week


def test_a_chore_that_fails_keeps_none_of_the_others_from_being_done(runner: Runner):
    done = list[str]()
    runner.every_hour(lambda: done.append(str(1 / 0)))
    runner.every_hour(lambda: done.append("second"))

    with capture_logs() as logs:
        runner.do_chores()

    assert done == ["second"]
    assert [len(each["reference"]) for each in logs] == [8]


def test_a_long_matching_takes_one_thread_however_many_minutes_it_lasts(
    stage: Stage, embedder: ChokingEmbedder, runner: Runner
):
    stand(stage.engine, stage.network_id, PELICANS)
    for _ in range(MINUTES):
        DBOS.trigger_schedule("due")
    wait_until(lambda: embedder.waits)

    runner.accept("slack:T1:1", Asked(ANA, PRIVATE, QUESTION)).get_result()

    assert embedder.waits == 1
