"""Files that people shared with the bot, from Slack: with the bot's token, which nobody else gets to see."""

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.messenger import TOO_LARGE, Undelivered

# Seconds for one file of a few megabytes, also over a slow line; nobody's acknowledgement waits for it.
FETCH_TIMEOUT = 20.0

CHUNK = 65_536  # bytes that are counted at once

# Our own reasons: the address is none of Slack's, or Slack shows the page on which people sign in or leads
# there, as it does for a token that may not read files (slackapi/deno-slack-sdk issue 285).
NOT_SLACKS, NOT_GIVEN = "not_slacks_address", "file_not_given"


async def downloaded(client: AsyncWebClient, address: str, most: int) -> bytes:
    """Return the file's bytes. Raises Undelivered, also for more than `most`, or what may pass (aiohttp)."""
    if not is_slacks(address, client.base_url):
        raise Undelivered(NOT_SLACKS)
    headers, found = {"Authorization": f"Bearer {client.token}"}, bytearray()
    # A redirection would lead to where people sign in, and take the token along.
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers=headers, proxy=client.proxy, allow_redirects=False) as answer,
    ):
        if answer.status == 429 or answer.status >= 500:
            answer.raise_for_status()
        if answer.status != 200 or answer.content_type == "text/html":
            raise Undelivered(NOT_GIVEN)
        async for chunk in answer.content.iter_chunked(CHUNK):
            found += chunk
            if len(found) > most:
                raise Undelivered(TOO_LARGE)
    return bytes(found)


def is_slacks(address: str, api: str) -> bool:
    """Say whether the address belongs to the same Slack as the API: its own host, or that of its files."""
    try:
        wanted, ours = urlsplit(address), urlsplit(api)
    except ValueError:
        return False
    host = ours.netloc.removeprefix("www.")
    return wanted.scheme == ours.scheme and wanted.netloc in (host, f"files.{host}")
