"""The queue of a network's open tasks as one person of staff takes them up, and who takes which on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, case, func, select, update
from sqlalchemy import tuple_ as row_value

from matching.domain import NetworkId, OfficialId, TaskId
from store import tables
from store.columns import UtcDateTime
from store.tasks import Task, task_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose queue it is, and of which kinds of task; of no kinds means of every kind."""

    network_id: NetworkId
    official_id: OfficialId
    kinds: tuple[str, ...] = ()


def counts(conn: Connection, network_id: NetworkId) -> dict[str, int]:
    """Return how many tasks of each kind are open in the network; a kind without any is not there."""
    query = select(tables.task.c.kind, func.count()).filter_by(network_id=network_id, state="open")
    return {kind: count for kind, count in conn.execute(query.group_by(tables.task.c.kind))}


def first(conn: Connection, wanted: Wanted) -> Task | None:
    """Return what this person takes up first, None where nothing is open.

    That is the oldest of what was assigned to them, then of what nobody took on, then of what others did.
    """
    return _found(conn, wanted, _query(of_kinds=bool(wanted.kinds), after=False), {})


def rank(wanted: Wanted, task: Task) -> int:
    """Return where the task stands for this person: 0 is theirs, 1 nobody's, 2 somebody else's."""
    return 1 if task.assigned_to is None else 0 if task.assigned_to == wanted.official_id else 2


def after(conn: Connection, wanted: Wanted, task: Task, shown: int | None = None) -> Task | None:
    """Return what comes after this task, open or done, in the order of `first`; None after the last one.

    `shown` is the rank that it had when it came up, if that is known: the walk goes on from there, whoever
    took the task on since.
    """
    passed = {
        "rank": rank(wanted, task) if shown is None else shown,
        "opened_at": task.opened_at,
        "task_id": task.id,
    }
    return _found(conn, wanted, _query(of_kinds=bool(wanted.kinds), after=True), passed)


def assign(conn: Connection, task_id: TaskId, seen: OfficialId | None, to: OfficialId, now: datetime) -> bool:
    """Let this official take the open task on, if it is still whose it was seen to be, None for nobody's.

    True only for the one of several calls at once that did.
    """
    still = update(tables.task).filter_by(id=task_id, state="open", assigned_to=seen)
    return conn.execute(still.values(assigned_to=to, assigned_at=now)).rowcount == 1


def _found(conn: Connection, wanted: Wanted, query: Select[Any], passed: dict[str, Any]) -> Task | None:
    values = {"network_id": wanted.network_id, "official_id": wanted.official_id, **passed}
    if wanted.kinds:
        values["kinds"] = _listed(wanted.kinds)
    row = conn.execute(query, values).one_or_none()
    return None if row is None else task_of(row)


def _listed(kinds: Iterable[str]) -> list[str]:
    return sorted(set(kinds))


@cache
def _query(*, of_kinds: bool, after: bool) -> Select[Any]:
    # Built once each: building one takes longer than its answer.
    task = tables.task.c
    mine = task.assigned_to == bindparam("official_id", type_=Integer)
    rank = case((mine, 0), (task.assigned_to.is_(None), 1), else_=2)
    query = select(tables.task).where(task.network_id == bindparam("network_id"), task.state == "open")
    if of_kinds:
        query = query.where(task.kind.in_(bindparam("kinds", expanding=True)))
    if after:
        passed = (
            bindparam("rank", type_=Integer),
            bindparam("opened_at", type_=UtcDateTime),
            bindparam("task_id", type_=task.id.type),
        )
        query = query.where(row_value(rank, task.opened_at, task.id) > row_value(*passed))
    return query.order_by(rank, task.opened_at, task.id).limit(1)
