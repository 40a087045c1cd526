"""The records that were found near to one: how staff read them, and when nothing is left to decide."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.messages.merging import Difference, DuplicatesShown, NearShown, RecordNamed
from bot.messages.staff import TaskShown
from bot.records import parts as record_parts
from matching.domain import NetworkId, OfficialId, PracticeRecord, RecordId
from store import pairs, records, tasks
from store.tasks import Task

SHOWN = 3  # issue 6's number
STATES = ("published", "drafted", "returned")  # of records that can still be merged


def settle(
    connection: Connection, network_id: NetworkId, record_id: RecordId, by: OfficialId | None, now: datetime
) -> tuple[Task, ...]:
    """Close the tasks about duplicates of the record, and of those near it, of which none is left."""
    closed = []
    for each in (record_id, *pairs.alike(connection, network_id, record_id)):
        task = tasks.open_of(connection, network_id, "duplicate", each)
        if task is not None and not alike(connection, network_id, each):
            tasks.close(connection, task.id, by, "done", now)
            closed.append(task)
    return tuple(closed)


def shown(
    connection: Connection, network_id: NetworkId, record_id: RecordId, task: TaskShown | None = None
) -> DuplicatesShown:
    """Return the record with those that were found near it and are still apart from it."""
    stored = records.stored_by_id(connection, network_id, record_id)
    assert stored is not None, "a record is never deleted"
    near = tuple(_near(stored.record, each) for each in alike(connection, network_id, record_id))
    return DuplicatesShown(named(stored.record), near, task)


def alike(connection: Connection, network_id: NetworkId, record_id: RecordId) -> Sequence[PracticeRecord]:
    """Return the records that staff may still merge with this one, the closest first, if any."""
    near = pairs.alike(connection, network_id, record_id)
    found = records.stored_by_ids(connection, network_id, (record_id, *near))
    there = {each: stored.record for each, stored in found.items() if stored.state in STATES}
    if record_id not in there:
        return ()
    return [there[each] for each in near if each in there][:SHOWN]


def _near(record: PracticeRecord, other: PracticeRecord) -> NearShown:
    differences = tuple(
        Difference(part, record_parts.text_of(record, part), record_parts.text_of(other, part))
        for part in _differing(record, other)
    )
    return NearShown(named(other), showing.record_place(other), other.year_start, differences)


def _differing(record: PracticeRecord, other: PracticeRecord) -> Iterable[str]:
    either = {*record_parts.differing(record, other), *record_parts.differing(other, record)}
    return (part for part in record_parts.COMPARED if part in either)


def named(record: PracticeRecord) -> RecordNamed:
    """Return the record by its number and title."""
    return RecordNamed(record.id, record.title)
