"""The shortcut "Use as answer" at a reply: a form with its author and words, kept only when it is sent."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import FormWanted
from bot.forms.quoting import AUTHOR, CHOOSE, TEXT
from bot.slack import reading
from bot.slack.behind import Behind
from bot.slack.form_listeners import Accept, DeskOf
from bot.slack.opening import Door, open_until, opened, tell
from bot.slack.plain import plain

Body = dict[str, Any]

AS_ANSWER = "use_as_answer"  # callback_id of manifest.json


def register_answer_shortcut(app: AsyncApp, accept: Accept, desk: DeskOf, behind: Behind) -> None:
    """Make the app open the form that asks an author whether they may be quoted."""

    async def on_reply(body: Body, ack: AsyncAck, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        speaker, about = reading.speaker_of(body), reading.spot_of_message(body)
        if speaker is not None and about is not None:
            wanted = (FormWanted(CHOOSE), speaker, about)
            door, trigger = Door(desk(), accept, open_until(context)), body.get("trigger_id", "")
            sentence = await opened(client, door, trigger, wanted, _reply(body))
            if sentence:
                behind.start(tell(client, speaker, reading.in_private(speaker), sentence))
        await ack()

    app.shortcut(AS_ANSWER)(on_reply)


def _reply(body: Body) -> dict[str, str]:
    """Return the message at which the shortcut was chosen as fields of the form: whose it is, and its words.

    Nobody's where a bot wrote it.
    """
    message = body.get("message", {})
    author = "" if message.get("bot_id") else message.get("user", "")
    return {AUTHOR: author if reading.are_ids(author) else "", TEXT: plain(message.get("text", ""))}
