"""Delivers messages to the one terminal on which everybody of the demonstration reads along."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from threading import Lock

from bot.console.render import rendered, wrapped
from bot.messages import DemonstrationOffice, Message
from bot.messenger import TOO_LARGE, Address, Receipt, Undelivered
from bot.phrases import file as file_phrases
from bot.phrases import words
from bot.records.record_files import File, Files, no_files
from matching.domain import Audience

Show = Callable[[str, list[str]], None]


@dataclass(frozen=True, slots=True)
class Posted:
    """One message that was shown, and to whom."""

    address: Address
    message: Message


class ConsoleMessenger:
    """Implements Messenger: `show(readers, lines)` prints; what was shown is kept for the prompt.

    `files` makes the file that comes with a message; it is left in the folder in which the terminal stands.
    """

    def __init__(self, show: Show) -> None:
        self._show = show
        self.files: Files = no_files
        self._lock = Lock()
        self._names: dict[str, str] = {}
        self.posted: list[Posted] = []

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        """Show the message under its readers' names. Raises Undelivered if its file cannot be written."""
        with self.files(message) as files:
            saved = [_saved(each) for each in files]
        with self._lock:
            self.posted.append(Posted(address, message))
            if isinstance(message, DemonstrationOffice):
                self._names.update(dict.fromkeys(address.people, f"{message.office}, {message.place.name}"))
            readers = " + ".join(self._names.get(person, person) for person in address.people)
            self._show(readers, [*rendered(message, words(locale)), *_named(saved, locale)])
            return Receipt(address.conversation, str(len(self.posted)))

    def call(self, chat_id: str, name: str) -> None:
        """Head what this person is shown with the name that they typed, until their office is known."""
        with self._lock:
            self._names.setdefault(chat_id, name)

    def say(self, chat_id: str, text: str) -> None:
        """Show one sentence of the prompt itself, such as that a command is unknown."""
        self.say_lines(chat_id, wrapped(text))

    def say_lines(self, chat_id: str, lines: list[str]) -> None:
        """Show lines of the prompt itself, such as a question of a form."""
        with self._lock:
            self._show(self._names.get(chat_id, chat_id), lines)

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        """Return None: a terminal keeps nothing to look in."""
        return None

    def audience(self, workspace: str, conversation: str) -> Audience:
        """Return PRIVATE: nobody else reads this terminal's questions."""
        return Audience.PRIVATE

    def outside(self, workspace: str, conversation: str) -> bool:
        """Return False: nobody else reads this terminal."""
        return False

    def locale(self, workspace: str, chat_id: str) -> str:
        """Return "": the prompt says who speaks, and in which locale."""
        return ""

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        """Return what this file on the machine of who sits at the terminal holds. Raises Undelivered."""
        try:
            with Path(address).open("rb") as file:
                data = file.read(most + 1)
        except (OSError, ValueError) as failure:
            raise Undelivered("file_not_given") from failure
        if len(data) > most:
            raise Undelivered(TOO_LARGE)
        return data

    def shown_to(self, chat_id: str) -> list[Message]:
        """Return what this person was shown, the latest first."""
        with self._lock:
            return [each.message for each in reversed(self.posted) if chat_id in each.address.people]

    def last(self, chat_id: str, *kinds: type[Message]) -> Message | None:
        """Return the latest message of these kinds that this person was shown."""
        with self._lock:
            mine = (each.message for each in reversed(self.posted) if chat_id in each.address.people)
            return next((message for message in mine if isinstance(message, kinds)), None)


def _saved(file: File) -> Path:
    """Copy the file to where the terminal stands and return its path; a file that is there already stays."""
    name, number = Path(file.name), 1
    path = name
    while True:
        try:
            with path.open("xb") as new, file.path.open("rb") as content:
                copyfileobj(content, new)
        except FileExistsError:
            number += 1
            path = Path(f"{name.stem}-{number}{name.suffix}")
        except OSError as failure:
            path.unlink(missing_ok=True)
            raise Undelivered("file_not_written") from failure
        else:
            return path


def _named(saved: list[Path], locale: str) -> list[str]:
    """Return where the files are; their paths unbroken, to be copied."""
    return [*wrapped(file_phrases.saved(words(locale).gettext)), *map(str, saved)] if saved else []
