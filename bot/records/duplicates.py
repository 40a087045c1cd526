"""Records that seem to be of the same practice: found for a draft, shown to staff, told apart for good."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from bot.entry_texts import Entry
from bot.events import DraftWritten
from bot.events.duplicate import DuplicatesWanted, ToldApart
from bot.events.giving import ProposalChanged, ProposalConfirmed
from bot.library import Library
from bot.messages.merging import RecordsKeptApart
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, quietly
from bot.records import drafting, giving_back
from bot.records import near as near_records
from bot.records.near import SHOWN
from bot.refusal import Refusal
from bot.staff import is_staff, only_staff
from bot.staff import tasks as staff_tasks
from matching.domain import EntryKey, EntryKind, JurisdictionId, NetworkId, PracticeRecord, RecordId
from matching.duplicates import THRESHOLD, Seen, closeness
from matching.embedded import Vector
from matching.language import detect
from store import pairs, records

# What hands in a draft for staff to look at.
HandingIn = DraftWritten | ProposalConfirmed | ProposalChanged
NO_RECORD = RecordId(0)  # of a draft that is not stored yet


@dataclass(frozen=True, slots=True)
class Near:
    """The records nearest to one, the closest first, each with how close it is."""

    found: tuple[tuple[RecordId, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """What is compared of a record that may not be stored yet."""

    record_id: RecordId
    parts: tuple[str, ...]
    place: str
    jurisdiction_id: JurisdictionId | None
    year: int | None


def described(record: PracticeRecord) -> Described:
    """Return what is compared of a record."""
    jurisdiction_id = record.office.jurisdiction.id if record.office else None
    return Described(record.id, record.parts, record.place, jurisdiction_id, record.year_start)


def nearest(connection: Connection, library: Library, network_id: NetworkId, new: Described) -> Near:
    """Return the published records that seem to be of the same practice, but for those told apart.

    Embeds and reads, so it belongs before a write.
    """
    if not new.parts:
        return Near()
    there = records.of_place(connection, network_id, new.jurisdiction_id, new.place)
    entry = Entry(EntryKey(EntryKind.RECORD, new.record_id), new.parts)
    language = detect(entry.text)
    ids = np.array(sorted(there), dtype=np.int64)
    vectors = library.neighbours(connection, network_id, entry, language, ids)
    own = Seen(vectors.pop(new.record_id), language == "en", new.year)
    apart = pairs.apart(connection, network_id, new.record_id)
    found = records.by_ids(connection, network_id, vectors.keys() - apart)
    close = (
        (each.id, closeness(own, _seen(each, vectors[each.id]), library.english, same_place=each.id in there))
        for each in found.values()
    )
    alike = sorted((each for each in close if each[1] >= THRESHOLD), key=lambda each: (-each[1], each[0]))
    return Near(tuple(alike[:SHOWN]))


def look_for(
    connection: Connection, library: Library, arrival: Arrival, event: DuplicatesWanted, now: datetime
) -> Near:
    """Return what is nearest to the record that staff look at."""
    network_id = arrival.workspace.network_id
    stored = records.stored_by_id(connection, network_id, RecordId(event.record_id))
    if stored is None or not is_staff(connection, arrival):
        return Near()
    return nearest(connection, library, network_id, described(stored.record))


def compare(
    connection: Connection, library: Library, arrival: Arrival, event: HandingIn, now: datetime
) -> Near:
    """Return what is nearest to the draft that somebody is about to hand in; nothing if they may not."""
    place = arrival.official.jurisdiction
    name, number = (place.name, place.id) if place else ("", None)
    year = None
    if isinstance(event, DraftWritten):
        said = (event.title, event.problem, event.action, event.outcome, event.lessons)
    else:
        try:
            draft = giving_back.handed_in(connection, arrival, event, now)
        except Refusal:  # the use case says so
            return Near()
        said = (draft.title, draft.problem, draft.action, draft.outcome, draft.lessons)
        year = draft.year_start
    new = Described(NO_RECORD, tuple(each for each in said if each), name, number, year)
    return nearest(connection, library, arrival.workspace.network_id, new)


def show(
    connection: Connection, arrival: Arrival, event: DuplicatesWanted, near: Near, now: datetime
) -> list[Outgoing]:
    """Show staff the records nearest to this one, with what differs.

    Raises Refusal for others than staff, and for a record that the network does not have.
    """
    only_staff(connection, arrival)
    network_id, record_id = arrival.workspace.network_id, RecordId(event.record_id)
    if records.stored_by_id(connection, network_id, record_id) is None:
        raise Refusal("unknown_practice")
    pairs.note(connection, network_id, record_id, near.found, now)
    message = near_records.shown(connection, network_id, record_id)
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)]


def note(
    connection: Connection, network_id: NetworkId, record_id: RecordId, near: Near, now: datetime
) -> list[Outgoing]:
    """Keep what is nearest to a new draft, and let staff decide; nothing is said if nothing is near."""
    if not near.found:
        return []
    pairs.note(connection, network_id, record_id, near.found, now)
    if not near_records.alike(connection, network_id, record_id):
        return []
    return staff_tasks.add(connection, network_id, "duplicate", record_id, now)


def of_draft(
    connection: Connection, arrival: Arrival, event: HandingIn, near: Near, now: datetime
) -> list[Outgoing]:
    """Do what `note` does for the draft that was just handed in."""
    network_id = arrival.workspace.network_id
    if isinstance(event, DraftWritten):
        key = drafting.permitted(connection, arrival, event.introduction_id).key
    else:
        key = giving_back.key(event.proposal_id)
    return note(connection, network_id, records.id_of(connection, network_id, key), near, now)


def tell_apart(connection: Connection, arrival: Arrival, event: ToldApart, now: datetime) -> list[Outgoing]:
    """Keep that two records are not the same: they are never proposed again.

    Raises Refusal for others than staff, and for records that the network does not have.
    """
    only_staff(connection, arrival)
    network_id, by = arrival.workspace.network_id, arrival.official.id
    record_id, other_id = RecordId(event.record_id), RecordId(event.other_id)
    stored = [records.stored_by_id(connection, network_id, each) for each in (record_id, other_id)]
    record, other = (each.record if each else None for each in stored)
    if record is None or other is None or record_id == other_id:
        raise Refusal("unknown_practice")
    pairs.tell_apart(connection, network_id, record_id, other_id, by, now)
    for each in (record_id, other_id):
        near_records.settle(connection, network_id, each, by, now)
    message = near_records.shown(connection, network_id, record_id)
    said = (
        message if message.near else RecordsKeptApart(near_records.named(record), near_records.named(other))
    )
    return [Outgoing(in_place_of_buttons(event.speaker, event.spot), said, arrival.official.locale)]


def _seen(record: PracticeRecord, vector: Vector) -> Seen:
    return Seen(vector, detect(record.text) == "en", record.year_start)
