"""The Slack surfaces: each translates in, has the event stored, and only then lets Bolt acknowledge.

Forms and the Home tab are in form_listeners.py.
"""

import asyncio
from secrets import token_hex
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.actions import ACTIONS
from bot.catalogues import SOURCE_LOCALE
from bot.phrases import words
from bot.slack import reading, submissions
from bot.slack.form_listeners import Accept, DeskOf, register_forms, register_member_pages
from bot.slack.opening import tell
from bot.slack.shortcut_listeners import register_shortcuts

Body = dict[str, Any]

log = structlog.get_logger(__name__)


def register(app: AsyncApp, accept: Accept, desk: DeskOf, *, demonstration: bool) -> None:
    """Make the app hand every event of ours to `accept`, which returns when the event is stored.

    What is not acknowledged because `accept` raised, Slack delivers again: nothing is lost.
    """

    async def store(read: reading.Reading | None) -> None:
        if read is not None:
            await asyncio.to_thread(accept, *read)

    async def on_mention(body: Body) -> None:
        await store(reading.of_mention(body, demonstration=demonstration))

    async def on_message(body: Body) -> None:
        await store(reading.of_direct_message(body, demonstration=demonstration))

    async def on_command(body: Body, ack: AsyncAck) -> None:
        await store(reading.of_command(body, demonstration=demonstration))
        await ack(words(SOURCE_LOCALE).answering_privately())

    async def on_action(body: Body, ack: AsyncAck) -> None:
        await store(reading.of_action(body))
        await ack()

    app.event("app_mention")(on_mention)
    app.event("message")(on_message)
    app.command("/ask")(on_command)
    app.command("/peers")(on_command)
    for action in ACTIONS:
        app.action(action)(on_action)
    register_forms(app, accept, desk)
    register_shortcuts(app, desk)
    register_member_pages(app, accept, desk)
    app.error(on_error)


async def on_error(error: Exception, body: Body, client: AsyncWebClient) -> BoltResponse:
    """Answer 200 to what no listener takes, lest Slack repeat it, and 500 to a failure, so that Slack does.

    Slack repeats only events: who typed a command, pressed a button or sent a form is told at once.
    """
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    reference = token_hex(4)
    log.error("slack_request_failed", reference=reference, exc_info=error)
    sentence = words(SOURCE_LOCALE).failed(reference)
    if "command" in body:
        return BoltResponse(status=200, body=sentence)
    if body.get("type") == "view_submission" and (
        shown := submissions.errors(body["view"], [("", sentence)])
    ):
        return BoltResponse(status=200, body={"response_action": "errors", "errors": shown})
    pressed = reading.spot_of_press(body) if body.get("type") == "block_actions" else None
    if pressed is not None and (speaker := reading.speaker_of(body)):
        await tell(client, speaker, pressed, sentence)
    return BoltResponse(status=500, body="")
