"""The tasks of staff about a question: one for all who ask the same, until somebody answered it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.outgoing import Outgoing
from bot.staff import task_places
from bot.staff import tasks as staff_tasks
from matching.domain import NetworkId, QuestionId
from store import audit, audit_views, tasks
from store.audit import Act, watched
from store.tasks import Task

UNANSWERED = "unanswered"
KINDS = (UNANSWERED, "not_helpful")


def close(
    connection: Connection, network_id: NetworkId, question_id: QuestionId, now: datetime
) -> list[Outgoing]:
    """Close what is open about the question, and return it in place of its cards."""
    said = []
    for kind in KINDS:
        waiting = tasks.open_of(connection, network_id, kind, question_id)
        if waiting is not None and _closed(connection, waiting, now):
            said += task_places.over(connection, waiting, now)
    return said


def _closed(connection: Connection, task: Task, now: datetime) -> bool:
    act = Act(task.network_id, audit.BOT, "task.close")
    with watched(connection, act, audit_views.task(task.network_id, task.id), now):
        return tasks.close(connection, task.id, None, "answered", now)


def begin(
    connection: Connection,
    network_id: NetworkId,
    question_id: QuestionId,
    alike: Sequence[QuestionId],
    now: datetime,
) -> list[Outgoing]:
    """Open the task about a question that no record answers, unless one that asks the same has its own."""
    if any(tasks.open_of(connection, network_id, UNANSWERED, each) for each in alike):
        return []
    return staff_tasks.add(connection, network_id, UNANSWERED, question_id, now)
