"""What a record said before: who changed it, when and what, as staff read it."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events.practice import HistoryWanted
from bot.forms import record as record_form
from bot.forms.record import Said
from bot.messages.editing import HistoryShown, RevisionShown, SaidShown
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.refusal import Refusal
from bot.staff import only_staff
from matching.domain import JurisdictionId, NetworkId, OfficialId, PracticeRecord, RecordId
from store import memberships, officials, provenance, records, revisions
from store.record_values import draft_of, draft_of_content
from store.records import Stored
from store.revisions import Revision

SHOWN = 15  # changes: more lines than a screen holds hide the last one, which is looked for most
COUNTED = 500  # that are counted beyond those; nobody needs to know of more
READERS = "readers"  # where a revision keeps who was named to read it


def show(connection: Connection, arrival: Arrival, event: HistoryWanted, now: datetime) -> list[Outgoing]:
    """Return the latest changes of the record, for the speaker alone. Raises Refusal for who is not staff."""
    only_staff(connection, arrival)
    network_id, record_id = arrival.workspace.network_id, RecordId(event.record_id)
    stored = in_any_state(connection, network_id, record_id)
    message = of_record(connection, network_id, stored, now)
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)]


def of_record(connection: Connection, network_id: NetworkId, stored: Stored, now: datetime) -> HistoryShown:
    """Return the record's latest changes."""
    found = revisions.history(connection, network_id, stored.record.id, COUNTED)
    earlier = (*found[1:], None)
    shown = [
        _shown(connection, network_id, each, before, now)
        for each, before in zip(found[:SHOWN], earlier, strict=False)
    ]
    said = _said(connection, network_id, stored.record, now)
    return HistoryShown(stored.record.id, stored.record.title, tuple(shown), len(found) - len(shown), said)


def _said(
    connection: Connection, network_id: NetworkId, record: PracticeRecord, now: datetime
) -> tuple[SaidShown, ...]:
    """Return who said what the record says now: those parts together of which all is the same."""
    parts: dict[tuple[OfficialId | None, str, str, str, OfficialId | None], list[str]] = {}
    stated = provenance.of_record(connection, record.id)
    for each in stated:
        day = each.said_at.date().isoformat()
        key = (each.said_by, each.role, each.source, day, each.approved_by)
        parts.setdefault(key, []).append(each.part)

    def name(official_id: OfficialId | None) -> str:
        return named(connection, network_id, official_id, now)

    said = (
        SaidShown(tuple(listed), name(by), role, source, name(approved), day)
        for (by, role, source, day, approved), listed in parts.items()
    )
    return (*said, *_said_by_source(record, {each.part for each in stated}))


def _said_by_source(record: PracticeRecord, stated: Collection[str]) -> Iterator[SaidShown]:
    """Give the parts that nobody of the network said; who may read it, no source says."""
    filled = provenance.filled(provenance.everything(draft_of(record)))
    parts = tuple(part for part in filled if part not in (*stated, "visibility"))
    if parts and (source := record.source_title or record.source_url):
        yield SaidShown(parts, by="", role="", source=source, approved_by="")


def in_any_state(connection: Connection, network_id: NetworkId, record_id: RecordId) -> Stored:
    """Return the network's record, published or not. Raises Refusal if there is none."""
    stored = records.stored_by_id(connection, network_id, record_id)
    if stored is None:
        raise Refusal("unknown_practice")
    return stored


def named(
    connection: Connection, network_id: NetworkId, official_id: OfficialId | None, now: datetime
) -> str:
    """Return the official's name; "" for nobody, for who left, and for whom only the chat calls something."""
    if official_id is None or memberships.at_work(connection, official_id).left_at is not None:
        return ""
    found = officials.by_id(connection, network_id, official_id, now.date())
    if found is None or found.name in {each.chat_id for each in officials.identities(connection, found.id)}:
        return ""
    return found.name


def _shown(
    connection: Connection, network_id: NetworkId, after: Revision, before: Revision | None, now: datetime
) -> RevisionShown:
    return RevisionShown(
        number=after.number,
        change=after.change.kind,
        by=named(connection, network_id, after.change.made_by, now),
        on=after.made_at.date().isoformat(),
        fields=_changed(before, after),
        note=after.change.note,
    )


def _changed(before: Revision | None, after: Revision) -> tuple[str, ...]:
    """Return the fields in which the two differ.

    Revisions did not always keep the readers: an edit of then that changed nothing else changed them.
    """
    if before is None:
        return ()
    earlier, later = said_in(before), said_in(after)
    if READERS in before.content:
        return record_form.changed(earlier, later)
    fields = record_form.changed(replace(earlier, readers=later.readers), later)
    return (READERS,) if not fields and after.change.kind == "edited" else fields


def said_in(revision: Revision) -> Said:
    """Return what the record said then, with no readers if the revision does not know of any."""
    readers = tuple(map(JurisdictionId, revision.content.get(READERS, ())))
    return Said(draft_of_content(revision.content), readers)
