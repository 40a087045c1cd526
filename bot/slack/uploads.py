"""Pictures and files on their way to Slack: uploaded for nobody yet, then shown by the message naming them.

docs/decisions/0011-digest-pictures.md says why in this order. A picture that Slack does not take leaves the
message as it would be without it; a file is what its message is about, and without it there is none.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from time import monotonic
from typing import IO

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.harmless import harmless
from bot.messages import Message
from bot.messenger import TryLater, Undelivered
from bot.pictures.picture import Picture
from bot.records.record_files import File
from bot.shortening import cut
from bot.slack.blocks import Block, image, linked, paragraph, rich
from bot.slack.errors import code_of, refusals

Attachment = Picture | File
# Makes what comes with a message, in a locale, for as long as the block lasts.
Attach = Callable[[Message, str], AbstractContextManager[Sequence[Attachment]]]

# Seconds for the three calls of one picture: with two of them a post stays within POST_TIMEOUT. A file of
# some megabytes may take longer, also over a slow line: its message is then posted by the next attempt.
PICTURE_WITHIN = 4.0
FILE_WITHIN = 20.0

# Seconds after which an attempt that has made and uploaded leaves the post to the next one: with a look for
# the message before and the post after it, 25 s each, it stays within LEASE of store/lanes.py, so that no
# other attempt begins meanwhile and posts as well.
POSTED_AFTER = 8.0

# Slack takes about a second to look at a picture (slackapi/python-slack-sdk issue 1521), and until then
# refuses a message that names it, as it refuses one that is wrong: after so many refusals it goes without.
LOOKED_AT_AFTER = timedelta(seconds=2)
MOST_REFUSALS = 4

# Uploads of a file that fail in passing: with the waits between them (bot/posting.py) a minute and a half to
# three. Then who waits for it is told, instead of after a day.
MOST_FAILURES = 8
NOT_UPLOADED = "file_not_uploaded"  # our own reason: it went on like that

INVALID_BLOCKS = "invalid_blocks"

# Messages whose uploads are remembered: a process posts a few at a time.
MOST_HELD = 100

LONGEST_FILE_ALT = 1_000  # characters: what Slack's own form for the description of a file takes

log = structlog.get_logger(__name__)


def nothing(message: Message, locale: str) -> AbstractContextManager[Sequence[Attachment]]:
    """Give nothing."""
    return nullcontext(())


@dataclass(frozen=True, slots=True)
class Shown:
    """How a message shows what was uploaded: its blocks, and the address by which its text shares a file."""

    blocks: Sequence[Block] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What comes with a message and is still to be uploaded, and when its making began."""

    attachments: Sequence[Attachment]
    began: float


@dataclass(slots=True)
class _Held:
    shown: Shown | None = None
    refusals: int = 0
    failures: int = 0


class Uploads:
    """What comes with the messages that are being posted, by the key of the message.

    Kept in memory: another process, or this one after a crash, uploads it again, and nobody sees the first.
    """

    def __init__(self, attach: Attach = nothing, clock: Callable[[], float] = monotonic) -> None:
        self._attach = attach
        self._clock = clock
        self._held: dict[str, _Held] = {}

    @contextmanager
    def made(self, message: Message, locale: str, key: str) -> Iterator[Made]:
        """Give what is still to be uploaded; making it takes a second or more, so never on the loop."""
        began, held = self._clock(), self._held.get(key)
        uploaded = held is not None and held.shown is not None
        with nothing(message, locale) if uploaded else self._attach(message, locale) as attachments:
            yield Made(attachments, began)

    async def shown(self, client: AsyncWebClient, made: Made, key: str) -> Shown:
        """Return how the message shows what comes with it; pictures as far as Slack took them.

        Raises Undelivered for a file that Slack does not take, and for a token that has expired: the call is
        made again with a new one. Raises TryLater where the attempt has taken too long to post as well.
        """
        held = self._held.get(key)
        if held is None and not made.attachments:
            return Shown()
        if held is None:
            held = self._held[key] = _Held()
            while len(self._held) > MOST_HELD:
                del self._held[next(iter(self._held))]
        if held.shown is None:
            held.shown = await _uploaded(client, made.attachments, held)
        if self._clock() - made.began > POSTED_AFTER:  # also where another attempt was faster
            raise TryLater(timedelta())
        return held.shown

    def refused(self, key: str, reason: str) -> timedelta | None:
        """Return how long to wait before the refused message is tried again: not at all once it goes without.

        None where its pictures are not to blame.
        """
        held = self._held.get(key)
        if held is None or reason != INVALID_BLOCKS or not _has_pictures(held.shown):
            return None
        held.refusals += 1
        if held.refusals < MOST_REFUSALS:
            return LOOKED_AT_AFTER
        log.warning(
            "message goes without its pictures", reference=token_hex(4), key=key, refusals=held.refusals
        )
        held.shown = Shown()
        return timedelta()

    def forget(self, key: str) -> None:
        """Forget a message that stands."""
        self._held.pop(key, None)


