"""Who sent a record in, and what they are told of it, to them alone."""

from datetime import datetime

from sqlalchemy import Connection

from bot.messages import Message
from bot.network import Arrival
from bot.outgoing import Outgoing, directly
from matching.domain import NetworkId, Official, RecordId
from store import contributions, officials


def author_of(
    connection: Connection, network_id: NetworkId, record_id: RecordId, now: datetime
) -> Official | None:
    """Return who sent the record in; None for one that no official did, and once they are forgotten."""
    sent_in = contributions.of_record(connection, record_id)
    return officials.by_id(connection, network_id, sent_in.author_id, now.date()) if sent_in else None


def tell(
    connection: Connection, arrival: Arrival, author: Official | None, message: Message
) -> list[Outgoing]:
    """Return the message for the author; nothing where nobody is known, or no chat reaches them."""
    address = directly(connection, author, near=arrival.workspace.id) if author else None
    return [Outgoing(address, message, author.locale)] if address and author else []
