"""Records that seem to be of the same practice: found for a draft, shown to staff, told apart for good."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from bot.entry_texts import Entry
from bot.events import DraftWritten
from bot.events.duplicate import DuplicatesWanted, ToldApart
from bot.events.giving import ProposalChanged, ProposalConfirmed
from bot.events.quoting import QuoteDrafted
from bot.library import Library
from bot.messages import Message
from bot.messages.curation import DraftToReview
from bot.messages.merging import RecordsKeptApart
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, quietly
from bot.questions import answer_keys
from bot.records import drafting, giving_back, quoting_records
from bot.records import near as near_records
from bot.records import where as record_place
from bot.records.near import SHOWN
from bot.records.where import NOT_MOVED
from bot.refusal import Refusal
from bot.staff import is_staff, only_staff, task_places
from bot.staff import tasks as staff_tasks
from matching.domain import EntryKey, EntryKind, JurisdictionId, NetworkId, PracticeRecord, RecordId
from matching.duplicates import THRESHOLD, Seen, closeness
from matching.embedded import Vector
from matching.language import detect
from store import contributions, pairs, records
from store.record_values import RecordDraft

# What hands in a draft for staff to look at.
HandingIn = DraftWritten | ProposalConfirmed | ProposalChanged | QuoteDrafted
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
    if new.record_id not in vectors:
        return Near()
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
    try:
        new = _about_to_be(connection, arrival, event, now)
    except Refusal:  # the use case says so
        return Near()
    return nearest(connection, library, arrival.workspace.network_id, new)


def _about_to_be(connection: Connection, arrival: Arrival, event: HandingIn, now: datetime) -> Described:
    """Return what is compared of the draft. Raises Refusal as the use case does."""
    if isinstance(event, DraftWritten):
        place = arrival.official.jurisdiction
        return _described_as(event, place.name if place else "", place.id if place else None)
    network_id = arrival.workspace.network_id
    if isinstance(event, QuoteDrafted):
        draft, moved = quoting_records.handed_in(connection, arrival, event, now), NOT_MOVED
    else:
        said = giving_back.handed_in(connection, arrival, event, now)
        draft, moved = said.draft, said.moved
    where = record_place.going_to(connection, network_id, draft, moved)
    return replace(_described_as(draft, *where), year=draft.year_start)


def _described_as(
    said: DraftWritten | RecordDraft, place: str, jurisdiction_id: JurisdictionId | None
) -> Described:
    parts = (said.title, said.problem, said.action, said.outcome, said.lessons)
    return Described(NO_RECORD, tuple(each for each in parts if each), place, jurisdiction_id, None)


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
    elif isinstance(event, QuoteDrafted):
        key = contributions.own_key(connection, network_id, answer_keys.key(event.quote_id))
    else:
        key = contributions.own_key(connection, network_id, giving_back.key(event.proposal_id))
    return note(connection, network_id, records.id_of(connection, network_id, key), near, now)


def marked(connection: Connection, arrival: Arrival, said: Sequence[Outgoing]) -> list[Outgoing]:
    """Return the same; the card of the draft, which was made before, says which records are near by now."""
    network_id = arrival.workspace.network_id

    def mark(message: Message) -> Message:
        if not isinstance(message, DraftToReview):
            return message
        near = near_records.alike(connection, network_id, RecordId(message.record_id))
        return replace(message, alike=tuple(each.id for each in near))

    return [replace(each, message=mark(each.message)) for each in said]


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
    settled = [
        task
        for each in (record_id, other_id)
        for task in near_records.settle(connection, network_id, each, by, now)
    ]
    message = near_records.shown(connection, network_id, record_id)
    said = (
        message if message.near else RecordsKeptApart(near_records.named(record), near_records.named(other))
    )
    there = Outgoing(in_place_of_buttons(event.speaker, event.spot), said, arrival.official.locale)
    return [there, *task_places.all_over(connection, settled, now, event.spot)]


def _seen(record: PracticeRecord, vector: Vector) -> Seen:
    return Seen(vector, detect(record.text) == "en", record.year_start)
