"""Each person's locale as their chat tells it, remembered for a while by each process."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from cachetools import TLRUCache

from bot.catalogues import offered
from bot.speaker import Speaker

# A locale changes once in years, and whoever changes theirs may wait until tomorrow.
KEEP_ANSWER = timedelta(days=1)
# Without an answer (the scope is missing, the chat is slow) every message would wait for another one.
KEEP_FAILURE = timedelta(minutes=10)
PEOPLE = 10_000  # about 3 MB; who has not spoken for the longest is asked for again


class ChatLocales:
    """Asks the chat for a speaker's locale, seldom. Safe to call from any thread."""

    def __init__(self, ask: Callable[[str, str], str], clock: Callable[[], datetime]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._known: TLRUCache[tuple[str, str], str] = TLRUCache(
            PEOPLE, _until, timer=lambda: clock().timestamp()
        )

    def of(self, speaker: Speaker) -> str:
        """Return the speaker's locale; "" if the chat does not tell it, or if we have no words in it."""
        if speaker.locale:
            return speaker.locale
        person = (speaker.workspace, speaker.chat_id)
        with self._lock:
            told = self._known.get(person)
        if told is None:
            told = self._ask(*person)  # not under the lock: one slow answer must not hold up everybody
            with self._lock:
                self._known[person] = told
        return offered(told) and told

    def remembered(self, speaker: Speaker) -> str:
        """Return the same without asking the chat; "" also where it would have to be asked."""
        if speaker.locale:
            return speaker.locale
        with self._lock:
            told = self._known.get((speaker.workspace, speaker.chat_id), "")
        return offered(told) and told


def _until(person: tuple[str, str], told: str, now: float) -> float:
    return now + (KEEP_ANSWER if told else KEEP_FAILURE).total_seconds()
