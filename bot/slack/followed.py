"""In which threads who was heard lately: who goes on there is told when that fails."""

from cachetools import LRUCache

from bot.slack.reading import Reading

# People in threads that are remembered: what the bot hears in a channel in days. Under 5 MB. After a restart
# nobody is remembered, and only Slack's repetitions help who goes on in a thread while the database is gone.
REMEMBERED = 10_000


class Followed:
    """Remembers who spoke with the bot in which thread. For one loop only."""

    def __init__(self) -> None:
        self._heard: LRUCache[tuple[str, ...], bool] = LRUCache(REMEMBERED)

    def note(self, read: Reading | None) -> None:
        """Remember what was stored."""
        if read is not None:
            self._heard[_whose(read)] = True

    def has(self, read: Reading) -> bool:
        """Say whether who said this was heard in that thread."""
        return _whose(read) in self._heard


def _whose(read: Reading) -> tuple[str, ...]:
    said = read[1]
    return said.speaker.workspace, said.speaker.chat_id, said.spot.conversation, said.spot.thread
