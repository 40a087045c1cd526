"""Handing in: the last step of everything that an official sends in for staff to publish."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import staff_tasks
from bot.network import Arrival
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from matching.domain import IntroductionId, JurisdictionId, Office
from store import contributions, provenance, record_changes, record_readers, records
from store.provenance import PARTS, Statement
from store.record_values import RecordDraft, content
from store.revisions import Change

# In which state a record is that its author may still write: none yet, a draft, one that was sent back.
WRITABLE = ("", "drafted", "returned")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What an official hands in; `source` says where they said it, `introduction_id` what it came of."""

    draft: RecordDraft
    office: Office
    source: str
    introduction_id: IntroductionId | None = None
    readers: tuple[JurisdictionId, ...] = ()


def office_of(arrival: Arrival) -> Office:
    """Return the office that a draft of this official is from. Raises Refusal if they hold none."""
    if not arrival.official.offices:
        raise Refusal("author_without_office")
    return arrival.official.offices[0]


def only_writable(connection: Connection, arrival: Arrival, key: str) -> None:
    """Raise Refusal if staff have decided about the record of this key."""
    if records.state_of(connection, arrival.workspace.network_id, key) not in WRITABLE:
        raise Refusal("draft_reviewed")


def hand_in(connection: Connection, arrival: Arrival, handed: HandedIn, now: datetime) -> list[Outgoing]:
    """Keep the draft with its author and who said what, in place of an earlier one, and tell staff.

    Raises Refusal, before it writes, if staff have published, rejected or withdrawn it.
    """
    network_id, me = arrival.workspace.network_id, arrival.official
    change = Change("drafted", me.id)
    record_id = record_changes.draft(connection, network_id, handed.draft, now, change)
    if record_id is None:
        raise Refusal("draft_reviewed")
    record_readers.set_readers(connection, network_id, record_id, handed.readers)
    contributions.note(connection, record_id, me.id, handed.introduction_id, now)
    statements = [
        Statement(part, me.id, handed.office.name, handed.source, now) for part in _said(handed.draft)
    ]
    provenance.say(connection, network_id, record_id, statements)
    return staff_tasks.add(connection, network_id, "draft", record_id, now)


def _said(draft: RecordDraft) -> Iterator[str]:
    """Return the parts that say something: the author said them, in the role of their office."""
    said = content(draft, "drafted")
    return (part for part in PARTS if said[part])
