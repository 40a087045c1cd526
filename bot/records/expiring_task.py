"""The task of staff about a record that nobody checked by its last day."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.messages.editing import ExpiringShown, RecordExpired
from bot.messages.staff import TaskShown
from bot.records.history import named
from matching.domain import NetworkId, OfficialId, RecordId
from store import audit, audit_views, due, record_reminders, records, tasks
from store.audit import Act, watched
from store.tasks import Task

KIND = "expiring"
ENDED = "task_ended"  # of which the server says so on every card: bot/staff/told_later.py


def shown(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> RecordExpired | None:
    """Return the task as staff read it; None if its record is gone."""
    stored = records.stored_by_id(connection, task.network_id, RecordId(task.subject_id))
    if stored is None:
        return None
    record = stored.record
    last = record_reminders.last(connection, record.id)
    day = last.verify_by if last else record.verify_by
    return RecordExpired(
        task=frame,
        record=ExpiringShown(record.id, record.title, day.isoformat() if day else ""),
        place=showing.record_place(record),
        office=record.office.name if record.office else "",
        asked=named(connection, task.network_id, last.official_id if last else None, now),
    )


def has_run_out(connection: Connection, network_id: NetworkId, record_id: RecordId, now: datetime) -> bool:
    """Say whether nobody checked the published record by its last day, so that staff have to."""
    record = records.by_ids(connection, network_id, [record_id]).get(record_id)
    return record is not None and record.verify_by is not None and record.verify_by < now.date()


def close_verified(
    connection: Connection,
    network_id: NetworkId,
    record_ids: Iterable[RecordId],
    by: OfficialId | None,
    now: datetime,
) -> None:
    """Close the tasks of those records that count as verified again; the server changes their cards."""
    waiting = {each.subject_id: each for each in tasks.open_of_kind(connection, network_id, KIND)}
    found = records.by_ids(connection, network_id, [each for each in record_ids if each in waiting])
    for record in found.values():
        if record.verify_by is None or record.verify_by < now.date():
            continue
        task = waiting[record.id]
        act = Act(network_id, audit.official(by) if by else audit.COMMAND_LINE, "record.import")
        with watched(connection, act, audit_views.task(network_id, task.id), now):
            tasks.close(connection, task.id, by, "confirmed", now)
        due.schedule(connection, network_id, ENDED, task.id, now)


def close(
    connection: Connection,
    network_id: NetworkId,
    record_id: RecordId,
    ended: tuple[OfficialId | None, str],
    now: datetime,
) -> Task | None:
    """Close the record's task, by whom and as what, and return it; None if none was open."""
    task = tasks.open_of(connection, network_id, KIND, record_id)
    if task is None or not tasks.close(connection, task.id, *ended, now):
        return None
    return tasks.by_id(connection, network_id, task.id)
