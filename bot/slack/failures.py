"""What somebody sees when a request of theirs failed: a sentence, what to do, and the number in the log.

Answered with 200 is what no listener takes, lest Slack repeat it, and with 500 a failure, so that Slack does.
Slack repeats only events: who typed a command, pressed a button or sent a form is told at once, who wrote a
message when Slack has repeated it for the last time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.card import Card
from bot.catalogues import SOURCE_LOCALE
from bot.form_phrases import not_searched
from bot.phrases import Words, words
from bot.slack import reading, submissions
from bot.slack.asgi import RETRY
from bot.slack.home import home_view
from bot.slack.opening import tell
from bot.speaker import Speaker

Body = dict[str, Any]
LocaleOf = Callable[[Speaker], str]
OnError = Callable[[Exception, Body, AsyncWebClient, AsyncBoltRequest], Awaitable[BoltResponse]]

LAST_RETRY = 3  # Slack delivers an event again at once, after one minute and after five; then never

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """What failed, by which Slack is called, the number in the log, and the words in which the person reads.

    The words follow from what Slack says of the person: what they chose with us may lie in a lost database.
    """

    body: Body
    client: AsyncWebClient
    reference: str
    words: Words

    @property
    def sentence(self) -> str:
        """The apology."""
        return self.words.failed(self.reference)


class NotInstalled(Exception):
    """The app has no token for the workspace of a request; the text names the workspace and why."""


def when_failing(locale: LocaleOf) -> OnError:
    """Return what answers requests that failed; `locale` says how somebody reads, "" if unknown."""

    async def on_error(
        error: Exception, body: Body, client: AsyncWebClient, request: AsyncBoltRequest
    ) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=200, body="")
        reference = token_hex(4)
        if isinstance(error, NotInstalled):
            # Slack need not repeat it, and nobody can be told: there is no token to speak with.
            log.warning("slack_request_without_installation", reference=reference, workspace=str(error))
            return BoltResponse(status=200, body="")
        log.error("slack_request_failed", reference=reference, exc_info=error)
        answer = _ANSWERS.get(_kind(body, request))
        if answer is None:
            return BoltResponse(status=500, body="")
        speaker = reading.who(body)
        known = await asyncio.to_thread(locale, speaker) if speaker else ""
        shown = await answer(Failed(body, client, reference, words(known or SOURCE_LOCALE)))
        return shown or BoltResponse(status=500, body="")

    return on_error


def _kind(body: Body, request: AsyncBoltRequest) -> str:
    """Return which of _ANSWERS tells the person; "" while Slack repeats the request."""
    if "command" in body:
        return "command"
    kind = str(body.get("type", ""))
    if kind != "event_callback":
        return kind
    if body["event"]["type"] == "app_home_opened":
        return "home"
    return kind if int(request.headers.get(RETRY, ["0"])[0]) >= LAST_RETRY else ""


async def _to_command(failed: Failed) -> BoltResponse:
    return BoltResponse(status=200, body=failed.sentence)


async def _to_form(failed: Failed) -> BoltResponse | None:
    shown = submissions.errors(failed.body["view"], [("", failed.sentence)])
    return BoltResponse(status=200, body={"response_action": "errors", "errors": shown}) if shown else None


async def _to_press(failed: Failed) -> None:
    body, client = failed.body, failed.client
    speaker, spot = reading.speaker_of(body), reading.spot_of_press(body)
    if speaker and spot:
        await tell(client, speaker, spot, failed.sentence)


async def _to_message(failed: Failed) -> None:
    body, client = failed.body, failed.client
    is_mention = body["event"]["type"] == "app_mention"
    read = reading.of_mention(body) if is_mention else reading.of_direct_message(body)
    if read:
        event = read[1]
        spot = event.spot if is_mention else reading.in_private(event.speaker)
        await tell(client, event.speaker, spot, failed.sentence)


async def _to_home(failed: Failed) -> None:
    body, client = failed.body, failed.client
    speaker = reading.of_home(body)
    if speaker is None:
        return
    view = home_view([Card(paragraphs=(failed.sentence,))], failed.words)
    try:
        await client.views_publish(user_id=speaker.chat_id, view=view)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as refused:
        log.warning("home_not_shown", reference=failed.reference, error=type(refused).__name__)


async def _to_search(failed: Failed) -> BoltResponse:
    sentence = not_searched(failed.reference, failed.words.gettext)
    choice = {"text": {"type": "plain_text", "text": sentence}, "value": failed.reference}
    return BoltResponse(status=200, body={"options": [choice]})


_ANSWERS: dict[str, Callable[[Failed], Awaitable[BoltResponse | None]]] = {
    "command": _to_command,
    "view_submission": _to_form,
    "block_actions": _to_press,
    "block_suggestion": _to_search,
    "event_callback": _to_message,
    "home": _to_home,
}
