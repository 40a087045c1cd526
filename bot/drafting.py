"""Drafting: what an official did with what they learned becomes a draft of a practice record.

Nobody finds a draft until the staff of the network have looked at it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.events import DraftWritten
from bot.follow_up import sided
from bot.handing_in import HandedIn, hand_in, office_of, only_writable
from bot.messages_of_follow_up import DraftKept
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from matching.domain import NetworkId, Office, PracticeRecord, RecordId, Result
from matching.language import detect
from store import records
from store.introductions import Introduction
from store.record_values import RecordDraft

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
    """Keep the draft, thank its author and tell staff; a second one takes the first one's place.

    Raises Refusal if the author is no side of the introduction or holds no office, or if staff have
    published, rejected or withdrawn the draft.
    """
    page = permitted(connection, arrival, event.introduction_id)
    network_id, me = arrival.workspace.network_id, arrival.official
    changed = records.drafted(connection, network_id, page.key) is not None
    written = _draft(connection, page, event, now)
    source = f"introduction {page.introduction.id}"
    handed = HandedIn(written, page.office, source, page.introduction.id)
    message = DraftKept(page.introduction.id, event.title, changed)
    thanks = Outgoing(quietly(event.speaker, event.spot), message, me.locale)
    return [thanks, *hand_in(connection, arrival, handed, now)]


def permitted(connection: Connection, arrival: Arrival, introduction_id: int) -> Page:
    """Return where the speaker may write about the introduction. Raises Refusal if they may not."""
    introduction, side = sided(connection, arrival, introduction_id)
    office, own = office_of(arrival), key(introduction.id, side)
    only_writable(connection, arrival, own)
    return Page(introduction, own, office)


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


def _record(
    connection: Connection, network_id: NetworkId, record_id: RecordId | None
) -> PracticeRecord | None:
    """Return the record that brought the two together; None if there was none, or it was withdrawn."""
    return records.by_ids(connection, network_id, [record_id]).get(record_id) if record_id else None
