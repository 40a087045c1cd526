"""Whom to ask: whether anybody of an office takes part at all."""

from datetime import date

from sqlalchemy import Connection

from matching.domain import NetworkId, OfficeId
from store import memberships, officials


def nobody_joined(connection: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> bool:
    """Say whether no current member holds the office."""
    holders = officials.holders(connection, network_id, office_id, on)
    joined = (memberships.by_official(connection, each.id) for each in holders)
    return not any(each is not None and each.left_at is None for each in joined)
