"""An accepted event that this version cannot read: it is logged, and who waits for it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.durable import Runner
from bot.library import Library
from bot.messages import Failed
from store.engine import open_engine
from tests.bot.test_durable import RecordingMessenger
from tests.bot.test_processes import crash, join
from tests.fakes_embedder import WordEmbedder
from tests.waiting import PATIENCE, wait_until

EVENTS = 3


@pytest.fixture
def left(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A database in which a process left some events when it died."""
    join(database_url)
    crash(database_url, tmp_path, number=EVENTS, death="asked").wait(PATIENCE)
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def rewrite(engine: Engine, old: str, new: str) -> int:
    """Let stored events look as another version writes them; return how many there are."""
    table = "workflow_input" if engine.dialect.name == "sqlite" else "dbos.workflow_input"
    with engine.begin() as connection:
        changed = f"UPDATE {table} SET inputs = replace(inputs, '{old}', '{new}')"
        return connection.exec_driver_sql(changed).rowcount


@pytest.mark.parametrize(
    ("old", "new", "told"), [("help_wanted", "of_another_version", True), ("speaker", "said_by", False)]
)
def test_who_sent_what_cannot_be_read_gets_the_number_that_the_log_has(
    left: Engine, old: str, new: str, told: bool
):
    messenger = RecordingMessenger()
    number = rewrite(left, old, new)
    runner = Runner(left, Library(left, WordEmbedder()), {"slack": messenger}, lambda: datetime.now(UTC))

    with capture_logs() as logs:
        runner.start()
        wait_until(lambda: len([each for each in logs if each["event"] == "event not readable"]) == number)
        runner.stop()

    references = [each["reference"] for each in logs if each["event"] == "event not readable"]
    said = [message.reference for _, message in messenger.posts if isinstance(message, Failed)]
    assert number > 0
    assert sorted(said) == (sorted(references) if told else [])
    assert "U1" not in str(logs)  # nothing of what was read
