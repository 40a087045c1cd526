"""What it takes to carry something out: the database, what is known, the chats, and the time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine

from bot import posting
from bot.library import Library
from bot.outgoing import Outgoing
from bot.posting import Clock, Kept, MessengerOf
from matching.domain import NetworkId

T = TypeVar("T")


class Write(Protocol):
    """Runs a function in one transaction, and again where another transaction was in its way."""

    def __call__(self, name: str, function: Callable[[Connection], T]) -> T:
        """Return what the function returned when it was committed. Raises what it raises."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the durable runner hands to whoever carries something out for it."""

    engine: Engine
    library: Library
    messenger_of: MessengerOf
    clock: Clock
    write: Write

    def keep(
        self, connection: Connection, network_id: NetworkId, key: str, outgoing: Sequence[Outgoing]
    ) -> Kept:
        """Write down what is to be said, in the transaction that causes it."""
        return posting.keep_in_hand(connection, network_id, key, outgoing, self.clock())
