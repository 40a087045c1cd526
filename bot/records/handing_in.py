"""Handing in: the last step of everything that an official sends in for staff to publish."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.network import Arrival
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.staff import is_staff
from bot.staff import tasks as staff_tasks
from matching.domain import IntroductionId, JurisdictionId, NetworkId, Office, RecordId, Result
from store import contributions, provenance, record_changes, record_readers, records
from store.provenance import Statement
from store.record_changes import Drafting
from store.record_values import RecordDraft, draft_of
from store.revisions import Change

# In which state a record is that its author may still write: none yet, a draft, one that was sent back.
WRITABLE = ("", "drafted", "returned")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What an official hands in; `source` says where they said it, `introduction_id` what it came of.

    `office` is None for staff without one; `seen` and `readers` are as those of a Drafting.
    """

    draft: RecordDraft
    office: Office | None
    source: str
    introduction_id: IntroductionId | None = None
    seen: int | None = None
    readers: tuple[JurisdictionId, ...] | None = None


def office_of(arrival: Arrival) -> Office:
    """Return the office that a draft of this official is from. Raises Refusal if they hold none."""
    if not arrival.official.offices:
        raise Refusal("author_without_office")
    return arrival.official.offices[0]


def author_office(connection: Connection, arrival: Arrival) -> Office | None:
    """Return the same; None for staff who hold none: they say where it was done, or leave it open."""
    if not arrival.official.offices and is_staff(connection, arrival):
        return None
    return office_of(arrival)


def draft_from(office: Office | None, key: str, now: datetime) -> RecordDraft:
    """Return a draft from this office that says nothing yet; None is one that nobody may know."""
    place = office.jurisdiction if office else None
    return RecordDraft(
        key=key,
        title="",
        problem="",
        action="",
        outcome="",
        lessons="",
        result=Result.UNKNOWN,
        topics=(),
        place=place.name if place else "",
        country=(place.country or "") if place else "",
        office_id=office.id if office else None,
        year_start=None,
        status="unknown",
        source_title=f"{office.name}, {office.jurisdiction.name}, {now.date().isoformat()}" if office else "",
        source_url="",
        source_lang="",
    )


def only_writable(connection: Connection, arrival: Arrival, key: str) -> None:
    """Raise Refusal if staff have decided about the record of this key."""
    if records.state_of(connection, arrival.workspace.network_id, key) not in WRITABLE:
        raise Refusal("draft_reviewed")


def only_on_top(seen: int | None, revision: int) -> None:
    """Raise Refusal for what was written on top of another revision of the draft than this one."""
    if seen not in (None, revision):
        raise Refusal("draft_written_meanwhile")


def hand_in(connection: Connection, arrival: Arrival, handed: HandedIn, now: datetime) -> list[Outgoing]:
    """Keep the draft with its author and who said what, in place of an earlier one, and tell staff.

    The author said what they changed; the rest stays said by whom it was.

    Raises Refusal, before it writes, if staff have published, rejected or withdrawn it, and if somebody wrote
    it since the author saw it.
    """
    network_id, me = arrival.workspace.network_id, arrival.official
    drafting = Drafting(Change("drafted", me.id), handed.seen, handed.readers)
    record_id, changed = keep(connection, network_id, handed.draft, drafting, now)
    contributions.note(connection, record_id, me.id, handed.introduction_id, now)
    role = handed.office.name if handed.office else "staff"
    filled = provenance.filled(provenance.everything(handed.draft), changed)
    statements = [Statement(part, me.id, role, handed.source, now) for part in filled]
    provenance.say(connection, network_id, record_id, statements)
    return staff_tasks.add(connection, network_id, "draft", record_id, now)


def keep(
    connection: Connection, network_id: NetworkId, draft: RecordDraft, drafting: Drafting, now: datetime
) -> tuple[RecordId, tuple[str, ...]]:
    """Keep the draft; return its number and the parts that changed, said by nobody so far.

    Raises Refusal as `hand_in` does.
    """
    before = records.stored(connection, network_id, [draft.key]).get(draft.key)
    readers = record_readers.readers(connection, before.record.id) if before else ()
    record_id = record_changes.draft(connection, network_id, draft, now, drafting)
    if record_id is None:
        state = records.state_of(connection, network_id, draft.key)
        raise Refusal("draft_written_meanwhile" if state in WRITABLE else "draft_reviewed")
    said = provenance.everything(draft_of(before.record), readers) if before else {}
    named = readers if drafting.readers is None else drafting.readers
    changed = provenance.changed(said, provenance.everything(draft, named))
    provenance.unsay(connection, record_id, changed)
    return record_id, changed
