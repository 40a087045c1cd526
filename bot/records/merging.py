"""Merging records: staff withdraw one in favour of another that says the same, and can take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.events.duplicate import MergeDecided, UnmergeWanted
from bot.messages.merging import DraftMerged, RecordMerged, RecordUnmerged
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing, directly, in_place_of_buttons, quietly
from bot.records import expiring_task, run_out
from bot.records import near as near_records
from bot.records import parts as record_parts
from bot.records.authors import author_of, tell
from bot.refusal import Refusal
from bot.staff import only_staff, task_places
from bot.staff import tasks as staff_tasks
from matching.domain import (
    JurisdictionId,
    NetworkId,
    Official,
    OfficialId,
    PracticeRecord,
    RecordId,
    Visibility,
)
from store import due, merges, record_readers, records, tasks
from store.due import Due
from store.merges import Merging, Outcome
from store.record_values import draft_of
from store.records import Stored
from store.tasks import Task

TOLD_LATER = "merge_told"  # by the server, of what an operator's command did
UNDONE_WITHIN = timedelta(days=30)  # issue 6 names it
DRAFTS = ("drafted", "returned")
# What staff had to do about a record, and have no more once it says nothing of its own.
TASKS = ("draft", "duplicate", "expiring")
# Among how few people a record is read, from the most on.
_NARROWER = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.UNATTRIBUTED, Visibility.NAMED)


@dataclass(frozen=True, slots=True)
class Pair:
    """A record and the one that it can be merged into.

    `restricts`: fewer people may read the record than the one that stays. `of_draft`: it is a draft, and the
    other one is published.
    """

    record: PracticeRecord
    into: PracticeRecord
    network_id: NetworkId
    restricts: bool = False
    of_draft: bool = False

    @property
    def narrower(self) -> Visibility:
        """Among how many both of them may be read."""
        return max(self.record.visibility, self.into.visibility, key=_NARROWER.index)

    def settled(self, said: Mapping[str, str]) -> dict[str, str]:
        """Return whose text of each part that differs stays; where nobody chose, what is offered first."""
        chosen = {}
        for part in record_parts.differing(self.record, self.into):
            offered = record_parts.choices(self.record, self.into, part)
            chosen[part] = said[part] if said.get(part) in offered else offered[0]
        return chosen

    def fewer_readers(self, chosen: Mapping[str, str]) -> Visibility | None:
        """Return who alone may read the record that stays from then on; None if as many as before may.

        Of a draft of which no text is chosen nothing gets into a published record, so its readers stay.
        """
        if not self.restricts or (self.of_draft and set(chosen.values()) <= {record_parts.INTO}):
            return None
        return self.narrower


def pair(connection: Connection, arrival: Arrival, record_id: int, into_id: int) -> Pair:
    """Return the two records, as `pair_of`. Raises Refusal for others than staff, too."""
    only_staff(connection, arrival)
    return pair_of(connection, arrival.workspace.network_id, RecordId(record_id), RecordId(into_id))


def pair_of(connection: Connection, network_id: NetworkId, record_id: RecordId, into_id: RecordId) -> Pair:
    """Return the two records; the second one is where it leads to if it was merged itself.

    Raises Refusal for two that cannot be merged this way round.
    """
    record = _stored(connection, network_id, record_id)
    _stored(connection, network_id, into_id)
    end = merges.landed(connection, network_id, into_id)
    numbers = {"record": str(record_id), "into": str(into_id)}
    if merges.landed(connection, network_id, record_id) == end:
        raise Refusal("one_record_already", **numbers)
    into = _stored(connection, network_id, end)
    for each in (record, into):
        if each.state not in ("published", *DRAFTS):
            raise Refusal("not_to_merge", record=str(each.record.id))
    if into.state in DRAFTS and record.state == "published":
        raise Refusal("merge_into_draft", **numbers)
    if {record.record.visibility, into.record.visibility} == {Visibility.NAMED, Visibility.UNATTRIBUTED}:
        raise Refusal("different_readers")
    two = Pair(record.record, into.record, network_id)
    if record_parts.too_many(record_parts.merged(two.record, two.into, {})):
        raise Refusal("merge_of_too_many", record=str(two.record.id), into=str(two.into.id))
    of_draft = record.state in DRAFTS and into.state == "published"
    return replace(two, restricts=_restricts(connection, two), of_draft=of_draft)


def merge(connection: Connection, arrival: Arrival, event: MergeDecided, now: datetime) -> list[Outgoing]:
    """Withdraw the one record and let the other say what was chosen, with sources and contacts of both.

    The author of a draft that was merged is told where their words are. Raises Refusal as `merged`, and for
    others than staff.
    """
    only_staff(connection, arrival)
    ids = RecordId(event.record_id), RecordId(event.into_id)
    merging = Merging(ids[0], event.record_seen, ids[1], event.into_seen, arrival.official.id)
    done = merged(connection, arrival.workspace.network_id, merging, event.chosen, now)
    said = [Outgoing(_there(event), done.message, arrival.official.locale)]
    if done.of_draft:
        told = DraftMerged(done.message.record.title, done.message.into, nothing=not done.taken)
        said += _author_told(connection, arrival, ids[0], told, now)
    return [*said, *task_places.all_over(connection, done.over, now, event.spot)]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: what is said of it, which tasks it ended, and which parts it took over.

    `of_draft` says that it was of a draft, which has an author.
    """

    message: RecordMerged
    over: Sequence[Task]
    taken: tuple[str, ...]
    of_draft: bool


