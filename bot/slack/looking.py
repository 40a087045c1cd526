"""Looking for a message of ours that may stand already, within what Slack lets every app read."""

from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.messenger import TryLater

# Apps that are distributed without being listed get 15 messages a call, and one call a minute (Slack's
# changelog of 2025-05-29). Others get more, but little is posted after a message was written.
PAGE_SIZE = 15
# Pages of one conversation that are searched in one look: 300 messages since then. The next look goes on.
PAGES = 20

# Our clock and Slack's, by which its messages are named, may differ; both keep time within seconds.
CLOCKS_DIFFER = timedelta(minutes=2)


class Looks:
    """Looks for keys; where one look ends in the middle, for whatever reason, the next one goes on there."""

    def __init__(self) -> None:
        self._left_at: dict[str, str] = {}

    async def find(self, client: AsyncWebClient, place: tuple[str, str], key: str, since: datetime) -> str:
        """Return the ts of the message with this key in a conversation and thread, "" if it is not there.

        It is looked for from `since` on. Raises SlackApiError as Slack refuses, and TryLater where there is
        more to look through.
        """
        cursor, found = self._left_at.pop(key, ""), False
        try:
            for _ in range(PAGES):
                page = await _page(client, place, cursor, since - CLOCKS_DIFFER)
                for message in page["messages"]:
                    if message.get("metadata", {}).get("event_payload", {}).get("key") == key:
                        found = True
                        return str(message["ts"])
                cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
                if not cursor:
                    return ""
        finally:
            # Also after a timeout or a broken connection.
            if cursor and not found:
                self._left_at[key] = cursor
        raise TryLater


async def _page(client: AsyncWebClient, place: tuple[str, str], cursor: str, oldest: datetime) -> Any:
    conversation, thread = place
    asked: dict[str, Any] = {
        "channel": conversation,
        "cursor": cursor or None,
        "limit": PAGE_SIZE,
        "oldest": f"{oldest.timestamp():.6f}",
        "include_all_metadata": True,
    }
    if thread:
        return await client.conversations_replies(ts=thread, **asked)
    return await client.conversations_history(**asked)
