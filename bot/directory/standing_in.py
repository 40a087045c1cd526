"""People of the demonstration who stand for one of its entries and become a person of their own."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.network import Arrival
from store import memberships, officials


def themselves(connection: Connection, arrival: Arrival) -> Arrival:
    """Return the arrival with a person of their own where they stood for an entry of the demonstration.

    The entry keeps its office, so that the demonstration stays whole and others can stand for it.
    """
    entry, workspace = arrival.official, arrival.workspace
    if not entry.demonstration:
        return arrival
    official_id = officials.add(connection, workspace.network_id, entry.name, locale=entry.locale)
    for identity in officials.identities(connection, entry.id):
        officials.identify(connection, identity.workspace_id, identity.chat_id, official_id)
    membership = memberships.by_official(connection, entry.id)
    if membership is not None and membership.left_at is None:
        memberships.save(connection, workspace.network_id, official_id, membership.said, membership.joined_at)
    return replace(arrival, official=replace(entry, id=official_id, offices=(), demonstration=False))
