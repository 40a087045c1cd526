"""Shortcuts: "Ask peers about this" and "Use as answer" at a message, also in threads, and "Ask peers".

Each opens a form; what somebody else wrote is stored only when it is sent.
"""

import asyncio
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.ask_form import ASK, IN_THREAD, NOT_HERE
from bot.commands import FormWanted
from bot.quoting_forms import AUTHOR, CHOOSE, TEXT
from bot.slack import reading
from bot.slack.form_listeners import DeskOf
from bot.slack.opening import opened, tell
from bot.speaker import Spot

Body = dict[str, Any]

# callback_ids of manifest.json
ABOUT_THIS, FROM_ANYWHERE, AS_ANSWER = "ask_about_this", "ask_peers", "use_as_answer"

# Seconds until the answer counts as "not a member": the form itself needs most of the three that Slack gives.
MEMBER_WITHIN = 0.5


def register_shortcuts(app: AsyncApp, desk: DeskOf) -> None:
    """Make the app open the form of each shortcut."""

    async def on_shortcut(body: Body, ack: AsyncAck, client: AsyncWebClient) -> None:
        speaker = reading.speaker_of(body)
        if speaker is not None:
            name, spot = ASK, reading.in_private(speaker)
            about = reading.spot_of_message(body)
            if about is not None:
                name, spot = (IN_THREAD, about) if await _is_member(client, about) else (NOT_HERE, spot)
            text = reading.plain(body.get("message", {}).get("text", ""))
            wanted = (FormWanted(name, ()), speaker, spot)
            sentence = await opened(client, desk(), body.get("trigger_id", ""), wanted, {"question": text})
            if sentence:
                await tell(client, speaker, reading.in_private(speaker), sentence)
        await ack()

    async def on_reply(body: Body, ack: AsyncAck, client: AsyncWebClient) -> None:
        speaker, about = reading.speaker_of(body), reading.spot_of_message(body)
        if speaker is not None and about is not None:
            filled = _reply(body)
            wanted = (FormWanted(CHOOSE), speaker, about)
            sentence = await opened(client, desk(), body.get("trigger_id", ""), wanted, filled)
            if sentence:
                await tell(client, speaker, reading.in_private(speaker), sentence)
        await ack()

    app.shortcut(ABOUT_THIS)(on_shortcut)
    app.shortcut(AS_ANSWER)(on_reply)
    app.shortcut(FROM_ANYWHERE)(on_shortcut)


def _reply(body: Body) -> dict[str, str]:
    """Return the message at which a shortcut was chosen as fields of a form: whose it is, and its words.

    Nobody's where a bot wrote it.
    """
    message = body.get("message", {})
    author = "" if message.get("bot_id") else message.get("user", "")
    return {AUTHOR: author if reading.are_ids(author) else "", TEXT: reading.plain(message.get("text", ""))}


async def _is_member(client: AsyncWebClient, spot: Spot) -> bool:
    """Say whether the bot can certainly answer there; in private channels Slack does not tell us."""
    try:
        async with asyncio.timeout(MEMBER_WITHIN):
            answer = await client.conversations_info(channel=spot.conversation)
    except (SlackApiError, aiohttp.ClientError, TimeoutError):
        return False
    channel = answer.get("channel") or {}
    return bool(channel.get("is_member"))
