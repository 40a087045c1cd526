"""The queue of staff: what waits, one thing at a time, in whose hands it is, and what comes next."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events.curation import NextWanted, QueueWanted, TaskAssigned
from bot.messages import Message
from bot.messages.curation import QueueEmpty
from bot.messages.staff import QueueShown
from bot.network import Arrival
from bot.outgoing import Outgoing, alone, directly, in_place_of_buttons
from bot.refusal import Refusal
from bot.staff import curation_kinds, is_staff, only_staff
from bot.staff import tasks as staff_tasks
from bot.staff.task_places import again, queue_at, queue_now
from bot.staff.work import known_by, open_task
from bot.their_day import their_day
from matching.domain import NetworkId, Official, OfficialId, TaskId
from store import officials, staff, task_queue, tasks
from store.task_queue import Wanted
from store.tasks import Task

# Tasks in a row that are passed over because what they are about is gone; more of them is a bug to be seen.
PASSED_OVER = 100

# A task from which the queue goes on, and the queue as its card showed it, None for a card that stood alone.
Passed = tuple[Task, QueueShown | None]


def open_queue(connection: Connection, arrival: Arrival, event: QueueWanted, now: datetime) -> list[Outgoing]:
    """Return what this person takes up first, to them alone. Raises Refusal for others than staff."""
    only_staff(connection, arrival)
    message = _shown_from(connection, arrival, event.of, None, now)
    return [Outgoing(alone(event.speaker, event.spot), message, arrival.official.locale)]


def go_on(connection: Connection, arrival: Arrival, event: NextWanted, now: datetime) -> list[Outgoing]:
    """Return what waits after the task, or from the beginning after the last one, in the place of its card.

    Raises Refusal for others than staff.
    """
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    task = tasks.by_id(connection, network_id, TaskId(event.task_id))
    passed = (task, queue_at(connection, network_id, event.spot)) if task else None
    message = _shown_from(connection, arrival, curation_kinds.at(event.of), passed, now)
    return [Outgoing(in_place_of_buttons(event.speaker, event.spot), message, arrival.official.locale)]


def assign(connection: Connection, arrival: Arrival, event: TaskAssigned, now: datetime) -> list[Outgoing]:
    """Let the speaker, or the staff member they chose, take the task on; who was chosen is told.

    Raises Refusal for others than staff, for a chosen person who is not, if the task is done, and if somebody
    else took it on since the speaker looked.
    """
    only_staff(connection, arrival)
    task = open_task(connection, arrival.workspace.network_id, event.task_id, now)
    to = _chosen(connection, arrival, event.chat_id, now) if event.chat_id else arrival.official
    seen = OfficialId(event.seen) if event.seen else None
    if not task_queue.assign(connection, task.id, seen, to.id, now):
        _taken_on_by(connection, open_task(connection, task.network_id, task.id, now), now)
    said = again(connection, arrival, (event.speaker, event.spot), task, now)
    return said if to.id == arrival.official.id else [*said, *_told(connection, arrival, task, to, now)]


def is_staff_here(connection: Connection, arrival: Arrival, chat_id: str, now: datetime) -> bool:
    """Say whether the person whom the speaker's chat knows by this id is staff of the network."""
    if staff.is_staff(connection, arrival.workspace.id, chat_id):
        return True
    person = known_by(connection, arrival.workspace, chat_id, now)
    return person is not None and is_staff(connection, Arrival(person, arrival.workspace, chat_id=chat_id))


def _shown_from(
    connection: Connection, arrival: Arrival, kind: str, passed: Passed | None, now: datetime
) -> Message:
    network_id, everybody = arrival.workspace.network_id, arrival.workspace.demonstration
    wanted = Wanted(network_id, arrival.official.id, (kind,) if kind else ())
    queue = queue_now(connection, network_id, kind)
    task = _following(connection, wanted, passed)
    for _turn in range(PASSED_OVER):
        if task is None:
            break
        placed = replace(queue, rank=task_queue.rank(wanted, task))
        message = staff_tasks.shown(connection, task, now, everybody=everybody, queue=placed)
        if message is not None:
            return message
        task = task_queue.after(connection, wanted, task)
    return QueueEmpty(queue)


def _following(connection: Connection, wanted: Wanted, passed: Passed | None) -> Task | None:
    if passed is None:
        return task_queue.first(connection, wanted)
    task, queue = passed
    after = task_queue.after(connection, wanted, task, queue.rank if queue else None)
    return after or task_queue.first(connection, wanted)


def _chosen(connection: Connection, arrival: Arrival, chat_id: str, now: datetime) -> Official:
    """Return the staff member whom the chat knows by this id, also one who never spoke to the bot."""
    if not is_staff_here(connection, arrival, chat_id, now):
        raise Refusal("not_staff")
    found = known_by(connection, arrival.workspace, chat_id, now)
    if found is not None:
        return found
    official_id = officials.add(connection, arrival.workspace.network_id, chat_id)
    officials.identify(connection, arrival.workspace.id, chat_id, official_id)
    return Official(official_id, arrival.workspace.network_id, chat_id, "")


def _taken_on_by(connection: Connection, task: Task, now: datetime) -> None:
    by = _official(connection, task.network_id, task.assigned_to, now)
    at = task.assigned_at or now
    day = their_day(connection, by, at) if by else at.date()
    raise Refusal("task_taken_on", name=by.name if by else "", day=day.isoformat())


def _official(
    connection: Connection, network_id: NetworkId, official_id: OfficialId | None, now: datetime
) -> Official | None:
    return officials.by_id(connection, network_id, official_id, now.date()) if official_id else None


def _told(
    connection: Connection, arrival: Arrival, task: Task, to: Official, now: datetime
) -> list[Outgoing]:
    """Return the task for who has it now, as the beginning of their own queue."""
    address = directly(connection, to, near=arrival.workspace.id)
    current = tasks.by_id(connection, task.network_id, task.id)
    if address is None or current is None:
        return []
    queue: QueueShown = queue_now(connection, task.network_id, "")
    everybody = arrival.workspace.demonstration
    message = staff_tasks.shown(connection, current, now, everybody=everybody, queue=queue)
    return [Outgoing(address, message, to.locale)] if message else []
