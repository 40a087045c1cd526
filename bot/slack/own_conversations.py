"""Which direct messages are those with the bot: what is answered there need not be announced there.

Slack names them when somebody opens them or writes there, but not with a command typed there.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from cachetools import LRUCache

from bot.slack import reading

# Conversations that are remembered: of each person there is one. Under 3 MB. After a restart they are learnt
# anew, when they are opened.
REMEMBERED = 10_000


class OwnConversations:
    """Remembers the direct messages with the bot. For one loop only."""

    def __init__(self) -> None:
        self._known: LRUCache[tuple[str, str], bool] = LRUCache(REMEMBERED)

    async def note(self, body: dict[str, Any], next_: Callable[[], Awaitable[None]]) -> None:
        """Remember the conversation with the bot that an event names, then let Bolt go on."""
        event = body.get("event", {})
        if event.get("type") == "app_home_opened" or event.get("channel_type") == "im":
            conversation = event.get("channel", "")
            if conversation.startswith(reading.DIRECT_MESSAGES):
                self._known[reading.installed_in(body)[0], conversation] = True
        await next_()

    def is_typed_in(self, body: dict[str, Any]) -> bool:
        """Say whether a command was typed in one of them, as far as that is known."""
        return (body.get("team_id", ""), body.get("channel_id", "")) in self._known
