"""The two sides of an introduction: who they are, where they read, and when they work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.messenger import Address
from bot.network import known
from bot.outgoing import directly, workspace_name
from bot.working_time import Working, next_working_moment
from matching.domain import Audience, Jurisdiction, Official, PracticeRecord, WorkspaceId
from store import memberships, merges, networks, records
from store.introductions import Introduction
from store.memberships import AtWork
from store.questions import Question
from store.records import Stored


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an introduction: who, and where they read; a demonstration entry reads nowhere."""

    official: Official
    address: Address | None

    @property
    def chat_id(self) -> str:
        """By which their chat knows them, "" for who reads nowhere."""
        return self.address.people[0] if self.address and self.address.people else ""

    @property
    def is_reachable(self) -> bool:
        """Whether a chat brings them what they are to read; a demonstration entry needs none."""
        return self.address is not None or self.official.demonstration


def in_channel(question: Question) -> bool:
    """Say whether the question stands in a thread that everybody of its workspace can open."""
    return question.audience is Audience.CHANNEL and bool(question.thread)


def may_meet(asker: Official) -> bool:
    """Say whether a peer may learn who this asker is: they hold an office, and staff know that they do."""
    return bool(asker.offices) and asker.verified_at is not None


def asker_of(connection: Connection, introduction: Introduction, now: datetime) -> Side:
    """Return the asker and their private address; their question's thread if no identity is left."""
    official = known(connection, introduction.network_id, introduction.asker_id, now)
    return Side(official, address_of_asker(connection, introduction, official))


def address_of_asker(connection: Connection, introduction: Introduction, asker: Official) -> Address:
    """Return the private address of this asker, read already; their question's thread if they have none."""
    private = directly(connection, asker, near=introduction.workspace_id, unreachable_too=True)
    if private is not None:
        return private
    workspace = networks.workspace_by_id(connection, introduction.workspace_id)
    name = workspace_name(workspace.chat, workspace.external_id)
    return Address(name, "thread", conversation=introduction.conversation, thread=introduction.thread)


def peer_of(connection: Connection, introduction: Introduction, now: datetime) -> Side:
    """Return the peer and their private address. Raises LookupError while nobody was asked."""
    if introduction.peer_id is None:
        raise LookupError(f"introduction {introduction.id} has no peer yet")
    official = known(connection, introduction.network_id, introduction.peer_id, now)
    return side_of(connection, official, introduction.workspace_id)


def side_of(connection: Connection, official: Official, near: WorkspaceId) -> Side:
    """Return an official who may become a side of an introduction in this workspace."""
    return Side(official, directly(connection, official, near=near))


def record_of(connection: Connection, introduction: Introduction) -> PracticeRecord | None:
    """Return the introduction's record, or what it was merged into.

    None once it was withdrawn, or if it never had one.
    """
    if introduction.record_id is None:
        return None
    landed = merges.landed(connection, introduction.network_id, introduction.record_id)
    return records.by_ids(connection, introduction.network_id, [landed]).get(landed)


def chosen(connection: Connection, introduction: Introduction) -> Stored | None:
    """Return the introduction's record in whatever state it is: what it is about does not change."""
    if introduction.record_id is None:
        return None
    return records.stored_by_id(connection, introduction.network_id, introduction.record_id)


def working(connection: Connection, official: Official, place: Jurisdiction | None = None) -> Working:
    """Return where and when the official works: by what they said, else by the place they work for."""
    return working_by(memberships.at_work(connection, official.id), official, place)


def working_by(said: AtWork, official: Official, place: Jurisdiction | None = None) -> Working:
    """Return what `working` does for an official whose own words were read already."""
    place = place or official.jurisdiction
    zone = said.time_zone or (place.time_zone if place else None) or ""
    return Working(zone, place.country if place else None)


def next_at_work(connection: Connection, official: Official, moment: datetime) -> datetime:
    """Return the moment itself if the official is at work then, else when they next begin."""
    here = working(connection, official)
    return next_working_moment(moment, here.time_zone, here.country)
