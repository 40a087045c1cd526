"""What somebody wrote in Slack, made a record of: of their own message alone."""

from typing import Any

from bot.events.giving import PracticeTold
from bot.slack import reading
from bot.slack.plain import plain

Payload = dict[str, Any]


def of_shortcut(body: Payload) -> reading.Reading | None:
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
    text = plain(message.get("text", ""))
    event = PracticeTold(speaker, reading.in_private(speaker), text, source)
    return f"{speaker.workspace}:shortcut:{trigger}", event
