"""Posting: a message is kept with the change that caused it, then posted once, also across a crash."""

from collections.abc import Callable, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine

from bot import messages
from bot.messenger import Address, Messenger, Receipt, Undelivered
from bot.outgoing import NOT_REPEATED, Outgoing
from bot.replacing import afterwards, instead
from matching.domain import NetworkId
from store import deliveries
from store.deliveries import Delivery

_addresses = TypeAdapter(Address)


def keep(
    connection: Connection, network_id: NetworkId, key: str, outgoing: Sequence[Outgoing], now: datetime
) -> list[int]:
    """Write the messages down in the order in which they are to be posted; return their ids."""
    return [
        deliveries.add(
            connection,
            network_id,
            f"{key}:{position}",
            _addresses.dump_json(each.address).decode(),
            messages.to_json(each.message),
            each.locale,
            now,
        )
        for position, each in enumerate(outgoing)
    ]


def post(
    engine: Engine, messenger_of: Callable[[str], Messenger], delivery_id: int, clock: Callable[[], datetime]
) -> list[int]:
    """Post one message unless it stands already.

    Returns the ids of messages to post in its place when the chat refused it for good, or after it. Whatever
    else the chat raises is left to the caller's retries: the message stays waiting.
    """
    with engine.begin() as connection:
        delivery = deliveries.begin(connection, delivery_id)
    if delivery is None:
        return []
    outgoing = _outgoing(delivery)
    try:
        receipt = _posted(messenger_of(outgoing.address.workspace), delivery, outgoing)
    except Undelivered as refused:
        with engine.begin() as connection:
            if not deliveries.fail(connection, delivery_id, refused.reason, clock()):
                return []
            others = instead(connection, delivery.network_id, outgoing, refused.reason, clock())
            return keep(connection, delivery.network_id, f"{delivery.key}:instead", others, clock())
    with engine.begin() as connection:
        if not deliveries.finish(connection, delivery_id, receipt.conversation, receipt.message, clock()):
            return []
        following = afterwards(connection, delivery.network_id, outgoing, clock())
        return keep(connection, delivery.network_id, f"{delivery.key}:after", following, clock())


def _posted(messenger: Messenger, delivery: Delivery, outgoing: Outgoing) -> Receipt:
    """Return where the message stands, posting it only if no earlier attempt did.

    A message that only one person sees cannot be looked up, so it is tried once.
    """
    if delivery.attempts > 1:
        if outgoing.address.way == "only_to":
            raise Undelivered(NOT_REPEATED)
        found = messenger.find(outgoing.address, delivery.key)
        if found is not None:
            return found
    return messenger.post(outgoing.address, outgoing.message, outgoing.locale, delivery.key)


def _outgoing(delivery: Delivery) -> Outgoing:
    address = _addresses.validate_json(delivery.address)
    return Outgoing(address, messages.from_json(delivery.message), delivery.locale)
