"""What staff read of tasks that a process without a chat opened or ended: the server says it, when it can.

An operator's command, and an import of many records, write; a row of the table `due` for each task waits for
the process that can post.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.outgoing import Outgoing
from bot.records import expiring_task
from bot.staff import task_places
from bot.staff import tasks as staff_tasks
from matching.domain import NetworkId, TaskId
from store import due, tasks
from store.due import Due
from store.tasks import Task

OPENED, ENDED = "task_opened", expiring_task.ENDED


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


def _show(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Return the card of the task for each staff conversation, nothing once it is done."""
    task = tasks.by_id(connection, waiting.network_id, TaskId(waiting.subject_id))
    return staff_tasks.posted(connection, task, now) if task and task.state == "open" else []


def _replace(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Return the task as it is now in place of each of its cards."""
    task = tasks.by_id(connection, waiting.network_id, TaskId(waiting.subject_id))
    return task_places.over(connection, task, now) if task else []


KINDS: Mapping[str, Callable[[Connection, Due, datetime], list[Outgoing]]] = {OPENED: _show, ENDED: _replace}
