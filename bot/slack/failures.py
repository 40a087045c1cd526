"""What somebody sees when a request of theirs failed: a sentence, what to do, and the number in the log."""

from collections.abc import Awaitable, Callable
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
from bot.phrases import words
from bot.slack import reading, submissions
from bot.slack.asgi import RETRY
from bot.slack.home import home_view
from bot.slack.opening import tell

Body = dict[str, Any]
Failed = tuple[Body, AsyncWebClient, str]  # what failed, by which Slack is called, the reference number

LAST_RETRY = 3  # Slack delivers an event again at once, after one minute and after five; then never

log = structlog.get_logger(__name__)


async def on_error(
    error: Exception, body: Body, client: AsyncWebClient, request: AsyncBoltRequest
) -> BoltResponse:
    """Answer 200 to what no listener takes, lest Slack repeat it, and 500 to a failure, so that Slack does.

    Slack repeats only events: who typed a command, pressed a button or sent a form is told at once, who wrote
    a message when Slack has repeated it for the last time.
    """
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    reference = token_hex(4)
    log.error("slack_request_failed", reference=reference, exc_info=error)
    retry = request.headers.get(RETRY, ["0"])[0]
    kind = "command" if "command" in body else str(body.get("type", ""))
    if kind == "event_callback" and body["event"]["type"] == "app_home_opened":
        kind = "home"
    elif kind == "event_callback" and int(retry) < LAST_RETRY:
        kind = "tried again"
    answer = _ANSWERS.get(kind)
    shown = await answer((body, client, reference)) if answer else None
    return shown or BoltResponse(status=500, body="")


async def _to_command(failed: Failed) -> BoltResponse:
    return BoltResponse(status=200, body=_sentence(failed))


async def _to_form(failed: Failed) -> BoltResponse | None:
    shown = submissions.errors(failed[0]["view"], [("", _sentence(failed))])
    return BoltResponse(status=200, body={"response_action": "errors", "errors": shown}) if shown else None


async def _to_press(failed: Failed) -> None:
    body, client, _ = failed
    speaker, spot = reading.speaker_of(body), reading.spot_of_press(body)
    if speaker and spot:
        await tell(client, speaker, spot, _sentence(failed))


async def _to_message(failed: Failed) -> None:
    body, client, _ = failed
    is_mention = body["event"]["type"] == "app_mention"
    read = reading.of_mention(body) if is_mention else reading.of_direct_message(body)
    if read:
        event = read[1]
        spot = event.spot if is_mention else reading.in_private(event.speaker)
        await tell(client, event.speaker, spot, _sentence(failed))


async def _to_home(failed: Failed) -> None:
    body, client, _ = failed
    speaker = reading.of_home(body)
    if speaker is None:
        return
    view = home_view([Card(paragraphs=(_sentence(failed),))], words(SOURCE_LOCALE))
    try:
        await client.views_publish(user_id=speaker.chat_id, view=view)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as refused:
        log.warning("home_not_shown", reference=failed[2], error=type(refused).__name__)


async def _to_search(failed: Failed) -> BoltResponse:
    sentence = not_searched(failed[2], words(SOURCE_LOCALE).gettext)
    choice = {"text": {"type": "plain_text", "text": sentence}, "value": failed[2]}
    return BoltResponse(status=200, body={"options": [choice]})


def _sentence(failed: Failed) -> str:
    """Return the apology; in the source language, since the person's own one may lie in a lost database."""
    return words(SOURCE_LOCALE).failed(failed[2])


_ANSWERS: dict[str, Callable[[Failed], Awaitable[BoltResponse | None]]] = {
    "command": _to_command,
    "view_submission": _to_form,
    "block_actions": _to_press,
    "block_suggestion": _to_search,
    "event_callback": _to_message,
    "home": _to_home,
}
