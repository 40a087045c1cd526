"""The Slack surfaces: each translates in, has the event stored, and only then lets Bolt acknowledge.

Forms and the Home tab are in form_listeners.py.
"""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.actions import ACTIONS
from bot.catalogues import SOURCE_LOCALE
from bot.phrases import words
from bot.slack import reading
from bot.slack.buttons import FEEDBACK
from bot.slack.failures import on_error
from bot.slack.form_listeners import Accept, DeskOf, register_forms, register_member_pages
from bot.slack.shortcut_listeners import register_shortcuts

Body = dict[str, Any]


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
    for action in (*ACTIONS, FEEDBACK):
        app.action(action)(on_action)
    register_forms(app, accept, desk)
    register_shortcuts(app, desk)
    register_member_pages(app, accept, desk)
    app.error(on_error)
