"""Who takes part: people arrive with their first message; staff or the demonstration give them an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

from sqlalchemy import Connection

from bot import showing
from bot.events import Asked, Event, OfficeTaken, PeersSwitched
from bot.messages import DemonstrationOffice, PeersSetting
from bot.outgoing import Outgoing, in_thread, quietly
from bot.refusal import Refusal
from bot.speaker import Speaker
from matching.domain import Kind, NetworkId, Office, Official, OfficialId
from store import networks, officials, places, reach
from store.networks import Workspace

MID_SIZED = 250_000  # people; the demonstration's newcomer works for the free city nearest to it


class UnknownWorkspace(Refusal):
    """A workspace that belongs to no network: nobody in it is listened to."""

    def __init__(self) -> None:
        super().__init__("unknown_workspace")


class Outsider(Refusal):
    """A person of another organisation or network, in a channel of both: nothing of ours is for them."""

    def __init__(self) -> None:
        super().__init__("outsider")


@dataclass(frozen=True, slots=True)
class Arrival:
    """The official behind a speaker, the workspace in which they spoke, and whether for the first time.

    `chat_id` is how the chat knows them, also when they have not spoken yet and so are nobody here.
    `conversation` is where they opened a form, for one about that place. `returns` says that
    their account was closed when it was last heard of.
    """

    official: Official
    workspace: Workspace
    newcomer: bool = False
    chat_id: str = ""
    conversation: str = ""
    returns: bool = False


def brings_news(arrival: Arrival, speaker: Speaker) -> bool:
    """Return whether `arrive` has something to write down: a person, their new locale, their return."""
    new_locale = bool(speaker.locale and speaker.locale != arrival.official.locale)
    return arrival.newcomer or arrival.returns or new_locale


def greeting(arrival: Arrival, event: Event) -> list[Outgoing]:
    """Return what tells a newcomer of the demonstration whose place they take; nothing to everybody else."""
    takes_another = isinstance(event, OfficeTaken) or (isinstance(event, Asked) and event.unprompted)
    if takes_another or not (
        arrival.newcomer and arrival.workspace.demonstration and arrival.official.offices
    ):
        return []
    office = arrival.official.offices[0]
    message = DemonstrationOffice(office.name, showing.place(office.jurisdiction))
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)]


def admit(connection: Connection, speaker: Speaker) -> None:
    """Return if the speaker's workspace belongs to a network. Raises UnknownWorkspace."""
    workspace_of(connection, speaker)


def mixes(connection: Connection, name: str, others: Sequence[str]) -> bool:
    """Say whether these workspaces, by the chat's ids, or the named one are of more than one network.

    Those that take part in none do not count. With no ids, every workspace of the chat that is known does.
    """
    chat, _, external_id = name.partition(":")
    wanted = (*others, external_id) if others else ()
    return len(networks.networks_of(connection, chat, wanted)) > 1


def arrive(connection: Connection, speaker: Speaker, now: datetime) -> Arrival:
    """Return the official whom the speaker is, made on their first message.

    Raises UnknownWorkspace and Outsider.
    """
    workspace = _workspace(connection, speaker)
    official = _recognised(connection, workspace, speaker, now)
    newcomer = official is None
    reach.open_account(connection, workspace.id, speaker.chat_id)
    if official is None:
        official = _newcomer(connection, workspace, speaker, now)
        home = _known_workspace(connection, speaker.home) or workspace
        officials.identify(connection, home.id, speaker.chat_id, official.id)
    if speaker.locale and speaker.locale != official.locale:
        officials.set_locale(connection, official.id, speaker.locale)
    seen = known(connection, workspace.network_id, official.id, now)
    return Arrival(seen, workspace, newcomer, speaker.chat_id)


def look(connection: Connection, speaker: Speaker, now: datetime) -> Arrival:
    """Return the official whom the speaker is, without writing; for somebody unknown, one with the id 0.

    Raises UnknownWorkspace and Outsider.
    """
    workspace = _workspace(connection, speaker)
    official = _recognised(connection, workspace, speaker, now)
    if official is not None:
        closed = reach.is_closed(connection, workspace.id, speaker.chat_id)
        return Arrival(official, workspace, chat_id=speaker.chat_id, returns=bool(closed))
    nobody = Official(OfficialId(0), workspace.network_id, speaker.name or speaker.chat_id, speaker.locale)
    return Arrival(nobody, workspace, newcomer=True, chat_id=speaker.chat_id)


def recall(connection: Connection, speaker: Speaker, official_id: OfficialId, now: datetime) -> Arrival:
    """Return who arrived earlier, with today's offices. Raises LookupError if they are gone.

    Raises UnknownWorkspace if their workspace is.
    """
    workspace = _workspace(connection, speaker)
    official = known(connection, workspace.network_id, official_id, now)
    return Arrival(official, workspace, chat_id=speaker.chat_id)