def merged(
    connection: Connection,
    network_id: NetworkId,
    merging: Merging,
    chosen: Mapping[str, str],
    now: datetime,
) -> Merged:
    """Merge the two with what was chosen of each part, and return what that did.

    Raises Refusal as `pair_of`, and if one of the two has changed since it was seen.
    """
    two = pair_of(connection, network_id, merging.record_id, merging.into_id)
    seen = (merging.record_seen, merging.into_id, merging.into_seen)
    if seen != (two.record.revision, two.into.id, two.into.revision):
        raise Refusal("records_changed")
    of_draft = _stored(connection, network_id, two.record.id).state in DRAFTS
    settled = two.settled(chosen)
    outcome = _outcome(connection, two, settled)
    if not merges.merge(connection, network_id, merging, outcome, now):
        raise Refusal("records_changed")
    until, fewer = (now + UNDONE_WITHIN).date().isoformat(), two.fewer_readers(settled)
    record, into = near_records.named(two.record), near_records.named(two.into)
    for_named = outcome.written.visibility is Visibility.NAMED
    message = RecordMerged(record, into, until, fewer.value if fewer else "", for_named)
    return Merged(message, _end_tasks(connection, two, merging.by, now), outcome.taken, of_draft)


def unmerge(connection: Connection, arrival: Arrival, event: UnmergeWanted, now: datetime) -> list[Outgoing]:
    """Restore both records; what was edited since stays, and staff read which parts were taken over.

    A draft is one again: its author is told, and staff have a task; so they do about a record that ran out.
    Raises Refusal as `unmerged`, and for others than staff.
    """
    only_staff(connection, arrival)
    network_id, record_id = arrival.workspace.network_id, RecordId(event.record_id)
    message = unmerged(connection, network_id, record_id, arrival.official.id, now)
    said = [Outgoing(_there(event), message, arrival.official.locale)]
    state = _stored(connection, network_id, record_id).state
    if state in DRAFTS:
        told = DraftMerged(message.record.title, message.into, undone=True)
        said += _author_told(connection, arrival, record_id, told, now)
    if state == "drafted":
        said += staff_tasks.add(connection, network_id, "draft", record_id, now)
    if run_out.has_run_out(connection, network_id, record_id, now):
        said += staff_tasks.add(connection, network_id, expiring_task.KIND, record_id, now)
    return said


def unmerged(
    connection: Connection, network_id: NetworkId, record_id: RecordId, by: OfficialId | None, now: datetime
) -> RecordUnmerged:
    """Take the record's merge back and return what became of both; `by` is None for an operator.

    Raises Refusal for a record that is not merged, after UNDONE_WITHIN, and if the other one was merged on.
    """
    number = str(record_id)
    record = _stored(connection, network_id, record_id)
    held = merges.current(connection, network_id, record.record.id)
    if held is None:
        raise Refusal("not_merged", record=number)
    if now > held.merged_at + UNDONE_WITHIN:
        raise Refusal("unmerge_too_late", record=number, day=held.merged_at.date().isoformat())
    if merges.landed(connection, network_id, held.into_id) != held.into_id:
        raise Refusal("unmerge_first", into=str(held.into_id))
    restored = merges.unmerge(connection, network_id, held, by, now)
    if restored is None:
        raise Refusal("not_merged", record=number)
    again = _stored(connection, network_id, record.record.id).record
    into = _stored(connection, network_id, held.into_id).record
    return RecordUnmerged(near_records.named(again), near_records.named(into), not restored, held.taken)


