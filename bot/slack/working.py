"""The line "is looking through the records" in the conversation with the bot (Slack's agent view)."""

import asyncio

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.durable import Handle
from bot.events import Asked
from bot.form_phrases import working
from bot.refusal import Refusal
from bot.slack.behind import Behind, carried_out
from bot.slack.form_listeners import DeskOf
from bot.slack.reading import Reading
from store.engine import DatabaseFailed

# Questions that show it at once, for each holds a thread. Under more than that, the answers come first.
MOST_AT_ONCE = 32
# Seconds; Slack itself takes the line away after two minutes without a message.
LONGEST = 120

log = structlog.get_logger(__name__)


class Working:
    """Shows that a question is being worked on; that it cannot is never worth telling anybody."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind
        self._shown = 0

    def begin(
        self, client: AsyncWebClient, desk: DeskOf, read: Reading | None, handle: Handle | None
    ) -> None:
        """Show the line for what was just accepted, if that is a question; nothing for a repetition."""
        if read is None or handle is None or not isinstance(read[1], Asked):
            return
        if self._shown < MOST_AT_ONCE:
            self._shown += 1
            self._behind.start(self._show(client, desk(), read[1], handle))

    async def _show(self, client: AsyncWebClient, desk: Desk, asked: Asked, handle: Handle) -> None:
        try:
            async with asyncio.timeout(LONGEST):
                await _shown_until_done(client, desk, asked, handle)
        except Refusal:
            return  # a workspace of no network
        except (DatabaseFailed, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.info("no_status", error=type(error).__name__)
        finally:
            self._shown -= 1


async def _shown_until_done(client: AsyncWebClient, desk: Desk, asked: Asked, handle: Handle) -> None:
    """Show the line in the thread of the question until its answer stands there.

    Slack takes it away when the answer is posted. An answer that was faster than the line would leave it
    standing, so it is taken away once more.
    """
    its_words = await asyncio.to_thread(desk.words, asked.speaker)
    channel, thread = asked.spot.conversation, asked.spot.thread
    sentence = working(its_words.gettext)
    await client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=sentence)
    await carried_out(handle)
    await client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status="")
