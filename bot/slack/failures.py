"""What somebody sees when a request of theirs failed: a sentence, what to do, and the number in the log.

Answered with 200 is what no listener takes, lest Slack repeat it, and with 500 a failure, so that Slack does.
Slack repeats only events: who typed a command, chose a shortcut, pressed a button or sent a form is told at
once, who wrote a message when Slack has repeated it for the last time, and a Home tab shows it at once, also
after it was acknowledged. What is refused at the door, as in a workspace of no network, is said at once and
not repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
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
from bot.phrases import Words, words
from bot.phrases.form import not_searched
from bot.refusal import Refusal
from bot.slack import reading, submissions
from bot.slack.asgi import RETRY
from bot.slack.behind import Behind
from bot.slack.home import home_view
from bot.slack.opening import tell
from bot.speaker import Speaker
from matching.domain import Audience

Body = dict[str, Any]
LocaleOf = Callable[[Speaker], str]
OnError = Callable[[Exception, Body, AsyncWebClient, AsyncBoltRequest], Awaitable[BoltResponse]]

LAST_RETRY = 3  # Slack delivers an event again at once, after one minute and after five; then never

# Answered with 200 although they failed: Slack repeats neither, and the person is told in direct messages.
SHORTCUTS = ("message_action", "shortcut")

# Whether a post that names nobody goes on with what its author said to the bot: a name in Bolt's context.
FOLLOWS = "counterpart_follows"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """What failed, by which Slack is called, the number in the log, and what is said in which words.

    The words follow from what Slack says of the person: what they chose with us may lie in a lost database.
    """

    body: Body
    client: AsyncWebClient
    reference: str
    words: Words
    sentence: str
    follows: bool


class NotInstalled(Exception):
    """The app has no token for the workspace of a request; the text names the workspace and why."""


class TokenNotRefreshed(Exception):
    """The token of the workspace that the text names is over, and Slack gave no other one yet."""


def when_failing(locale: LocaleOf, behind: Behind) -> OnError:
    """Return what answers requests that failed; `locale` says how somebody reads, "" if unknown.

    What the answer itself cannot say is said behind it, so that Slack does not wait for its own calls.
    """

    async def on_error(
        error: Exception, body: Body, client: AsyncWebClient, request: AsyncBoltRequest
    ) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            _log_limit(body)
            return BoltResponse(status=200, body="")
        reference, speaker = token_hex(4), reading.who(body)
        _log(error, reference, speaker)
        final = isinstance(error, Refusal | NotInstalled)  # Slack need not repeat it
        kind = _kind(body, request, repeated=not final)
        answered = BoltResponse(status=200 if final or kind in SHORTCUTS else 500, body="")
        follows = bool(request.context.get(FOLLOWS))

        async def failed() -> Failed:
            return Failed(body, client, reference, *await _said(error, reference, speaker, locale), follows)

        if kind in _ANSWERS:
            return _ANSWERS[kind](await failed()) or answered
        if kind in _TOLD and not isinstance(error, NotInstalled):  # without a token nothing is told
            behind.start(_tell(_TOLD[kind], failed()))
        return answered

    return on_error


async def _tell(told: Callable[[Failed], Awaitable[None]], failed: Awaitable[Failed]) -> None:
    await told(await failed)


async def home_failed_later(locale: LocaleOf, body: Body, client: AsyncWebClient, error: Exception) -> None:
    """Show the number on a Home tab that failed after Slack was answered, and so is not repeated."""
    reference, speaker = token_hex(4), reading.who(body)
    _log(error, reference, speaker)
    said = await _said(error, reference, speaker, locale)
    await _to_home(Failed(body, client, reference, *said, follows=False))


async def _said(
    error: Exception, reference: str, speaker: Speaker | None, locale: LocaleOf
) -> tuple[Words, str]:
    """Return the words in which the person reads, and what is said to them."""
    try:
        known = await asyncio.to_thread(locale, speaker) if speaker else ""
    except Exception:  # whatever else fails, the person is told
        log.exception("locale_unknown", reference=reference)
        known = ""
    its_words = words(known or SOURCE_LOCALE)
    if isinstance(error, Refusal):
        return its_words, its_words.refusal(error.reason, dict(error.details))
    return its_words, its_words.failed(reference)


def _log(error: Exception, reference: str, speaker: Speaker | None) -> None:
    if isinstance(error, Refusal):
        workspace = speaker.workspace if speaker else ""
        log.warning("slack_request_not_taken", reference=reference, reason=error.reason, workspace=workspace)
    elif isinstance(error, NotInstalled):
        log.warning("slack_request_without_installation", reference=reference, workspace=str(error))
    else:
        log.error("slack_request_failed", reference=reference, exc_info=error)


def _log_limit(body: Body) -> None:
    """Log that Slack held events back; nothing of any other request that no listener takes."""
    if body.get("type") == "app_rate_limited":
        minute = datetime.fromtimestamp(body.get("minute_rate_limited", 0), UTC).isoformat()
        log.warning(
            "slack_held_events_back",
            reference=token_hex(4),
            minute=minute,
            workspace=body.get("team_id", ""),
        )


def _kind(body: Body, request: AsyncBoltRequest, *, repeated: bool) -> str:
    """Return what of _ANSWERS or _TOLD tells the person; "" while Slack repeats the request, if it does."""
    if "command" in body:
        return "command"
    kind = str(body.get("type", ""))
    if kind != "event_callback":
        return kind
    if body["event"]["type"] == "app_home_opened":
        return "home"
    return kind if not repeated or int(request.headers.get(RETRY, ["0"])[0]) >= LAST_RETRY else ""


def _to_command(failed: Failed) -> BoltResponse:
    return BoltResponse(status=200, body=failed.sentence)


def _to_form(failed: Failed) -> BoltResponse | None:
    shown = submissions.errors(failed.body["view"], [("", failed.sentence)])
    return BoltResponse(status=200, body={"response_action": "errors", "errors": shown}) if shown else None


async def _to_press(failed: Failed) -> None:
    body, client = failed.body, failed.client
    speaker, spot = reading.speaker_of(body), reading.spot_of_press(body)
    if speaker and spot:
        await tell(client, speaker, spot, failed.sentence)


async def _to_shortcut(failed: Failed) -> None:
    """Tell the person in direct messages: Slack shows nobody that a shortcut failed."""
    if speaker := reading.speaker_of(failed.body):
        await tell(failed.client, speaker, reading.in_private(speaker), failed.sentence)


async def _to_message(failed: Failed) -> None:
    if read := _said_to_us(failed):
        event = read[1]
        alone = event.spot.audience is Audience.PRIVATE
        spot = reading.in_private(event.speaker) if alone else event.spot
        await tell(failed.client, event.speaker, spot, failed.sentence)


def _said_to_us(failed: Failed) -> reading.Reading | None:
    """Return the post if it was meant for the bot, as far as that is known without the database."""
    body = failed.body
    if body["event"]["type"] == "app_mention":
        return reading.of_mention(body)
    return reading.of_direct_message(body) or (reading.of_overheard(body) if failed.follows else None)


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


def _to_search(failed: Failed) -> BoltResponse:
    sentence = not_searched(failed.reference, failed.words.gettext)
    choice = {"text": {"type": "plain_text", "text": sentence}, "value": failed.reference}
    return BoltResponse(status=200, body={"options": [choice]})


# What is answered with what the person reads.
_ANSWERS: dict[str, Callable[[Failed], BoltResponse | None]] = {
    "command": _to_command,
    "view_submission": _to_form,
    "block_suggestion": _to_search,
}

# What they are told by calls of Slack, which need a token.
_TOLD: dict[str, Callable[[Failed], Awaitable[None]]] = {
    "block_actions": _to_press,
    "message_action": _to_shortcut,
    "shortcut": _to_shortcut,
    "event_callback": _to_message,
    "home": _to_home,
}
