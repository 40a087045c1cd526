"""Looking through the records without asking a question: search by words, and read one whole."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.events.practice import PracticeSearched, PracticeWanted, WholeWanted
from bot.forms.record import named_readers
from bot.library import Library, Sought
from bot.messages.practice import CurationShown, PracticesFound, PracticeShown, WholeShown
from bot.network import Arrival
from bot.outgoing import Outgoing, alone, quietly
from bot.pages.record_links import LinkRead
from bot.records.history import in_any_state, named
from bot.records.state import can_be_restored
from bot.refusal import Refusal
from bot.shortening import LONGEST_MESSAGE, LONGEST_PARAGRAPH, pieces
from bot.staff import is_staff
from bot.staff.curation_tasks import parts_of
from bot.topic_names import topic_name
from matching.domain import (
    Candidate,
    EntryKey,
    EntryKind,
    Match,
    NetworkId,
    PracticeRecord,
    RecordId,
    Source,
    Visibility,
)
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
    found = library.candidates(connection, sought, within)
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
    stored = _readable(connection, arrival, event.record_id)
    message, locale = whole(stored.record, now, event.record_id), arrival.official.locale
    if is_staff(connection, arrival):
        message = replace(message, curation=_curation(connection, arrival.workspace.network_id, stored, now))
        return [Outgoing(alone(event.speaker, event.spot), message, locale)]
    return [Outgoing(quietly(event.speaker, event.spot), message, locale)]


def read_whole(connection: Connection, arrival: Arrival, event: WholeWanted, now: datetime) -> list[Outgoing]:
    """Return all the texts of the record uncut, in as many messages as it takes, for the speaker alone.

    Staff, who decide about it, read its sources also where it is without attribution. Raises Refusal as
    `show` does.
    """
    record = _readable(connection, arrival, event.record_id).record
    network_id, staff = arrival.workspace.network_id, is_staff(connection, arrival)
    told = staff or record.visibility is not Visibility.UNATTRIBUTED
    sources = (Source(record.source_title, record.source_url), *record.details.sources) if told else ()
    readers = named_readers(connection, network_id, record) if staff else ()
    listed = {
        "topics": ", ".join(map(topic_name, record.topics)),
        "sources": "\n".join(filter(None, (f"{each.title} {each.url}".strip() for each in sources))),
        "readers": ", ".join(readers),
    }
    pages = _pages((*parts_of(record), *listed.items()))
    address = alone(event.speaker, event.spot)
    return [
        Outgoing(
            address, WholeShown(record.id, record.title, number, len(pages), page), arrival.official.locale
        )
        for number, page in enumerate(pages, start=1)
    ]


def _pages(parts: Iterable[tuple[str, str]]) -> list[tuple[tuple[str, str], ...]]:
    pages, left = [list[tuple[str, str]]()], LONGEST_MESSAGE
    for name, text in parts:
        for number, piece in enumerate(pieces(text, LONGEST_PARAGRAPH)):
            if len(piece) > left:
                pages.append([])
                left = LONGEST_MESSAGE
            pages[-1].append(("" if number else name, piece))
            left -= len(piece)
    return [tuple(page) for page in pages]


def _readable(connection: Connection, arrival: Arrival, number: int) -> Stored:
    """Return the record, or what it was merged into; to staff in any state. Raises Refusal as `show` does."""
    network_id = arrival.workspace.network_id
    stored = in_any_state(connection, network_id, merges.landed(connection, network_id, RecordId(number)))
    hidden = stored.state != "published" or stored.record.id in _hidden_from(connection, arrival)
    if hidden and not is_staff(connection, arrival):
        raise Refusal("unknown_practice")
    return stored


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


def opens(link: LinkRead, record: PracticeRecord) -> bool:
    """Say whether who was given the link may read the record that it leads to by now."""
    if record.visibility is not Visibility.NAMED:
        return True
    # What it was merged into may be for other places than those that were named of the link's own.
    return link.for_named and link.record_id == record.id


def whole(record: PracticeRecord, now: datetime, asked_for: int = 0) -> PracticeShown:
    """Return all of the record, as it stands on that day; it says so if another one was asked for."""
    shown = showing.match(Match(record, 0.0, 0.0, ()), now.date(), can_introduce=False)
    merged = asked_for if asked_for != record.id else 0
    said = showing.details(record)
    return PracticeShown(shown, record.problem, record.lessons, said, merged, topics=record.topics)
