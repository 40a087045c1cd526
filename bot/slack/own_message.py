"""The shortcut "Make a record of this", at a message of one's own: it shows the parts that it proposes."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.giving_events import PracticeTold
from bot.giving_phrases import not_your_message
from bot.slack import reading
from bot.slack.form_listeners import Accept, DeskOf
from bot.slack.opening import tell, words_of

Body = dict[str, Any]

RECORD_OF_THIS = "record_of_this"  # callback_id of manifest.json


def register_own_message(app: AsyncApp, accept: Accept, desk: DeskOf) -> None:
    """Make the app take what somebody wrote as what they did; of what others wrote it says why not."""

    async def on_own_message(body: Body, ack: AsyncAck, client: AsyncWebClient) -> None:
        speaker, read = reading.speaker_of(body), of_shortcut(body)
        if read is not None:
            await asyncio.to_thread(accept, *read)
        elif speaker is not None:
            its_words = await asyncio.to_thread(words_of, desk(), speaker)
            await tell(client, speaker, reading.in_private(speaker), not_your_message(its_words.gettext))
        await ack()

    app.shortcut(RECORD_OF_THIS)(on_own_message)


def of_shortcut(body: Body) -> reading.Reading | None:
    """Return that somebody tells what their message says; None for a message of anybody else.

    The parts are shown in direct messages: what only one person sees in a channel is lost when they reload.
    """
    speaker, spot = reading.speaker_of(body), reading.spot_of_message(body)
    trigger, message = body.get("trigger_id", ""), body.get("message", {})
    if speaker is None or spot is None or not trigger:
        return None
    if message.get("user", "") != speaker.chat_id or message.get("bot_id"):
        return None
    source = f"message {body['message_ts']} in {spot.conversation}"
    text = reading.plain(message.get("text", ""))
    event = PracticeTold(speaker, reading.in_private(speaker), text, source)
    return f"{speaker.workspace}:shortcut:{trigger}", event
