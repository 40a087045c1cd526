"""The log: lines with a number for whoever asks, and none of what officials wrote."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from bot.events import Asked
from bot.wiring import configure_logging
from tests.bot.failing import refusing
from tests.bot.stage import ANA, PRIVATE, Stage
from tests.bot.test_durable import RecordingMessenger, running

SECRET = "How do I sack my deputy without the council noticing?"
LOGGERS = [logging.getLogger(name) for name in ("", "dbos")]

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was logged, as `serve` writes it."""
    ours = structlog.get_config()
    theirs = [(each.handlers.copy(), each.level, each.propagate) for each in LOGGERS]
    configure_logging("INFO", as_json=True)
    try:
        yield lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    finally:
        structlog.configure(**ours)
        for logger, (handlers, level, propagate) in zip(LOGGERS, theirs, strict=True):
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(level)


def test_what_officials_wrote_stays_out_of_the_log_when_it_cannot_be_stored(stage: Stage, lines: Lines):
    with running(stage, RecordingMessenger()) as runner, refusing(stage.engine, "INSERT ON question"):
        runner.accept("slack:T1:1", Asked(ANA, PRIVATE, SECRET)).get_result()

    [failed] = lines()
    assert (failed["event"], "refused" in failed["exception"]) == ("event failed", True)
    assert "deputy" not in json.dumps(failed)


@pytest.mark.parametrize("name", ["dbos", "asyncio"])
def test_what_a_library_warns_of_stands_in_the_log_once_and_with_a_number(
    stage: Stage, lines: Lines, name: str
):
    with running(stage, RecordingMessenger()):
        logging.getLogger(name).warning("the server is away")

    [line] = lines()
    assert (line["event"], line["level"], len(line["reference"])) == ("the server is away", "warning", 8)
