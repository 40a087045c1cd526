"""The Slack surfaces: each translates in, has the event stored, and only then lets Bolt acknowledge."""

import asyncio
from collections.abc import Callable
from secrets import token_hex
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.actions import ACTIONS
from bot.catalogues import SOURCE_LOCALE
from bot.events import Event
from bot.phrases import words
from bot.slack import reading

Accept = Callable[[str, Event], None]
Body = dict[str, Any]

log = structlog.get_logger(__name__)


def register(app: AsyncApp, accept: Accept, *, demonstration: bool) -> None:
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
    app.error(on_error)


async def on_error(error: Exception, body: Body) -> BoltResponse:
    """Answer 200 to what no listener takes, lest Slack repeat it, and 500 to a failure, so that Slack does.

    Slack does not repeat commands: who typed one is told at once.
    """
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    reference = token_hex(4)
    log.error("slack_request_failed", reference=reference, exc_info=error)
    if "command" in body:
        return BoltResponse(status=200, body=words(SOURCE_LOCALE).failed(reference))
    return BoltResponse(status=500, body="")
