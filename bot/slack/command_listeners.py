"""/ask and /peers: what is typed after them is stored, then acknowledged; help is told at once."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import commands
from bot.events import Asked
from bot.phrases.form import answer_comes_privately
from bot.slack import reading
from bot.slack.form_listeners import Accept, DeskOf
from bot.slack.opening import words_at_once
from bot.slack.own_conversations import OwnConversations

Body = dict[str, Any]


def register_commands(
    app: AsyncApp, accept: Accept, desk: DeskOf, own: OwnConversations, *, demonstration: bool
) -> None:
    """Make the app take the commands about questions; those about members and staff: form_listeners.py."""

    async def on_command(body: Body, ack: AsyncAck) -> None:
        read = reading.of_command(body, demonstration=demonstration)
        await ack(await _usage(body, desk) or await asyncio.to_thread(accepted, body, read))

    def accepted(body: Body, read: reading.Reading | None) -> str:
        """Store what was typed; return the acknowledgement, for which nothing is asked of Slack."""
        if read is None:
            return ""
        accept(*read)
        if own.is_typed_in(body):
            return ""  # the answer stands below it at once
        its_words = words_at_once(desk(), read[1].speaker)
        # A choice needs no looking.
        asked = isinstance(read[1], Asked)
        return its_words.answering_privately() if asked else answer_comes_privately(its_words.gettext)

    for command in commands.OF_QUESTIONS:
        app.command(command)(on_command)


async def _usage(body: Body, desk: DeskOf) -> str:
    """Return how the command is used if that is what they want; the chat is not asked in which language."""
    speaker = reading.of_usage(body)
    if speaker is None:
        return ""
    its_words = await asyncio.to_thread(words_at_once, desk(), speaker)
    return commands.usage(body["command"], its_words.gettext)
