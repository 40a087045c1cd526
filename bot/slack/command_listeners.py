"""/ask and /peers: what is typed after them is stored, then acknowledged; help is told at once."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import commands
from bot.catalogues import SOURCE_LOCALE
from bot.phrases import words
from bot.slack import reading
from bot.slack.form_listeners import Accept, DeskOf
from bot.slack.opening import words_of

Body = dict[str, Any]


def register_commands(app: AsyncApp, accept: Accept, desk: DeskOf, *, demonstration: bool) -> None:
    """Make the app take the commands about questions; those about members and staff: form_listeners.py."""

    async def on_command(body: Body, ack: AsyncAck) -> None:
        await ack(await _usage(body, desk) or await accepted(body))

    async def accepted(body: Body) -> str:
        read = reading.of_command(body, demonstration=demonstration)
        if read is not None:
            await asyncio.to_thread(accept, *read)
        return words(SOURCE_LOCALE).answering_privately()

    for command in commands.OF_QUESTIONS:
        app.command(command)(on_command)


async def _usage(body: Body, desk: DeskOf) -> str:
    """Return how the command is used, in the person's language, if that is what they want."""
    speaker = reading.of_usage(body)
    if speaker is None:
        return ""
    its_words = await asyncio.to_thread(words_of, desk(), speaker)
    return commands.usage(body["command"], its_words.gettext)
