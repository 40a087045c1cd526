"""Drafting: what an official did with what they learned becomes a draft of a practice record.

Nobody finds a draft until the staff of the network have looked at it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.events import DraftWritten
from bot.follow_up import sided
from bot.messages_of_follow_up import DraftKept
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.refusal import Refusal
from matching.domain import NetworkId, Office, OfficialId, PracticeRecord, RecordId, Result
from matching.language import detect
from store import contributions, provenance, record_changes, records
from store.introductions import Introduction
from store.provenance import PARTS, Statement
from store.record_values import RecordDraft
from store.revisions import Change

SIDES = ("asker", "peer")


def key(introduction_id: int, side: str) -> str:
    """Return the key of the draft that this side of the introduction may write, one each."""
    return f"draft-{introduction_id}" if side == "asker" else f"draft-{introduction_id}-peer"


@dataclass(frozen=True, slots=True)
class Page:
    """Where somebody may write: about which introduction, under which key, and from which office."""

    introduction: Introduction
    key: str
    office: Office


def write(connection: Connection, arrival: Arrival, event: DraftWritten, now: datetime) -> list[Outgoing]:
    """Keep the draft and thank its author; a second one of the same author takes the first one's place.

    Raises Refusal if the author is no side of the introduction or holds no office, or if staff have published
    or withdrawn the draft.
    """
    page = permitted(connection, arrival, event.introduction_id)
    network_id, me = arrival.workspace.network_id, arrival.official
    changed = records.drafted(connection, network_id, page.key) is not None
    written = _draft(connection, page, event, now)
    record_id = record_changes.draft(connection, network_id, written, now, Change("drafted", me.id))
    if record_id is None:
        raise Refusal("draft_reviewed")
    contributions.note(connection, record_id, me.id, page.introduction.id, now)
    provenance.say(connection, network_id, record_id, _statements(page, me.id, written, now))
    message = DraftKept(page.introduction.id, event.title, changed)
    return [Outgoing(quietly(event.speaker, event.spot), message, me.locale)]


def permitted(connection: Connection, arrival: Arrival, introduction_id: int) -> Page:
    """Return where the speaker may write about the introduction. Raises Refusal if they may not."""
    introduction, side = sided(connection, arrival, introduction_id)
    if not arrival.official.offices:
        raise Refusal("author_without_office")
    own = key(introduction.id, side)
    if records.state_of(connection, arrival.workspace.network_id, own) not in ("", "drafted"):
        raise Refusal("draft_reviewed")
    return Page(introduction, own, arrival.official.offices[0])


def _draft(connection: Connection, page: Page, event: DraftWritten, now: datetime) -> RecordDraft:
    office, place = page.office, page.office.jurisdiction
    source = _record(connection, page.introduction.network_id, page.introduction.record_id)
    return RecordDraft(
        key=page.key,
        title=event.title,
        problem=event.problem,
        action=event.action,
        outcome=event.outcome,
        lessons=event.lessons,
        result=Result(event.result),
        topics=source.topics if source else (),
        place=place.name,
        country=place.country or "",
        office_id=office.id,
        year_start=None,
        status="",
        source_title=f"{office.name}, {place.name}, {now.date().isoformat()}",
        source_url="",
        source_lang=detect(f"{event.problem} {event.action}", fallback="en"),
    )


def _statements(page: Page, author: OfficialId, written: RecordDraft, now: datetime) -> list[Statement]:
    """Return that the author said every part that they filled in, in the role of their office."""
    source = f"introduction {page.introduction.id}"
    said = (part for part in PARTS if getattr(written, part, ""))
    return [Statement(part, author, page.office.name, source, now) for part in said]


def _record(
    connection: Connection, network_id: NetworkId, record_id: RecordId | None
) -> PracticeRecord | None:
    """Return the record that brought the two together; None if there was none, or it was withdrawn."""
    return records.by_ids(connection, network_id, [record_id]).get(record_id) if record_id else None
