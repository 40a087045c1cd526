"""A small card under a link to a record of ours that somebody shares (Slack's link unfurling)."""

import asyncio
from html import unescape
from secrets import token_hex
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.card import Card
from bot.desk import Desk
from bot.harmless import harmless
from bot.phrases import Words
from bot.refusal import Refusal
from bot.shortening import cut
from bot.slack import reading
from bot.slack.behind import Behind
from bot.slack.blocks import LONGEST_SECTION, Block, small_print
from bot.slack.form_listeners import DeskOf
from bot.slack.reading import LinksShared
from bot.slack.render import small_lines
from store.engine import DatabaseFailed

log = structlog.get_logger(__name__)


def register_unfurls(app: AsyncApp, desk: DeskOf, behind: Behind) -> None:
    """Make the app show what is behind our own links, as long as everybody there may read it."""

    async def on_links(body: dict[str, Any], client: AsyncWebClient) -> None:
        shared = reading.of_links(body)
        if shared is not None:
            behind.start(_unfurl(client, desk(), shared))

    app.event("link_shared")(on_links)


async def _unfurl(client: AsyncWebClient, desk: Desk, shared: LinksShared) -> None:
    """Show the cards; a link without one stays a link, which is never worth telling anybody."""
    addresses = {unescape(each): each for each in shared.addresses}
    try:
        cards, its_words = await asyncio.to_thread(
            desk.previews, shared.speaker, shared.conversation, tuple(addresses)
        )
        if cards:
            await client.chat_unfurl(
                channel=shared.conversation,
                ts=shared.message,
                unfurls={addresses[each]: unfurled(card, its_words) for each, card in cards.items()},
            )
    except Refusal:
        return  # a workspace of no network
    except (DatabaseFailed, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning(
            "not_unfurled",
            reference=token_hex(4),
            conversation=shared.conversation,
            error=type(error).__name__,
        )


def unfurled(card: Card, its_words: Words) -> dict[str, Any]:
    """Return the card in what Slack takes there: no rich text, no buttons."""
    said = harmless("\n".join((card.heading, *card.paragraphs)))
    blocks: list[Block] = [
        {
            "type": "section",
            "text": {"type": "plain_text", "text": cut(said, LONGEST_SECTION), "emoji": False},
        },
        small_print(*small_lines(card, its_words)),
    ]
    title = {"type": "plain_text", "text": harmless(card.heading), "emoji": False}
    return {"blocks": blocks, "preview": {"title": title}}
