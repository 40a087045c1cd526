"""The cards of a task: where a button was pressed as it is now, and everywhere else once it is done."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection

from bot import messages
from bot.messages.staff import QueueShown, TaskShown
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons
from bot.speaker import Speaker, Spot
from bot.staff.tasks import shown
from matching.domain import NetworkId
from store import deliveries, task_queue, tasks
from store.deliveries import Delivery
from store.tasks import Task

NOWHERE = Spot("")


def again(
    connection: Connection, arrival: Arrival, pressed: tuple[Speaker, Spot], task: Task, now: datetime
) -> list[Outgoing]:
    """Return the task as it is now, in place of the card whose button was pressed, and of others once done.

    In the queue of staff it stays there: the next one is a press away.
    """
    speaker, spot = pressed
    current = tasks.by_id(connection, task.network_id, task.id)
    if current is None:
        return []
    stood = queue_at(connection, task.network_id, spot)
    queue = replace(queue_now(connection, task.network_id, stood.kind), rank=stood.rank) if stood else None
    everybody = arrival.workspace.demonstration
    message = shown(connection, current, now, everybody=everybody, queue=queue)
    address = in_place_of_buttons(speaker, spot)
    said = [Outgoing(address, message, arrival.official.locale)] if message else []
    return [*said, *over(connection, current, now, spot)]


def over(connection: Connection, task: Task, now: datetime, but: Spot = NOWHERE) -> list[Outgoing]:
    """Return a task that is done in place of each of its cards, but for the one that stands there.

    Nothing for a task that is open: its cards stay, and who takes it on is told of a press too late.
    """
    current = tasks.by_id(connection, task.network_id, task.id)
    if current is None or current.state == "open":
        return []
    said = []
    for card in deliveries.cards_of(connection, current.network_id, current.id):
        if (card.conversation, card.posted) == (but.conversation, but.message):
            continue
        frame = _frame(card.delivery)
        message = shown(connection, current, now, everybody=frame is not None and frame.everybody)
        workspace = json.loads(card.delivery.address)["workspace"]
        there = Address(workspace, "replace", conversation=card.conversation, message=card.posted)
        if message is not None:
            said.append(Outgoing(there, message, card.delivery.locale))
    return said


def all_over(
    connection: Connection, done: Iterable[Task | None], now: datetime, but: Spot = NOWHERE
) -> list[Outgoing]:
    """Return the same of several tasks."""
    return [said for each in done if each is not None for said in over(connection, each, now, but)]


def queue_now(connection: Connection, network_id: NetworkId, kind: str) -> QueueShown:
    """Return how many tasks of each kind wait, for a queue of this kind, "" for all."""
    return QueueShown(kind, tuple(sorted(task_queue.counts(connection, network_id).items())))


def queue_at(connection: Connection, network_id: NetworkId, spot: Spot) -> QueueShown | None:
    """Return the queue whose card stands there, as it was shown; None where a card stands by itself."""
    if not spot.message:
        return None
    stands = deliveries.latest_at(connection, network_id, spot.conversation, spot.message)
    frame = _frame(stands) if stands else None
    return frame.queue if frame else None


def _frame(delivery: Delivery) -> TaskShown | None:
    """Return what every card of a task has, as it was sent; None for another message, or one of long ago."""
    try:
        frame = getattr(messages.from_json(delivery.message), "task", None)
    except ValidationError:
        return None
    return frame if isinstance(frame, TaskShown) else None
