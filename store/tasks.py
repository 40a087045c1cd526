"""What the staff of a network have to do: of one kind and subject one task is open at most."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from matching.domain import NetworkId, OfficialId, TaskId
from store import tables
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class Task:
    """Something for staff. `kind` says what `subject_id` is.

    verify: an official; find_office, successor: an office; unanswered: a question; overload: an official.
    """

    id: TaskId
    network_id: NetworkId
    kind: str
    subject_id: int
    state: str
    opened_at: datetime


def open_once(conn: Connection, network_id: NetworkId, kind: str, subject_id: int, now: datetime) -> bool:
    """Open a task unless one of this kind is open for the subject; True only for the call that opened it."""
    named = {"network_id": network_id, "kind": kind, "subject_id": subject_id}
    return insert_once(conn, tables.task, state="open", opened_at=now, **named)


def by_id(conn: Connection, network_id: NetworkId, task_id: TaskId) -> Task | None:
    """Return the network's task, open or done, or None."""
    row = conn.execute(select(tables.task).filter_by(id=task_id, network_id=network_id)).one_or_none()
    return None if row is None else _task_of(row)


def open_of(conn: Connection, network_id: NetworkId, kind: str, subject_id: int) -> Task | None:
    """Return the open task of this kind and subject, or None."""
    named = {"network_id": network_id, "kind": kind, "subject_id": subject_id, "state": "open"}
    row = conn.execute(select(tables.task).filter_by(**named)).one_or_none()
    return None if row is None else _task_of(row)


def every_open(conn: Connection, network_id: NetworkId, limit: int = 50) -> tuple[Task, ...]:
    """Return what is open in the network, the longest open first."""
    query = select(tables.task).filter_by(network_id=network_id, state="open")
    rows = conn.execute(query.order_by(tables.task.c.opened_at, tables.task.c.id).limit(limit))
    return tuple(_task_of(row) for row in rows)


def close(
    conn: Connection, task_id: TaskId, official_id: OfficialId | None, outcome: str, now: datetime
) -> bool:
    """Close the task, with `official_id` None by itself; True only for the one call that closed it."""
    still_open = update(tables.task).filter_by(id=task_id, state="open")
    done = {"state": "done", "closed_at": now, "closed_by": official_id, "outcome": outcome}
    return conn.execute(still_open.values(**done)).rowcount == 1


def _task_of(row: Row[Any]) -> Task:
    return Task(TaskId(row.id), NetworkId(row.network_id), row.kind, row.subject_id, row.state, row.opened_at)
