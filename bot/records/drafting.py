"""Drafting: what an official did with what they learned becomes a draft of a practice record.

Nobody finds a draft until the staff of the network have looked at it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events import DraftWritten
from bot.introductions.follow_up import sided
from bot.messages.follow_up import DraftKept
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.records.handing_in import HandedIn, draft_from, hand_in, office_of, only_writable
from matching.domain import NetworkId, Office, PracticeRecord, RecordId, Result
from matching.language import detect
from store import contributions, records
from store.introductions import Introduction
from store.record_values import RecordDraft, draft_of

SIDES = ("asker", "peer")


def key(introduction_id: int, side: str) -> str:
    """Return the key that the draft wants which this side of the introduction may write, one each."""
    return f"draft-{introduction_id}" if side == "asker" else f"draft-{introduction_id}-peer"


@dataclass(frozen=True, slots=True)
class Page:
    """Where somebody may write: about which introduction, under which key, and from which office.

    `before` is the draft that stands there, None if there is none yet.
    """

    introduction: Introduction
    key: str
    office: Office
    before: PracticeRecord | None

    @property
    def revision(self) -> int:
        """Which revision of the draft stands there, 0 if there is none yet."""
        return self.before.revision if self.before else 0


def write(connection: Connection, arrival: Arrival, event: DraftWritten, now: datetime) -> list[Outgoing]:
    """Keep the draft, thank its author and tell staff; a second one takes the first one's place.

    Raises Refusal if the author is no side of the introduction or holds no office, if staff have published,
    rejected or withdrawn the draft, or if somebody changed it since the author opened the form.
    """
    page = permitted(connection, arrival, event.introduction_id)
    written = _written(connection, page, event, now)
    source = f"introduction {page.introduction.id}"
    handed = HandedIn(written, page.office, source, page.introduction.id, event.seen)
    message = DraftKept(page.introduction.id, event.title, page.before is not None)
    thanks = Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)
    return [thanks, *hand_in(connection, arrival, handed, now)]


def permitted(connection: Connection, arrival: Arrival, introduction_id: int) -> Page:
    """Return where the speaker may write about the introduction. Raises Refusal if they may not."""
    introduction, side = sided(connection, arrival, introduction_id)
    office, network_id = office_of(arrival), arrival.workspace.network_id
    own = contributions.own_key(connection, network_id, key(introduction.id, side))
    only_writable(connection, arrival, own)
    before = records.drafted(connection, network_id, own)
    return Page(introduction, own, office, before)


def _written(connection: Connection, page: Page, event: DraftWritten, now: datetime) -> RecordDraft:
    """Return the draft with what was written; whatever else it says stays, such as who may read it."""
    before = draft_of(page.before) if page.before else _begun(connection, page, event, now)
    return replace(
        before,
        title=event.title,
        problem=event.problem,
        action=event.action,
        outcome=event.outcome,
        lessons=event.lessons,
        result=Result(event.result),
    )


def _begun(connection: Connection, page: Page, event: DraftWritten, now: datetime) -> RecordDraft:
    source = _record(connection, page.introduction.network_id, page.introduction.record_id)
    return replace(
        draft_from(page.office, page.key, now),
        topics=source.topics if source else (),
        source_lang=detect(f"{event.problem} {event.action}", fallback="en"),
    )


def _record(
    connection: Connection, network_id: NetworkId, record_id: RecordId | None
) -> PracticeRecord | None:
    """Return the record that brought the two together; None if there was none, or it was withdrawn."""
    return records.by_ids(connection, network_id, [record_id]).get(record_id) if record_id else None
