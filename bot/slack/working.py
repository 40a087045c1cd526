"""The line "is looking through the records" in the conversation with the bot (Slack's agent view)."""

import asyncio
from secrets import token_hex

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.durable import Handle
from bot.events import Asked
from bot.phrases.form import working
from bot.refusal import Refusal
from bot.slack.behind import Behind
from bot.slack.form_listeners import DeskOf
from bot.slack.reading import Reading
from matching.domain import Audience
from store.engine import DatabaseFailed

# Questions that show it at once: as many as are carried out at once (THREADS of bot/durable.py). Each may ask
# Slack for a locale in one of the sixteen threads in which events are stored, and half of them must be free.
MOST_AT_ONCE = 8
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
        """Show the line for what was just accepted, if somebody asked the bot alone; not for a repetition."""
        if read is None or handle is None or not _is_asked_alone(read):
            return
        if self._shown < MOST_AT_ONCE and self._behind.has_room:
            self._shown += 1
            self._behind.start(self._show(client, desk(), read, handle))

    async def _show(self, client: AsyncWebClient, desk: Desk, read: Reading, handle: Handle) -> None:
        try:
            async with asyncio.timeout(LONGEST):
                await self._shown_until_done(client, desk, read, handle)
        except Refusal:
            return  # a workspace of no network
        except (DatabaseFailed, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.info("no_status", reference=token_hex(4), error=type(error).__name__)
        finally:
            self._shown -= 1

    async def _shown_until_done(
        self, client: AsyncWebClient, desk: Desk, read: Reading, handle: Handle
    ) -> None:
        """Show the line in the thread of the question until its answer stands there.

        Slack takes it away when the answer is posted. An answer that was faster than the line would leave it
        standing, so it is taken away once more.
        """
        asked = read[1]
        its_words = await asyncio.to_thread(desk.words, asked.speaker)
        channel, thread = asked.spot.conversation, asked.spot.thread
        sentence = working(its_words.gettext)
        await client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=sentence)
        await self._behind.carried_out(handle)
        await client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status="")


def _is_asked_alone(read: Reading) -> bool:
    return isinstance(read[1], Asked) and read[1].spot.audience is Audience.PRIVATE
