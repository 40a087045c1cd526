"""The addresses of the threads that a message refers to, asked for all at once and remembered."""

import asyncio
from secrets import token_hex

import aiohttp
import structlog
from cachetools import LRUCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages import AnswerShown, Message
from bot.messages.quoting import AnswerQuoted
from bot.messages.standing import QuestionStands
from bot.shown import AskedBeforeShown

# Seconds for the addresses of the threads that an answer refers to: it is posted without what comes later.
LINKS_WITHIN = 2.0

# Addresses that are remembered, for none ever changes: under 3 MB.
REMEMBERED = 10_000

Thread = tuple[str, str]  # its conversation, and its first message

log = structlog.get_logger(__name__)


class Permalinks:
    """The addresses of threads as Slack gives them. For one loop only."""

    def __init__(self) -> None:
        self._known: LRUCache[tuple[str, Thread], str] = LRUCache(REMEMBERED)

    async def of(self, client: AsyncWebClient, workspace: str, message: Message) -> dict[Thread, str]:
        """Return the addresses of the threads that the message refers to, as far as Slack gives them."""
        threads = list(dict.fromkeys(_threads(message)))
        links = await asyncio.gather(*(self._link(client, workspace, each) for each in threads))
        return dict(zip(threads, links, strict=True))

    async def _link(self, client: AsyncWebClient, workspace: str, thread: Thread) -> str:
        known: str | None = self._known.get((workspace, thread))
        if known is not None:
            return known
        conversation, moment = thread
        try:
            async with asyncio.timeout(LINKS_WITHIN):
                answer = await client.chat_getPermalink(channel=conversation, message_ts=moment)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            reference, failure = token_hex(4), type(error).__name__
            log.warning("no_permalink", reference=reference, conversation=conversation, error=failure)
            return ""
        self._known[workspace, thread] = link = str(answer["permalink"])
        return link


def _threads(message: Message) -> list[Thread]:
    if isinstance(message, QuestionStands):
        befores = [message.asked_too]
    elif isinstance(message, AnswerQuoted):
        befores = [AskedBeforeShown(None, message.conversation, message.thread)]
    else:
        matches = message.matches if isinstance(message, AnswerShown) else ()
        befores = [match.asked_before for match in matches]
    return [
        (before.conversation, before.thread)
        for before in befores
        if before is not None and before.conversation and before.thread
    ]
