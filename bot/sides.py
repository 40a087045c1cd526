"""The two sides of an introduction: who they are, where they read, and when they work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.messenger import Address
from bot.network import known
from bot.outgoing import directly, workspace_name
from bot.working_time import Working
from matching.domain import Jurisdiction, Official, PracticeRecord
from store import memberships, networks, records
from store.introductions import Introduction


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an introduction: who, and where they read; a demonstration entry reads nowhere."""

    official: Official
    address: Address | None

    @property
    def chat_id(self) -> str:
        """By which their chat knows them, "" for who reads nowhere."""
        return self.address.people[0] if self.address and self.address.people else ""


def asker_of(connection: Connection, introduction: Introduction, now: datetime) -> Side:
    """Return the asker and their private address; their question's thread if no identity is left."""
    workspace = networks.workspace_by_id(connection, introduction.workspace_id)
    official = known(connection, workspace, introduction.asker_id, now)
    name = workspace_name(workspace.chat, workspace.external_id)
    thread = Address(name, "thread", conversation=introduction.conversation, thread=introduction.thread)
    return Side(official, directly(connection, official, near=name) or thread)


def peer_of(connection: Connection, introduction: Introduction, now: datetime) -> Side:
    """Return the peer and their private address. Raises LookupError while nobody was asked."""
    if introduction.peer_id is None:
        raise LookupError(f"introduction {introduction.id} has no peer yet")
    workspace = networks.workspace_by_id(connection, introduction.workspace_id)
    official = known(connection, workspace, introduction.peer_id, now)
    near = workspace_name(workspace.chat, workspace.external_id)
    return Side(official, directly(connection, official, near=near))


def record_of(connection: Connection, introduction: Introduction) -> PracticeRecord | None:
    """Return the introduction's record; None once it was withdrawn, or if it never had one."""
    if introduction.record_id is None:
        return None
    found = records.by_ids(connection, introduction.network_id, [introduction.record_id])
    return found.get(introduction.record_id)


def working(connection: Connection, official: Official, place: Jurisdiction | None = None) -> Working:
    """Return where and when the official works: by what they said, else by the place they work for."""
    said = memberships.at_work(connection, official.id).time_zone
    place = place or official.jurisdiction
    return Working(said or (place.time_zone if place else None) or "", place.country if place else None)
