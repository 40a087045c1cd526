"""Who is staff of a network: whom the settings, a user group or the operator named; docs/staff.md."""

from sqlalchemy import Connection

from bot.network import Arrival
from bot.refusal import Refusal
from matching.domain import NetworkId, OfficialId
from store import officials, staff


def is_staff(connection: Connection, arrival: Arrival) -> bool:
    """Say whether this person is staff of the network, in whichever workspace of it they were named.

    In the demonstration everybody is: there is nothing to protect, and one person plays every part.
    """
    return arrival.workspace.demonstration or was_named(connection, arrival)


def was_named(connection: Connection, arrival: Arrival) -> bool:
    """Say the same of this person also in the demonstration: only of whom somebody named."""
    if staff.is_staff(connection, arrival.workspace.id, arrival.chat_id):
        return True
    return is_named(connection, arrival.official.id)


def is_named(connection: Connection, official_id: OfficialId) -> bool:
    """Say whether somebody named this official as staff, in any workspace."""
    known = officials.identities(connection, official_id)
    return any(staff.is_staff(connection, each.workspace_id, each.chat_id) for each in known)


def only_staff(connection: Connection, arrival: Arrival) -> None:
    """Raise Refusal unless this person is staff; where nobody is, the refusal says so."""
    if is_staff(connection, arrival):
        return
    raise Refusal("staff_only" if has_staff(connection, arrival.workspace.network_id) else "no_staff_yet")


def has_staff(connection: Connection, network_id: NetworkId) -> bool:
    """Say whether anybody was named as staff of the network."""
    return bool(staff.every(connection, network_id))
