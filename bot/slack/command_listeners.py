"""/ask and /peers: what is typed after them is stored, then acknowledged; help is told at once."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import commands
from bot.events import Asked
from bot.form_phrases import answer_comes_privately
from bot.slack import reading
from bot.slack.form_listeners import Accept, DeskOf
from bot.slack.opening import words_at_once, words_of

Body = dict[str, Any]


def register_commands(app: AsyncApp, accept: Accept, desk: DeskOf, *, demonstration: bool) -> None:
    """Make the app take the commands about questions; those about members and staff: form_listeners.py."""

    async def on_command(body: Body, ack: AsyncAck) -> None:
        read = reading.of_command(body, demonstration=demonstration)
        await ack(await _usage(body, desk) or await asyncio.to_thread(accepted, body, read))

    def accepted(body: Body, read: reading.Reading | None) -> str:
        """Store what was typed; return the acknowledgement, for which nothing is asked of Slack."""
        if read is None:
            return ""
        accept(*read)
        its_words = words_at_once(desk(), read[1].speaker)
        # Among direct messages the answer is about to stand below it, and a choice needs no looking.
        if isinstance(read[1], Asked) and not reading.is_among_direct_messages(body):
            return its_words.answering_privately()
        return answer_comes_privately(its_words.gettext)

    for command in commands.OF_QUESTIONS:
        app.command(command)(on_command)


async def _usage(body: Body, desk: DeskOf) -> str:
    """Return how the command is used, in the person's language, if that is what they want."""
    speaker = reading.of_usage(body)
    if speaker is None:
        return ""
    its_words = await asyncio.to_thread(words_of, desk(), speaker)
    return commands.usage(body["command"], its_words.gettext)