def known(connection: Connection, network_id: NetworkId, official_id: OfficialId, now: datetime) -> Official:
    """Return an official who is known to exist, with the offices of today. Raises LookupError otherwise."""
    official = officials.by_id(connection, network_id, official_id, now.date())
    if official is None:
        raise LookupError(f"official {official_id} is not in network {network_id}")
    return official


def take_office(
    connection: Connection, arrival: Arrival, event: OfficeTaken, now: datetime
) -> list[Outgoing]:
    """Let a person of the demonstration stand for an office. Raises Refusal unless it is one office."""
    if not arrival.workspace.demonstration:
        raise Refusal("not_a_demonstration")
    office = _one_office(
        places.find_offices(connection, arrival.workspace.network_id, event.office), event.office
    )
    contact = _contact(connection, office, arrival, now)
    officials.identify(connection, arrival.workspace.id, event.speaker.chat_id, contact.id)
    message = DemonstrationOffice(office.name, showing.place(office.jurisdiction))
    return [Outgoing(in_thread(event.speaker, event.spot), message, arrival.official.locale)]


def switch_peers(
    connection: Connection, arrival: Arrival, event: PeersSwitched, now: datetime
) -> list[Outgoing]:
    """Keep the official's choice whether places like theirs come first; tell them alone how it stands."""
    on = arrival.official.prefers_peers if event.wanted is None else event.wanted
    officials.set_prefers_peers(connection, arrival.official.id, prefers=on)
    return [Outgoing(quietly(event.speaker, event.spot), PeersSetting(on), arrival.official.locale)]


def workspace_of(connection: Connection, speaker: Speaker) -> Workspace:
    """Return the workspace in which somebody spoke, whoever they are. Raises UnknownWorkspace."""
    workspace = _known_workspace(connection, speaker.workspace)
    if workspace is None:
        raise UnknownWorkspace
    return workspace


def _workspace(connection: Connection, speaker: Speaker) -> Workspace:
    """Return the workspace of a speaker who belongs there. Raises UnknownWorkspace and Outsider.

    Who comes from another workspace of the same network is no outsider, nor a colleague of the same
    organisation whose workspace takes part in no network.
    """
    workspace = workspace_of(connection, speaker)
    if speaker.home:
        home = _known_workspace(connection, speaker.home)
        if (home.network_id if home else None) not in _of_members(speaker, workspace):
            raise Outsider
    return workspace


def _of_members(speaker: Speaker, workspace: Workspace) -> tuple[NetworkId | None, ...]:
    """Return of which network the speaker's own workspace may be; None stands for one of no network."""
    return (workspace.network_id, None) if speaker.related else (workspace.network_id,)


def _recognised(
    connection: Connection, workspace: Workspace, speaker: Speaker, now: datetime
) -> Official | None:
    """Return whom the workspace knows as the speaker, or else their own one, where they can be written to."""
    for each in (workspace, _known_workspace(connection, speaker.home)):
        found = officials.by_identity(connection, each.id, speaker.chat_id, now.date()) if each else None
        if found is not None:
            return found
    return None


def _known_workspace(connection: Connection, name: str) -> Workspace | None:
    chat, _, external_id = name.partition(":")
    return networks.workspace(connection, chat, external_id) if name else None


def _one_office(found: tuple[Office, ...], text: str) -> Office:
    if not found:
        raise Refusal("office_unknown", office=text)
    if len(found) > 1:
        choices = "; ".join(f"{office.name}, {office.jurisdiction.name}" for office in found[:5])
        raise Refusal("office_ambiguous", office=text, choices=choices)
    return found[0]


def _contact(connection: Connection, office: Office, arrival: Arrival, now: datetime) -> Official:
    """Return the demonstration entry that holds the office. Raises LookupError if the demo lacks it."""
    holders = officials.holders(connection, arrival.workspace.network_id, office.id, now.date())
    for holder in holders:
        if holder.demonstration:
            return holder
    raise LookupError(f"office {office.id} of the demonstration has no contact")


def _newcomer(connection: Connection, workspace: Workspace, speaker: Speaker, now: datetime) -> Official:
    if workspace.demonstration and (office := _free_mid_sized_office(connection, workspace, now)):
        return office
    name = speaker.name or speaker.chat_id
    official_id = officials.add(connection, workspace.network_id, name, locale=speaker.locale)
    return known(connection, workspace.network_id, official_id, now)


def _free_mid_sized_office(connection: Connection, workspace: Workspace, now: datetime) -> Official | None:
    """Return the contact of the mid-sized city for which nobody stands yet."""

    def distance(office: Office) -> float:
        return abs(log((office.jurisdiction.population or 1) / MID_SIZED))

    cities = (
        each
        for each in places.offices(connection, workspace.network_id)
        if each.jurisdiction.kind is Kind.CITY
    )
    for office in sorted(cities, key=distance):
        for holder in officials.holders(connection, workspace.network_id, office.id, now.date()):
            if holder.demonstration and not officials.identities(connection, holder.id):
                return holder
    return None
