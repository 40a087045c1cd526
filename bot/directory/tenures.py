"""Taking an office: somebody says which government they work for and in which office.

A person holds one place at a time unless staff entered both: saying another place than any they hold ends
what they held before, and staff check them anew. Another office of a place they hold replaces the first of
that place. What they leave behind goes to whoever holds it next (bot/directory/leaving.py).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.directory import leaving, profile_fields
from bot.directory.standing_in import themselves
from bot.events.member import PlaceSaid
from bot.introductions import introduce
from bot.messages.profile import PlaceKept
from bot.network import Arrival, known
from bot.outgoing import Outgoing, quietly
from bot.places.place_search import find_place, take_office, take_place
from bot.refusal import Refusal
from bot.staff import tasks as staff_tasks
from matching.domain import Jurisdiction, NetworkId, Office, Official
from store import memberships, officials


@dataclass(frozen=True, slots=True)
class Taken:
    """The official as they are after taking the office, and what is to be said of what they gave up."""

    arrival: Arrival
    office: Office
    said: list[Outgoing]


def say_place(connection: Connection, arrival: Arrival, event: PlaceSaid, now: datetime) -> list[Outgoing]:
    """Keep where somebody works, have staff check it, and let go on what waited for it or for the office.

    Raises Refusal for an unknown place, for text that may mean several, and for an office without letters.
    """
    taken = take(connection, arrival, event.place, event.office, now)
    checked = check(connection, taken.arrival, now)
    official = known(connection, arrival.workspace.network_id, taken.arrival.official.id, now)
    place = showing.place(taken.office.jurisdiction)
    kept = PlaceKept(taken.office.name, place, official.verified_at is not None)
    address = quietly(event.speaker, event.spot)
    going_on = introduce.go_on(connection, official.network_id, now, official_id=official.id)
    membership = memberships.by_official(connection, official.id)
    is_member = membership is not None and membership.left_at is None
    if is_member and official.verified_at is not None and taken.office not in arrival.official.offices:
        going_on += leaving.welcome(connection, official, taken.office, now)
    return [Outgoing(address, kept, official.locale), *taken.said, *checked, *going_on]


def take(connection: Connection, arrival: Arrival, place: str, office_name: str, now: datetime) -> Taken:
    """Let the official hold the office from today.

    `place` is as in PlaceSaid, "" for the place they hold. Refuses before it writes.
    """
    name = profile_fields.office_name(office_name)
    network_id = arrival.workspace.network_id
    jurisdiction = _jurisdiction(connection, network_id, arrival.official, place)
    office = take_office(connection, network_id, jurisdiction, name)
    if any(each.id == office.id for each in arrival.official.offices):
        return Taken(arrival, office, [])
    arrival = themselves(connection, arrival)
    official = arrival.official
    here = [each for each in official.offices if each.jurisdiction.id == jurisdiction.id]
    officials.hold(connection, official.id, office.id, now.date())
    if not here:
        officials.mark_unverified(connection, official.id)
    said: list[Outgoing] = []
    for given_up in here[:1] or official.offices:
        said += leaving.leave_office(connection, official, given_up, now)
    holding = known(connection, network_id, official.id, now)
    return Taken(replace(arrival, official=holding), office, said)


def check(connection: Connection, arrival: Arrival, now: datetime) -> list[Outgoing]:
    """Have staff check who is not verified; in the demonstration everybody is who they say."""
    official = arrival.official
    if official.verified_at is not None or not official.offices:
        return []
    if arrival.workspace.demonstration:
        officials.mark_verified(connection, official.id, now)
        return []
    return staff_tasks.add(connection, official.network_id, "verify", official.id, now)


def _jurisdiction(
    connection: Connection, network_id: NetworkId, official: Official, place: str
) -> Jurisdiction:
    if place.strip():
        find_place(connection, network_id, place)  # refuses before anything is written
        return take_place(connection, network_id, place)
    if official.jurisdiction is None:
        raise Refusal("place_needed")
    return official.jurisdiction
