"""What runs behind an acknowledgement: what goes wrong there stands in the log with a number, and no more."""

import asyncio

from structlog.testing import capture_logs

from bot.slack.behind import Behind


class Failing:
    """An event that could not be carried out."""

    def get_result(self) -> None:
        raise ConnectionError("the database is away")


async def broken() -> None:
    raise ZeroDivisionError


def test_a_mistake_behind_an_acknowledgement_is_logged_with_a_number():
    async def begin() -> None:
        behind, ends = Behind(), asyncio.Event()
        behind.start(broken())
        behind.start(_set(ends))
        await ends.wait()

    with capture_logs() as logs:
        asyncio.run(begin())

    [line] = logs
    assert (line["log_level"], len(line["reference"])) == ("error", 8)
    assert isinstance(line["exc_info"], ZeroDivisionError)


def test_who_waits_for_an_event_that_failed_goes_on_and_the_log_has_a_number():
    with capture_logs() as logs:
        asyncio.run(Behind().carried_out(Failing()))

    [line] = logs
    assert len(line["reference"]) == 8


async def _set(event: asyncio.Event) -> None:
    event.set()