def tell_later(connection: Connection, network_id: NetworkId, record_id: RecordId, now: datetime) -> None:
    """Let the server tell the author of a draft what a command did to it, unless it was undone meanwhile."""
    if not due.cancel(connection, TOLD_LATER, record_id, now):
        due.again(connection, network_id, TOLD_LATER, record_id, now)


def tell_author(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Tell the author of a draft into which record it was merged, or that it stands by itself again."""
    network_id, record_id = waiting.network_id, RecordId(waiting.subject_id)
    author = author_of(connection, network_id, record_id, now)
    address = directly(connection, author) if author else None
    held = merges.latest(connection, network_id, record_id)
    if author is None or address is None or held is None:
        return []
    undone = merges.landed(connection, network_id, record_id) == record_id
    record, into = (_stored(connection, network_id, each).record for each in (record_id, held.into_id))
    nothing = not (held.taken or undone)
    message = DraftMerged(record.title, near_records.named(into), undone=undone, nothing=nothing)
    return [Outgoing(address, _as_read_by(connection, author, message), author.locale)]


def _end_tasks(connection: Connection, two: Pair, by: OfficialId | None, now: datetime) -> list[Task]:
    """Close what staff had to do about the merged record, and about duplicates of which none is left."""
    network_id = two.network_id
    found = [tasks.open_of(connection, network_id, kind, two.record.id) for kind in TASKS]
    ended = [each for each in found if each and tasks.close(connection, each.id, by, "merged", now)]
    for record in (two.record, two.into):
        ended += near_records.settle(connection, network_id, record.id, by, now)
    return ended


def _author_told(
    connection: Connection, arrival: Arrival, record_id: RecordId, message: DraftMerged, now: datetime
) -> list[Outgoing]:
    author = author_of(connection, arrival.workspace.network_id, record_id, now)
    return tell(connection, arrival, author, _as_read_by(connection, author, message)) if author else []


def _as_read_by(connection: Connection, author: Official, message: DraftMerged) -> DraftMerged:
    """Return the message without the other record's title, if that is for places other than the author's."""
    place = author.jurisdiction
    hidden = record_readers.hidden_from(connection, author.network_id, place.id if place else None)
    if message.into.id not in hidden:
        return message
    return replace(message, into=replace(message.into, title=""))


def _outcome(connection: Connection, two: Pair, chosen: Mapping[str, str]) -> Outcome:
    """Return what the record that stays says; nothing of a draft that would be read by more than before."""
    fewer = two.fewer_readers(chosen)
    if two.restricts and fewer is None:
        readers = record_readers.readers(connection, two.into.id)
        return Outcome(draft_of(two.into), (), readers, nothing_of_it=True)
    visibility = fewer or two.into.visibility
    written = replace(record_parts.merged(two.record, two.into, chosen), visibility=visibility)
    taken = tuple(part for part, choice in chosen.items() if choice != record_parts.INTO)
    return Outcome(written, taken, _readers(connection, two))


def _readers(connection: Connection, two: Pair) -> tuple[JurisdictionId, ...]:
    """Return the places named as readers: those that may read each of the records that name any."""
    named = [
        {
            *record_readers.readers(connection, each.id),
            *([each.office.jurisdiction.id] if each.office else []),
        }
        for each in (two.record, two.into)
        if each.visibility is Visibility.NAMED
    ]
    if not named:
        return record_readers.readers(connection, two.into.id)
    return tuple(sorted(set.intersection(*named)))


def _restricts(connection: Connection, two: Pair) -> bool:
    """Say whether fewer may read the record than may read the one that stays."""
    if two.narrower is not two.into.visibility:
        return True
    before = record_readers.readers(connection, two.into.id)
    return two.into.visibility is Visibility.NAMED and not set(before) <= set(_readers(connection, two))


def _stored(connection: Connection, network_id: NetworkId, record_id: RecordId) -> Stored:
    found = records.stored_by_id(connection, network_id, record_id)
    if found is None:
        raise Refusal("unknown_practice")
    return found


def _there(event: MergeDecided | UnmergeWanted) -> Address:
    """Return the card whose button led here; without one, where only the speaker reads."""
    if event.spot.message:
        return in_place_of_buttons(event.speaker, event.spot)
    return quietly(event.speaker, event.spot)
