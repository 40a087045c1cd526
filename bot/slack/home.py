"""The Home tab: the cards of the person's own page, as the renderer of messages lays them out."""

import asyncio
from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.card import Card
from bot.desk import Desk
from bot.durable import Handle
from bot.phrases import Words
from bot.refusal import Refusal
from bot.slack.behind import Behind
from bot.slack.blocks import Block
from bot.slack.opening import words_of
from bot.slack.render import card_blocks
from bot.speaker import Speaker
from store.engine import DatabaseFailed

log = structlog.get_logger(__name__)

# A view has up to 100 blocks; bot/home keeps far below, and a card that would not fit is left out whole.
MOST_BLOCKS = 100
# Seconds after which the tab stays as it is: opening it again shows what is true then.
SOON = 30


def home_view(cards: Sequence[Card], its_words: Words) -> dict[str, Any]:
    """Return the view with the cards under each other, a line between them."""
    blocks: list[Block] = []
    for card in cards:
        laid_out = card_blocks(card, its_words)
        line: list[Block] = [{"type": "divider"}] if blocks else []
        if len(blocks) + len(line) + len(laid_out) <= MOST_BLOCKS:
            blocks += [*line, *laid_out]
    return {"type": "home", "blocks": blocks}


async def publish(client: AsyncWebClient, desk: Desk, speaker: Speaker) -> None:
    """Show the person their page as it is now."""
    view = await asyncio.to_thread(_view, speaker, desk)
    await client.views_publish(user_id=speaker.chat_id, view=view)


def publish_behind(
    behind: Behind,
    handle: Handle | None,
    client: AsyncWebClient,
    desk: Callable[[], Desk],
    speaker: Speaker,
) -> None:
    """Show the person their page once what they did on it was carried out, if that is soon.

    Not for a repetition, nor while many others wait for theirs: opening the tab shows what is true then.
    """

    async def publish_after(handle: Handle) -> None:
        try:
            async with asyncio.timeout(SOON):
                await behind.carried_out(handle)
                await publish(client, desk(), speaker)
        except (DatabaseFailed, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("home_not_published", reference=token_hex(4), error=type(error).__name__)

    if handle is not None and behind.has_room:
        behind.start(publish_after(handle))


def _view(speaker: Speaker, desk: Desk) -> dict[str, Any]:
    its_words = words_of(desk, speaker)
    try:
        return home_view(desk.home(speaker), its_words)
    except Refusal as refusal:
        sentence = its_words.refusal(refusal.reason, dict(refusal.details))
        return home_view([Card(paragraphs=(sentence,))], its_words)
