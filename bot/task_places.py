"""The card of a task where a button of it was pressed: as it is now, in its place."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import messages
from bot.messages_of_staff import QueueShown, TaskShown
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons
from bot.speaker import Speaker, Spot
from bot.staff_tasks import shown
from matching.domain import NetworkId
from store import deliveries, task_queue, tasks
from store.tasks import Task


def again(
    connection: Connection, arrival: Arrival, pressed: tuple[Speaker, Spot], task: Task, now: datetime
) -> list[Outgoing]:
    """Return the task as it is now, in place of the card whose button was pressed.

    In the queue of staff it stays there: the next one is a press away.
    """
    speaker, spot = pressed
    current = tasks.by_id(connection, task.network_id, task.id)
    stood = queue_at(connection, task.network_id, spot)
    queue = replace(queue_now(connection, task.network_id, stood.kind), rank=stood.rank) if stood else None
    everybody = arrival.workspace.demonstration
    message = shown(connection, current, now, everybody=everybody, queue=queue) if current else None
    address = in_place_of_buttons(speaker, spot)
    return [Outgoing(address, message, arrival.official.locale)] if message else []


def queue_now(connection: Connection, network_id: NetworkId, kind: str) -> QueueShown:
    """Return how many tasks of each kind wait, for a queue of this kind, "" for all."""
    return QueueShown(kind, tuple(sorted(task_queue.counts(connection, network_id).items())))


def queue_at(connection: Connection, network_id: NetworkId, spot: Spot) -> QueueShown | None:
    """Return the queue whose card stands there, as it was shown; None where a card stands by itself."""
    if not spot.message:
        return None
    stands = deliveries.latest_at(connection, network_id, spot.conversation, spot.message)
    if stands is None:
        return None
    frame = getattr(messages.from_json(stands.message), "task", None)
    return frame.queue if isinstance(frame, TaskShown) else None