def _has_pictures(shown: Shown | None) -> bool:
    return shown is not None and bool(shown.blocks) and not shown.address


async def _uploaded(client: AsyncWebClient, attachments: Sequence[Attachment], held: _Held) -> Shown:
    blocks: list[Block] = []
    address = ""
    for each in attachments:
        if isinstance(each, Picture):
            blocks += await _picture(client, each)
        else:
            address = await _file(client, each, held)
            blocks.append(rich(paragraph(linked(each.name, address))))
    return Shown(blocks, address)


async def _picture(client: AsyncWebClient, picture: Picture) -> list[Block]:
    """Return the block that shows the picture; none if Slack does not take it."""
    alt = cut(harmless(picture.alt), LONGEST_FILE_ALT)
    try:
        async with asyncio.timeout(PICTURE_WITHIN):
            upload = _Upload(f"{picture.name}.png", picture.title, len(picture.png), alt)
            file = await _upload(client, upload, picture.png)
            return [image(str(file["id"]), picture.alt)]
    except SlackApiError as error:
        if code_of(error) == "token_expired":
            raise Undelivered("token_expired") from error
        code = code_of(error)
    except (SlackClientError, aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        code = type(error).__name__
    log.warning("picture not uploaded", reference=token_hex(4), picture=picture.name, error=code)
    return []


async def _file(client: AsyncWebClient, file: File, held: _Held) -> str:
    """Return the address of the uploaded file.

    Raises Undelivered if Slack does not take it, also once it has failed in passing MOST_FAILURES times.
    """
    upload = _Upload(file.name, file.name, file.path.stat().st_size)
    try:
        with refusals(), file.path.open("rb") as content:
            async with asyncio.timeout(FILE_WITHIN):
                return str((await _upload(client, upload, content))["permalink"])
    # A KeyError is an answer of Slack's without the address.
    except (SlackApiError, aiohttp.ClientError, TimeoutError, ConnectionError, KeyError) as error:
        held.failures += 1
        reference, code = token_hex(4), type(error).__name__
        log.warning("file not uploaded", reference=reference, failures=held.failures, error=code)
        if held.failures < MOST_FAILURES:
            raise
        raise Undelivered(NOT_UPLOADED) from error


@dataclass(frozen=True, slots=True)
class _Upload:
    name: str
    title: str
    length: int
    alt: str | None = None


async def _upload(client: AsyncWebClient, upload: _Upload, content: bytes | IO[bytes]) -> dict[str, str]:
    """Upload to where nobody but the bot sees it, and return what Slack says of the file.

    The SDK's `files_upload_v2` makes the same three calls, and holds in memory what it sends; here a file is
    read from the disk as it goes.
    """
    place = await client.files_getUploadURLExternal(
        filename=upload.name, length=upload.length, alt_txt=upload.alt
    )
    async with (
        aiohttp.ClientSession() as session,
        session.post(str(place["upload_url"]), data=content, proxy=client.proxy) as answer,
    ):
        answer.raise_for_status()
    done = await client.files_completeUploadExternal(
        files=[{"id": str(place["file_id"]), "title": upload.title}]
    )
    file: dict[str, str] = done["files"][0]
    return file
