"""The task of staff about a record that nobody checked by its last day, or of which something has changed."""

from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.messages.editing import ExpiringShown, RecordExpired, ReportShown
from bot.messages.staff import TaskShown
from bot.records import run_out
from bot.records.history import named
from matching.domain import NetworkId, OfficialId, RecordId
from store import record_reminders, record_reports, records, tasks
from store.tasks import Task

KIND = run_out.KIND


def shown(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> RecordExpired | None:
    """Return the task as staff read it; None if its record is gone."""
    stored = records.stored_by_id(connection, task.network_id, RecordId(task.subject_id))
    if stored is None:
        return None
    record = stored.record
    last = record_reminders.last(connection, record.id)
    said = record_reports.between(connection, task.network_id, record.id, task.opened_at, task.closed_at)
    day = last.verify_by if last else record.verify_by
    return RecordExpired(
        task=frame,
        record=ExpiringShown(record.id, record.title, day.isoformat() if day else ""),
        place=showing.record_place(record),
        office=record.office.name if record.office else "",
        asked=named(connection, task.network_id, last.official_id if last else None, now),
        reports=tuple(
            ReportShown(named(connection, task.network_id, each.official_id, now), each.text) for each in said
        ),
    )


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
