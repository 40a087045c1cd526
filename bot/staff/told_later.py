"""What staff read of tasks that a process without a chat opened or ended: the server says it, when it can.

An operator's command, and an import of many records, write; a row of the table `due` for each task waits for
the process that can post.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.outgoing import Outgoing, directly
from bot.records import run_out
from bot.staff import task_places
from bot.staff import tasks as staff_tasks
from matching.domain import NetworkId, TaskId
from store import due, officials, tasks
from store.due import Due
from store.tasks import Task

OPENED, ASSIGNED, ENDED = "task_opened", "task_assigned", run_out.ENDED


def opened(connection: Connection, network_id: NetworkId, kind: str, subject_id: int, now: datetime) -> None:
    """Open the task once; its card comes to each staff conversation once the server runs."""
    if tasks.open_once(connection, network_id, kind, subject_id, now):
        task = tasks.open_of(connection, network_id, kind, subject_id)
        assert task is not None, "it was opened in this transaction"
        due.schedule(connection, network_id, OPENED, task.id, now)


def ended(connection: Connection, done: Iterable[Task | None], now: datetime) -> None:
    """Let each card of these tasks, which are done, say so once the server runs."""
    for each in done:
        if each is not None:
            due.schedule(connection, each.network_id, ENDED, each.id, now)


def assigned(connection: Connection, task: Task, now: datetime) -> None:
    """Let who has the task now be told once the server runs."""
    due.again(connection, task.network_id, ASSIGNED, task.id, now)


def _tell(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Return the task for who has it now, as the beginning of their own queue; nothing once it is done."""
    task = tasks.by_id(connection, waiting.network_id, TaskId(waiting.subject_id))
    if task is None or task.state != "open" or task.assigned_to is None:
        return []
    to = officials.by_id(connection, task.network_id, task.assigned_to, now.date())
    address = directly(connection, to) if to else None
    queue = task_places.queue_now(connection, task.network_id, "")
    message = staff_tasks.shown(connection, task, now, everybody=False, queue=queue)
    return [Outgoing(address, message, to.locale)] if to and address and message else []


def _show(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Return the card of the task for each staff conversation, nothing once it is done."""
    task = tasks.by_id(connection, waiting.network_id, TaskId(waiting.subject_id))
    return staff_tasks.posted(connection, task, now) if task and task.state == "open" else []


def _replace(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Return the task as it is now in place of each of its cards."""
    task = tasks.by_id(connection, waiting.network_id, TaskId(waiting.subject_id))
    return task_places.over(connection, task, now) if task else []


KINDS: Mapping[str, Callable[[Connection, Due, datetime], list[Outgoing]]] = {
    OPENED: _show,
    ASSIGNED: _tell,
    ENDED: _replace,
}
