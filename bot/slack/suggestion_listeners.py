"""Questions to begin with, shown when somebody opens the conversation with the bot (Slack's agent view)."""

import asyncio
from secrets import token_hex
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.refusal import Refusal
from bot.slack import reading
from bot.slack.behind import Behind
from bot.slack.form_listeners import DeskOf
from bot.speaker import Speaker
from store.engine import DatabaseFailed

Body = dict[str, Any]

log = structlog.get_logger(__name__)


def register_suggestions(app: AsyncApp, desk: DeskOf, behind: Behind) -> None:
    """Make the app suggest questions; before the Home tab, whose listener takes every other opening."""

    async def is_conversation(body: Body) -> bool:
        return reading.of_conversation_opened(body) is not None

    async def on_opened(body: Body, client: AsyncWebClient) -> None:
        opened = reading.of_conversation_opened(body)
        assert opened is not None, "the matcher let it through"
        behind.start(_suggest(client, desk(), *opened))

    app.event("app_home_opened", matchers=[is_conversation])(on_opened)


async def _suggest(client: AsyncWebClient, desk: Desk, speaker: Speaker, conversation: str) -> None:
    """Show the questions; a conversation without suggestions is still a conversation."""
    try:
        title, questions = await asyncio.to_thread(desk.suggestions, speaker)
        # Without thread_ts: with one, Slack ignores the call of an app that has the agent view.
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=conversation,
            title=title,
            prompts=[{"title": each, "message": each} for each in questions],
        )
    except Refusal:
        return  # a workspace of no network
    except (DatabaseFailed, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.info("nothing_suggested", reference=token_hex(4), error=type(error).__name__)
