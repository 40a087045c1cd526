"""What the staff of a network have to do: of one kind and subject one task is open at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from matching.domain import NetworkId, OfficialId, TaskId
from store import tables
from store.columns import UtcDateTime
from store.statements import insert_once

# The kinds of task that look for somebody of an office.
SEEKING = ("find_office", "successor")


@dataclass(frozen=True, slots=True)
class Task:
    """Something for staff. `kind` says what `subject_id` is.

    verify, overload: an official; find_office, successor: an office; unanswered, not_helpful: a question;
    draft, duplicate, expiring: a record; answer: a quoted answer; summary: a channel's summary. Who took it
    on is `assigned_to`. Once it is done: by whom (None when it closed by itself), when, and with which
    outcome.
    """

    id: TaskId
    network_id: NetworkId
    kind: str
    subject_id: int
    state: str
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: OfficialId | None = None
    outcome: str = ""
    assigned_to: OfficialId | None = None
    assigned_at: datetime | None = None


def open_once(conn: Connection, network_id: NetworkId, kind: str, subject_id: int, now: datetime) -> bool:
    """Open a task unless one of this kind is open for the subject; True only for the call that opened it."""
    named = {"network_id": network_id, "kind": kind, "subject_id": subject_id}
    return insert_once(conn, tables.task, state="open", opened_at=now, **named)


def by_id(conn: Connection, network_id: NetworkId, task_id: TaskId) -> Task | None:
    """Return the network's task, open or done, or None."""
    row = conn.execute(select(tables.task).filter_by(id=task_id, network_id=network_id)).one_or_none()
    return None if row is None else task_of(row)


def open_of(conn: Connection, network_id: NetworkId, kind: str, subject_id: int) -> Task | None:
    """Return the open task of this kind and subject, or None."""
    named = {"network_id": network_id, "kind": kind, "subject_id": subject_id, "state": "open"}
    row = conn.execute(select(tables.task).filter_by(**named)).one_or_none()
    return None if row is None else task_of(row)


def open_of_kind(conn: Connection, network_id: NetworkId, kind: str) -> tuple[Task, ...]:
    """Return what is open of this kind in the network, the longest open first."""
    named = select(tables.task).filter_by(network_id=network_id, kind=kind, state="open")
    return tuple(task_of(row) for row in conn.execute(named.order_by(tables.task.c.id)))


def latest_of(conn: Connection, network_id: NetworkId, kind: str, subject_id: int) -> Task | None:
    """Return the last task of this kind and subject, open or done, or None."""
    named = select(tables.task).filter_by(network_id=network_id, kind=kind, subject_id=subject_id)
    row = conn.execute(named.order_by(tables.task.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else task_of(row)


def about(
    conn: Connection, network_id: NetworkId, kinds: Sequence[str], subjects: Sequence[int]
) -> tuple[TaskId, ...]:
    """Return every task of these kinds and subjects, open or done, the first first."""
    task = tables.task.c
    query = select(task.id).where(task.network_id == network_id, task.kind.in_(kinds))
    rows = conn.execute(query.where(task.subject_id.in_(subjects)).order_by(task.id)).scalars()
    return tuple(TaskId(found) for found in rows)


def count_open(conn: Connection, network_id: NetworkId) -> int:
    """Return how many tasks are open in the network."""
    query = select(func.count()).select_from(tables.task).filter_by(network_id=network_id, state="open")
    return conn.execute(query).scalar_one()


def every_open(conn: Connection, network_id: NetworkId, limit: int = 50) -> tuple[Task, ...]:
    """Return what is open in the network, the longest open first."""
    query = select(tables.task).filter_by(network_id=network_id, state="open")
    rows = conn.execute(query.order_by(tables.task.c.opened_at, tables.task.c.id).limit(limit))
    return tuple(task_of(row) for row in rows)


def close(
    conn: Connection, task_id: TaskId, official_id: OfficialId | None, outcome: str, now: datetime
) -> bool:
    """Close the task, with `official_id` None by itself; True only for the one call that closed it."""
    still_open = update(tables.task).filter_by(id=task_id, state="open")
    done = {"state": "done", "closed_at": now, "closed_by": official_id, "outcome": outcome}
    return conn.execute(still_open.values(**done)).rowcount == 1


def correct(
    conn: Connection, task_id: TaskId, official_id: OfficialId, outcomes: tuple[str, str], now: datetime
) -> bool:
    """Change the outcome of a closed task from the first to the second; True only for the call that did."""
    was, outcome = outcomes
    decided = update(tables.task).filter_by(id=task_id, state="done", outcome=was)
    changed = {"closed_at": now, "closed_by": official_id, "outcome": outcome}
    return conn.execute(decided.values(**changed)).rowcount == 1


def requests_since(conn: Connection, official_id: OfficialId, since: datetime) -> int:
    """Return how often the official was asked for an introduction since then."""
    return conn.execute(_REQUESTS, {"official_id": official_id, "since": since}).scalar_one()


# Looked up with every request to a peer, so it is made once.
_REQUESTS = select(func.count()).where(
    tables.introduction.c.peer_id == bindparam("official_id"),
    tables.introduction.c.asked_at >= bindparam("since", type_=UtcDateTime),
)


def task_of(row: Row[Any]) -> Task:
    """Return the task that is a row of its table."""
    return Task(
        id=TaskId(row.id),
        network_id=NetworkId(row.network_id),
        kind=row.kind,
        subject_id=row.subject_id,
        state=row.state,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_by=None if row.closed_by is None else OfficialId(row.closed_by),
        outcome=row.outcome,
        assigned_to=None if row.assigned_to is None else OfficialId(row.assigned_to),
        assigned_at=row.assigned_at,
    )
