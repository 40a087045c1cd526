"""When a record counts as verified no more, and when it does again; light, since every import asks it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from matching.domain import NetworkId, OfficialId, RecordId
from store import audit, audit_views, due, records, tasks
from store.audit import Act, watched

KIND = "expiring"
ENDED = "task_ended"  # of which the server says so on every card: bot/staff/told_later.py


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
    """Close the tasks of imported records that count as verified again; the server changes their cards."""
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
