"""The addresses of threads: asked for all at once, since an answer waits for them, and only once."""

import asyncio
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack.permalinks import Permalinks
from tests.bot.slack.shown import asked_before_in, make_answer, make_match

THREADS = [f"170000000{number}.000100" for number in range(3)]
ANSWER = make_answer(*(make_match(asked_before=asked_before_in("C0HELP", each)) for each in THREADS))


class Slack:
    """Slack's client, which gives no address before as many are asked for as the answer has."""

    def __init__(self, refused: str = "") -> None:
        self.refused = refused
        self.asked: list[str] = []
        self._together = asyncio.Barrier(len(THREADS))

    async def chat_getPermalink(self, *, channel: str, message_ts: str) -> dict[str, Any]:  # noqa: N802
        self.asked.append(message_ts)
        await self._together.wait()
        if message_ts == self.refused:
            raise SlackApiError("message_not_found", {"ok": False, "error": "message_not_found"})
        return {"permalink": f"https://slack.test/{channel}/{message_ts}"}


def linked(*, times: int, refused: str = "") -> tuple[list[str], list[dict]]:
    """Return what Slack was asked for, and the addresses of as many messages with the same threads."""

    async def run() -> tuple[list[str], list[dict]]:
        client, permalinks = Slack(refused), Permalinks()
        web: Any = client
        found = [await permalinks.of(web, "slack:T1", ANSWER) for _ in range(times)]
        return client.asked, found

    return asyncio.run(run())


def test_all_addresses_of_an_answer_are_asked_for_at_once_and_never_again():
    asked, (first, second) = linked(times=2)

    assert sorted(asked) == THREADS
    assert first == second
    assert list(first.values()) == [f"https://slack.test/C0HELP/{each}" for each in THREADS]


def test_an_address_that_slack_refuses_keeps_no_other_away():
    _, [found] = linked(times=1, refused=THREADS[1])

    assert [bool(link) for link in found.values()] == [True, False, True]
