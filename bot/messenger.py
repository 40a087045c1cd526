"""How a message reaches people: the Protocol that Slack, the console and (later) Teams implement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.messages import Message
from matching.domain import Audience

TOO_LARGE = "file_too_large"  # our own reason: a file has more bytes than we take


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes in one workspace.

    way "thread" posts into `conversation` under `thread`; "direct" writes to the one person of `people`;
    "group" opens a conversation with all of `people`; "only_to" shows it in `conversation` to that
    person alone; "replace" puts it in the place of `message` in `conversation`.
    """

    workspace: str
    way: Literal["thread", "direct", "group", "only_to", "replace"]
    conversation: str = ""
    thread: str = ""
    message: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a delivered message now stands."""

    conversation: str
    message: str


class Undelivered(Exception):
    """The chat refused the message for good; `reason` is the chat's code, such as not_in_channel."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(Exception):
    """The chat could not take the message now; it may or may not stand.

    `after` is how long the chat asks us to wait. Then it certainly does not stand, and neither if it is
    `unsent`. `reason` is why the message is given up if it goes on like this, unless simply nobody answered.
    """

    def __init__(self, after: timedelta | None = None, reason: str = "", *, unsent: bool = False) -> None:
        super().__init__(after)
        self.after = after
        self.reason = reason
        self.unsent = unsent


class Messenger(Protocol):
    """One chat. Blocking; safe to call from any thread."""

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        """Show the message and return where it stands.

        Raises Undelivered if the chat refuses it for good, TryLater if it cannot take it now.
        """

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        """Return where the message with this key stands; None if it does not, or may simply be posted again.

        It was written at `since`, so it cannot stand before.

        Raises TryLater if the chat cannot look now, Undelivered if the message must not be posted again.
        """

    def audience(self, workspace: str, conversation: str) -> Audience | None:
        """Return who can open the conversation: CHANNEL only if certainly everybody of the workspace.

        As it is, or was at most five minutes ago. None while the chat does not answer; later it may.
        """

    def outside(self, workspace: str, conversation: str) -> bool:
        """Say whether the chat says that people of other organisations read the conversation."""

    def locale(self, workspace: str, chat_id: str) -> str:
        """Return the person's locale such as "es-LA", within about a second; "" if the chat does not tell."""

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        """Return what a file holds that somebody shared with the bot, from where the chat gives it.

        Raises Undelivered if the chat does not give it, or TOO_LARGE for more than `most` bytes; TryLater.
        """
