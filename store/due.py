"""Everything that waits: one row per kind and subject, done once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, bindparam, select, update

from matching.domain import NetworkId
from store import tables
from store.columns import UtcDateTime
from store.statements import insert_missing, insert_once

# The schedule runs these without end, so they are made once: making one takes longer than its answer.
_READY = (
    select(tables.due)
    .where(tables.due.c.done_at.is_(None), tables.due.c.due_at <= bindparam("now", type_=UtcDateTime))
    .order_by(tables.due.c.due_at, tables.due.c.id)
    .limit(bindparam("most", type_=Integer))
)
_SOONEST = (
    select(tables.due.c.due_at).where(tables.due.c.done_at.is_(None)).order_by(tables.due.c.due_at).limit(1)
)
_FINISH = (
    update(tables.due)
    .where(tables.due.c.id == bindparam("due_id"), tables.due.c.done_at.is_(None))
    .values(done_at=bindparam("now", type_=UtcDateTime))
)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that must happen at a moment; `kind` says what, `subject_id` to which row.

    `failures` counts how often it failed since it was done last.
    """

    id: int
    network_id: NetworkId
    kind: str
    subject_id: int
    due_at: datetime
    failures: int = 0


def schedule(conn: Connection, network_id: NetworkId, kind: str, subject_id: int, due_at: datetime) -> None:
    """Let this wait until `due_at`; what was scheduled once for a subject, done or not, stays as it is."""
    insert_once(conn, tables.due, network_id=network_id, kind=kind, subject_id=subject_id, due_at=due_at)


def schedule_all(
    conn: Connection, network_id: NetworkId, subject_id: int, moments: Mapping[str, datetime]
) -> None:
    """Let each of these kinds wait until its moment, for one subject; what was scheduled stays as it is."""
    named = {"network_id": network_id, "subject_id": subject_id}
    insert_missing(
        conn, tables.due, [{**named, "kind": kind, "due_at": due_at} for kind, due_at in moments.items()]
    )


def again(conn: Connection, network_id: NetworkId, kind: str, subject_id: int, due_at: datetime) -> None:
    """Let this wait until `due_at`, also if it was done before; what waits already stays as it is."""
    named = {"kind": kind, "subject_id": subject_id}
    if not insert_once(conn, tables.due, network_id=network_id, due_at=due_at, **named):
        done = update(tables.due).filter_by(**named).where(tables.due.c.done_at.is_not(None))
        conn.execute(done.values(due_at=due_at, done_at=None, failures=0))


def ready(conn: Connection, now: datetime, limit: int = 100) -> tuple[Due, ...]:
    """Return what is due in any network and not done, the longest overdue first, at most `limit`."""
    return tuple(_due_of(row) for row in conn.execute(_READY, {"now": now, "most": limit}))


def by_id(conn: Connection, due_id: int) -> Due | None:
    """Return what waits under this id, done or not; None if nothing ever did."""
    row = conn.execute(select(tables.due).filter_by(id=due_id)).one_or_none()
    return None if row is None else _due_of(row)


def soonest(conn: Connection) -> datetime | None:
    """Return when the next thing of any network is due, None when nothing waits."""
    return conn.execute(_SOONEST).scalar()


def finish(conn: Connection, due_id: int, now: datetime) -> bool:
    """Note that it was done; True only for the one call that noted it."""
    return conn.execute(_FINISH, {"due_id": due_id, "now": now}).rowcount == 1


def cancel(conn: Connection, kind: str, subject_id: int, now: datetime) -> bool:
    """Let it wait no longer; True if it still waited."""
    waiting = update(tables.due).filter_by(kind=kind, subject_id=subject_id)
    return conn.execute(waiting.where(tables.due.c.done_at.is_(None)).values(done_at=now)).rowcount == 1


def postpone(conn: Connection, kind: str, subject_id: int, due_at: datetime) -> bool:
    """Let what still waits wait until another moment; True if it still waited."""
    waiting = update(tables.due).filter_by(kind=kind, subject_id=subject_id)
    return conn.execute(waiting.where(tables.due.c.done_at.is_(None)).values(due_at=due_at)).rowcount == 1


def note_failure(conn: Connection, waiting: Due, due_at: datetime) -> bool:
    """Note that it failed, and let it wait until another moment; False if it waits no more, or was moved."""
    tried = update(tables.due).filter_by(id=waiting.id, due_at=waiting.due_at)
    failed = tried.where(tables.due.c.done_at.is_(None))
    return conn.execute(failed.values(due_at=due_at, failures=tables.due.c.failures + 1)).rowcount == 1


def bring_forward(conn: Connection, kind: str, subject_id: int, due_at: datetime) -> bool:
    """Let what still waits happen sooner, never later; True if it waited for longer than until then."""
    waiting = update(tables.due).filter_by(kind=kind, subject_id=subject_id)
    later = waiting.where(tables.due.c.done_at.is_(None), tables.due.c.due_at > due_at)
    return conn.execute(later.values(due_at=due_at)).rowcount == 1


def _due_of(row: Row[Any]) -> Due:
    return Due(row.id, NetworkId(row.network_id), row.kind, row.subject_id, row.due_at, row.failures)
