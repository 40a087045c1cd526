"""A process of its own that accepts events and may die; run by test_durable.py.

usage: crashing.py DATABASE_URL POSTED ACCEPTED NUMBER DEATH

POSTED is the file that stands for a chat: one key a line. ACCEPTED gets each key whose `accept` returned.
NUMBER events are accepted, none when a former process is only to be carried on. DEATH is "before:3" or
"after:3" (the third post), "asked" (when it asks the chat for a language, before any post), or "never".
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock

from bot.durable import Runner
from bot.events import HelpWanted
from bot.library import Library
from bot.messages import Message
from bot.messenger import Address, Receipt, Undelivered
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from store.engine import open_engine
from tests.fakes_embedder import WordEmbedder


class FileMessenger:
    """A chat kept in a file, in which a message can be found by its key."""

    def __init__(self, path: Path, death: str) -> None:
        self._path = path
        self._moment, _, number = death.partition(":")
        self._deadly = int(number or 0)
        self._posts = 0
        self._lock = Lock()

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        with self._lock:
            self._posts += 1
            self._perhaps_die("before")
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{key}\n")
            self._perhaps_die("after")
            return Receipt(address.conversation, key)

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        stands = self._path.exists() and key in self._path.read_text(encoding="utf-8").splitlines()
        return Receipt(address.conversation, key) if stands else None

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        raise Undelivered("no_files")

    def audience(self, workspace: str, conversation: str) -> Audience:
        return Audience.PRIVATE

    def outside(self, workspace: str, conversation: str) -> bool:
        return False

    def locale(self, workspace: str, chat_id: str) -> str:
        self._perhaps_die("asked")
        return ""

    def _perhaps_die(self, moment: str) -> None:
        if (moment, self._posts) == (self._moment, self._deadly):
            os._exit(9)


def main() -> None:
    url, posted, accepted, number, death = sys.argv[1:]
    engine = open_engine(url)
    messenger = FileMessenger(Path(posted), death)
    library = Library(engine, WordEmbedder())
    runner = Runner(engine, library, {"slack": messenger}, lambda: datetime.now(UTC))
    runner.start()
    for each in range(int(number)):
        key = f"slack:T1:{each}"
        runner.accept(key, HelpWanted(Speaker("slack:T1", "U1"), Spot(f"C{each}", thread=key)))
        with Path(accepted).open("a", encoding="utf-8") as file:
            file.write(f"{key}\n")
    Event().wait()


if __name__ == "__main__":
    main()
