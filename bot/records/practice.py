"""Looking through the records without asking a question: search by words, and read one whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.events.practice import PracticeSearched, PracticeWanted
from bot.forms.record import named_readers
from bot.library import Library, Sought
from bot.messages.practice import CurationShown, PracticesFound, PracticeShown
from bot.network import Arrival
from bot.outgoing import Outgoing, alone, quietly
from bot.pages.record_links import LinkRead
from bot.records.history import in_any_state, named
from bot.records.state import can_be_restored
from bot.refusal import Refusal
from bot.staff import is_staff
from matching.domain import Candidate, EntryKey, EntryKind, Match, NetworkId, PracticeRecord, RecordId
from matching.entries import Within
from matching.language import detect
from matching.spelling import corrected
from store import merges, networks, record_readers, records
from store.records import Stored

RESULTS = 5  # lines of a search: what a phone shows without scrolling


def look_for(
    connection: Connection, library: Library, arrival: Arrival, event: PracticeSearched, now: datetime
) -> Sequence[Candidate]:
    """Return the network's published records that fit the words, best first; writes nothing."""
    official = arrival.official
    language = detect(event.text, fallback=official.locale.replace("_", "-").split("-")[0] or "en")
    text = corrected(event.text, language)
    embedded = library.embedded(connection, text)
    sought = Sought(arrival.workspace.network_id, text, embedded, language, now.date())
    return fitting(connection, library, sought, _hidden_from(connection, arrival))


def fitting(
    connection: Connection, library: Library, sought: Sought, hidden: frozenset[RecordId] = frozenset()
) -> Sequence[Candidate]:
    """Return the published records that fit what is looked for, best first, without those that are hidden."""
    within = Within(without=frozenset(EntryKey(EntryKind.RECORD, each) for each in hidden))
    found = (each for each in library.candidates(connection, sought, within) if each.record.id not in hidden)
    return sorted(found, key=lambda each: (-each.probability, each.record.id))[:RESULTS]


def found(
    arrival: Arrival, event: PracticeSearched, candidates: Sequence[Candidate], now: datetime
) -> list[Outgoing]:
    """Return what was found, for the speaker alone."""
    message = told(event.text, candidates, now)
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)]


def told(text: str, candidates: Sequence[Candidate], now: datetime) -> PracticesFound:
    """Return what was found for some words, as it is told."""
    shown = tuple(
        showing.match(Match(each.record, 0.0, each.probability, ()), now.date(), can_introduce=False)
        for each in candidates
    )
    return PracticesFound(text, shown)


def show(connection: Connection, arrival: Arrival, event: PracticeWanted, now: datetime) -> list[Outgoing]:
    """Return the whole record, for the speaker alone; for staff in whatever state it is.

    One that was merged is what it was merged into.

    Raises Refusal for others unless the network published it and the speaker may read it.
    """
    network_id, record_id = arrival.workspace.network_id, RecordId(event.record_id)
    if is_staff(connection, arrival):
        stored = in_any_state(connection, network_id, merges.landed(connection, network_id, record_id))
        curation = _curation(connection, network_id, stored, now)
        message = replace(whole(stored.record, now, event.record_id), curation=curation)
        return [Outgoing(alone(event.speaker, event.spot), message, arrival.official.locale)]
    record = published(connection, network_id, record_id)
    if record is None or record.id in _hidden_from(connection, arrival):
        raise Refusal("unknown_practice")
    message = whole(record, now, event.record_id)
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)]


def _curation(connection: Connection, network_id: NetworkId, stored: Stored, now: datetime) -> CurationShown:
    record = stored.record
    return CurationShown(
        state=stored.state,
        revision=record.revision,
        can_restore=can_be_restored(connection, network_id, stored),
        visibility=record.visibility.value,
        readers=named_readers(connection, network_id, record),
        verifier=named(connection, network_id, record.verifier_id, now),
    )


def _hidden_from(connection: Connection, arrival: Arrival) -> frozenset[RecordId]:
    place = arrival.official.jurisdiction
    network_id = arrival.workspace.network_id
    return record_readers.hidden_from(connection, network_id, place.id if place else None)


def published(connection: Connection, network_id: NetworkId, record_id: RecordId) -> PracticeRecord | None:
    """Return the record if the network published it, else None; of a merged one, what it was merged into."""
    landed = merges.landed(connection, network_id, record_id)
    return records.by_ids(connection, network_id, [landed]).get(landed)


def linked(connection: Connection, link: LinkRead) -> PracticeRecord | None:
    """Return what a good link leads to; None once the workspace's network does not publish it any more."""
    chat, _, external_id = link.workspace.partition(":")
    workspace = networks.workspace(connection, chat, external_id)
    return published(connection, workspace.network_id, link.record_id) if workspace else None


def whole(record: PracticeRecord, now: datetime, asked_for: int = 0) -> PracticeShown:
    """Return all of the record, as it stands on that day; it says so if another one was asked for."""
    shown = showing.match(Match(record, 0.0, 0.0, ()), now.date(), can_introduce=False)
    merged = asked_for if asked_for != record.id else 0
    said = showing.details(record)
    return PracticeShown(shown, record.problem, record.lessons, said, merged, topics=record.topics)
