"""Who can open which conversation, as Slack said within the last minutes.

Slack answers fifty such questions a minute; each summary, and each press of its *More*, asks about several
channels, and so does each question from a form.
"""

from collections.abc import Awaitable, Callable
from threading import Lock
from time import monotonic
from typing import Any

from cachetools import TTLCache

from bot.outgoing import workspace_name
from bot.slack import reading
from bot.slack.outsiders import Mixes, always
from matching.domain import Audience

# Seconds: readers of one summary open its rest within them, and what changed without a word of Slack's is
# noticed after them.
KEPT_FOR = 300.0
REMEMBERED = 10_000  # conversations, under 3 MB

_GROUP = "group"  # what Slack calls a private channel, also in the message that says that it became one


class KnownAudiences:
    """Remembers what Slack answered. Safe to call from any thread.

    What it says may be five minutes old: for so long a question of a channel that was made private, or opened
    to another organisation or workspace, can still be taken for one that everybody may read. Where the bot
    hears of that it forgets at once; no event of Slack's tells that workspaces of one organisation share a
    channel by now. Before a summary is posted, Slack is asked about its own channel in any case.
    """

    def __init__(self, timer: Callable[[], float] = monotonic, mixes: Mixes = always) -> None:
        """Take a clock, and what says whether workspaces that share a channel are of several networks."""
        self.mixes = mixes
        self._lock = Lock()
        self._known: TTLCache[tuple[str, str], Audience] = TTLCache(REMEMBERED, KEPT_FOR, timer)

    def of(self, workspace: str, conversation: str) -> Audience | None:
        """Return who can open the conversation; None if Slack has to be asked."""
        with self._lock:
            return self._known.get((workspace, conversation))

    def keep(self, workspace: str, conversation: str, audience: Audience) -> None:
        """Remember what Slack said of the conversation."""
        with self._lock:
            self._known[workspace, conversation] = audience

    async def heed(self, body: dict[str, Any], next_: Callable[[], Awaitable[None]]) -> None:
        """Forget a channel of which an event says that it is private or shared by now; let Bolt go on."""
        event = body.get("event", {})
        closed = event.get("channel_type") == _GROUP or body.get("is_ext_shared_channel")
        if closed or event.get("type") == "channel_shared":
            workspace = workspace_name("slack", reading.installed_in(body)[0])
            with self._lock:
                self._known.pop((workspace, str(event.get("channel", ""))), None)
        await next_()
