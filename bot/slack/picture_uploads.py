"""Pictures on their way to Slack: uploaded for nobody yet, then shown by the message that names them.

docs/decisions/0011-digest-pictures.md says why in this order. A picture that Slack does not take leaves the
message as it would be without it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.harmless import harmless
from bot.messages import Message
from bot.messenger import Undelivered
from bot.pictures.picture import Picture
from bot.shortening import cut
from bot.slack.blocks import Block, image
from bot.slack.errors import code_of

Draw = Callable[[Message, str], Sequence[Picture]]

# Seconds for the three calls of one picture: with two of them a post stays within POST_TIMEOUT.
UPLOADED_WITHIN = 4.0

# Slack takes about a second to look at a file (slackapi/python-slack-sdk issue 1521), and until then refuses
# a message that names it, as it refuses one that is wrong: after so many refusals it goes without.
LOOKED_AT_AFTER = timedelta(seconds=2)
MOST_REFUSALS = 4

INVALID_BLOCKS = "invalid_blocks"

# Messages whose pictures are remembered: a process posts a few summaries at a time.
MOST_HELD = 100

LONGEST_FILE_ALT = 1_000  # characters: what Slack's own form for the description of a file takes

log = structlog.get_logger(__name__)


def no_pictures(message: Message, locale: str) -> Sequence[Picture]:
    """Draw nothing."""
    return ()


@dataclass(slots=True)
class _Held:
    blocks: list[Block] = field(default_factory=list)
    refusals: int = 0


class PictureUploads:
    """The pictures of messages that are being posted, by the key of the message.

    Kept in memory: another process, or this one after a crash, uploads them again, and nobody sees the first.
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._held: dict[str, _Held] = {}

    def drawn(self, message: Message, locale: str, key: str) -> Sequence[Picture]:
        """Return the pictures that are still to be uploaded; takes up to a second, so never on the loop."""
        return () if key in self._held else self._draw(message, locale)

    async def uploaded(
        self, client: AsyncWebClient, pictures: Sequence[Picture], key: str
    ) -> Sequence[Block]:
        """Return the blocks that show the message's pictures, as far as Slack took them.

        Raises Undelivered for a token that has expired: the call is made again with a new one.
        """
        held = self._held.get(key)
        if held is None and pictures:
            held = self._held[key] = _Held(await _uploaded(client, pictures))
            while len(self._held) > MOST_HELD:
                del self._held[next(iter(self._held))]
        return held.blocks if held else ()

    def refused(self, key: str, reason: str) -> timedelta | None:
        """Return how long to wait before the refused message is tried again: not at all once it goes without.

        None where its pictures are not to blame.
        """
        held = self._held.get(key)
        if held is None or not held.blocks or reason != INVALID_BLOCKS:
            return None
        held.refusals += 1
        if held.refusals < MOST_REFUSALS:
            return LOOKED_AT_AFTER
        log.warning(
            "message goes without its pictures", reference=token_hex(4), key=key, refusals=held.refusals
        )
        held.blocks = []
        return timedelta()

    def forget(self, key: str) -> None:
        """Forget a message that stands."""
        self._held.pop(key, None)


async def _uploaded(client: AsyncWebClient, pictures: Sequence[Picture]) -> list[Block]:
    blocks = [await _block(client, picture) for picture in pictures]
    return [block for block in blocks if block]


async def _block(client: AsyncWebClient, picture: Picture) -> Block | None:
    try:
        async with asyncio.timeout(UPLOADED_WITHIN):
            return image(await _file_id(client, picture), picture.alt)
    except SlackApiError as error:
        if code_of(error) == "token_expired":
            raise Undelivered("token_expired") from error
        code = code_of(error)
    except (SlackClientError, aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        code = type(error).__name__
    log.warning("picture not uploaded", reference=token_hex(4), picture=picture.name, error=code)
    return None


async def _file_id(client: AsyncWebClient, picture: Picture) -> str:
    """Upload the picture to where nobody but the bot sees it, and return the id of the file."""
    answer = await client.files_upload_v2(
        filename=f"{picture.name}.png",
        file=picture.png,
        title=picture.title,
        alt_txt=cut(harmless(picture.alt), LONGEST_FILE_ALT),
    )
    return str(answer["files"][0]["id"])
