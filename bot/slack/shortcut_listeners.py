"""Shortcuts: "See what peers tried" at a message, also in threads, "Ask what peers tried" from anywhere.

Either opens a form; what somebody else wrote is stored only when it is sent. "Make a record of this" at
one's own message shows in direct messages the parts of a record that it proposes.
"""

import asyncio
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import FormWanted
from bot.desk import Desk
from bot.forms.ask import ASK, IN_THREAD, NOT_HERE
from bot.phrases.giving import not_your_message
from bot.slack import own_message, reading
from bot.slack.behind import Behind
from bot.slack.form_listeners import Accept, DeskOf
from bot.slack.opening import Door, open_until, opened, tell, words_at_once
from bot.slack.outsiders import is_shared
from bot.slack.plain import plain
from bot.speaker import Speaker, Spot

Body = dict[str, Any]

# callback_ids of manifest.json
ABOUT_THIS, FROM_ANYWHERE = "ask_about_this", "ask_peers"
RECORD_OF_THIS = "record_of_this"

# Seconds until the answer counts as "not a member": the form itself needs most of the three that Slack gives.
MEMBER_WITHIN = 0.5


def register_shortcuts(app: AsyncApp, accept: Accept, desk: DeskOf, behind: Behind) -> None:
    """Make the app open the form that asks peers, and take what somebody wrote as what they did."""

    async def on_shortcut(
        body: Body, ack: AsyncAck, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        speaker = reading.speaker_of(body)
        if speaker is not None:
            name, spot = ASK, reading.in_private(speaker)
            about = reading.spot_of_message(body)
            if about is not None:
                name, spot = (
                    (IN_THREAD, about)
                    if await _may_answer(client, speaker, about, desk())
                    else (NOT_HERE, spot)
                )
            text = plain(body.get("message", {}).get("text", ""))
            wanted = (FormWanted(name, ()), speaker, spot)
            door, trigger = Door(desk(), accept, open_until(context)), body.get("trigger_id", "")
            sentence = await opened(client, door, trigger, wanted, {"question": text})
            if sentence:
                behind.start(tell(client, speaker, reading.in_private(speaker), sentence))
        await ack()

    async def on_own_message(body: Body, ack: AsyncAck, client: AsyncWebClient) -> None:
        speaker, read = reading.speaker_of(body), own_message.of_shortcut(body)
        if read is not None:
            await asyncio.to_thread(accept, *read)
        elif speaker is not None:
            its_words = await asyncio.to_thread(words_at_once, desk(), speaker)
            sentence = not_your_message(its_words.gettext)
            behind.start(tell(client, speaker, reading.in_private(speaker), sentence))
        await ack()

    app.shortcut(RECORD_OF_THIS)(on_own_message)
    app.shortcut(ABOUT_THIS)(on_shortcut)
    app.shortcut(FROM_ANYWHERE)(on_shortcut)


async def _may_answer(client: AsyncWebClient, speaker: Speaker, spot: Spot, desk: Desk) -> bool:
    """Say whether the bot can certainly answer there, and nobody of another organisation or network reads it.

    In private channels and groups Slack does not tell us either: `groups:read` and `mpim:read` would.
    """
    try:
        async with asyncio.timeout(MEMBER_WITHIN):
            answer = await client.conversations_info(channel=spot.conversation)
    except (SlackApiError, aiohttp.ClientError, TimeoutError):
        return False
    channel = answer.get("channel") or {}
    if not channel.get("is_member"):
        return False
    return not await asyncio.to_thread(is_shared, channel, speaker.workspace, desk.mixes)
