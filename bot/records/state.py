"""Whether a record stands: staff withdraw it for a reason, put it back, or say until when it is verified."""

from datetime import date, datetime

from sqlalchemy import Connection

from bot.events.practice import RecordRestored, RecordVerified, RecordWithdrawn
from bot.messages.editing import RecordMoved, VerificationNoted
from bot.network import Arrival
from bot.outgoing import Outgoing, alone, in_place_of_buttons, quietly
from bot.records import expiring_task, run_out
from bot.records import near as near_records
from bot.records.fields import last_day
from bot.records.history import in_any_state, named
from bot.refusal import Refusal
from bot.staff import only_staff, task_places
from bot.staff import tasks as staff_tasks
from matching.domain import NetworkId, RecordId
from store import record_changes, revisions
from store.record_changes import Edit
from store.records import Stored
from store.revisions import Change


def withdraw(
    connection: Connection, arrival: Arrival, event: RecordWithdrawn, now: datetime
) -> list[Outgoing]:
    """Take the record out of the answers. Raises Refusal for others than staff, and if it has changed."""
    only_staff(connection, arrival)
    network_id, me = arrival.workspace.network_id, arrival.official
    stored = published(connection, network_id, RecordId(event.record_id))
    edited = Edit(stored.record.id, event.seen, Change("withdrawn", me.id, event.reason))
    move(connection, network_id, edited, "withdrawn", now)
    settled = near_records.settle(connection, network_id, stored.record.id, me.id, now)
    said = moved(connection, network_id, stored.record.id, event.reason)
    over = [
        *settle(connection, arrival, event, "withdrawn", now),
        *task_places.all_over(connection, settled, now),
    ]
    return [Outgoing(alone(event.speaker, event.spot), said, me.locale), *over]


def restore(connection: Connection, arrival: Arrival, event: RecordRestored, now: datetime) -> list[Outgoing]:
    """Put back a record that was withdrawn. Raises Refusal for others than staff, and if it has changed."""
    only_staff(connection, arrival)
    network_id, me = arrival.workspace.network_id, arrival.official
    stored = in_any_state(connection, network_id, RecordId(event.record_id))
    if not can_be_restored(connection, network_id, stored):
        raise Refusal("not_withdrawn")
    edited = Edit(stored.record.id, event.seen, Change("restored", me.id))
    move(connection, network_id, edited, "published", now)
    said = moved(connection, network_id, stored.record.id)
    again = run_out.has_run_out(connection, network_id, stored.record.id, now)
    task = staff_tasks.add(connection, network_id, expiring_task.KIND, stored.record.id, now) if again else ()
    return [Outgoing(in_place_of_buttons(event.speaker, event.spot), said, me.locale), *task]


def verify(connection: Connection, arrival: Arrival, event: RecordVerified, now: datetime) -> list[Outgoing]:
    """Note that the speaker found the record right today. Raises Refusal as `withdraw` does."""
    only_staff(connection, arrival)
    network_id, me = arrival.workspace.network_id, arrival.official
    stored = published(connection, network_id, RecordId(event.record_id))
    until = last_day(event.until, now.date())
    edited = Edit(stored.record.id, event.seen, Change("verified", me.id))
    confirm(connection, network_id, edited, until, now)
    said = VerificationNoted(stored.record.title, until.isoformat())
    over = settle(connection, arrival, event, "confirmed", now)
    return [Outgoing(quietly(event.speaker, event.spot), said, me.locale), *over]


def published(connection: Connection, network_id: NetworkId, record_id: RecordId) -> Stored:
    """Return the record while it is published. Raises Refusal if it is not."""
    stored = in_any_state(connection, network_id, record_id)
    if stored.state != "published":
        raise Refusal("withdrawn_already" if stored.state == "withdrawn" else "not_published")
    return stored


def can_be_restored(connection: Connection, network_id: NetworkId, stored: Stored) -> bool:
    """Say whether the record was withdrawn by hand; one that was merged away comes back by unmerging."""
    if stored.state != "withdrawn":
        return False
    latest = (
        each
        for each in revisions.history(connection, network_id, stored.record.id)
        if each.change.kind not in ("edited", "verified")
    )
    last = next(latest, None)
    return last is not None and last.change.kind == "withdrawn"


def move(connection: Connection, network_id: NetworkId, edited: Edit, state: str, now: datetime) -> None:
    """Bring the record into the state. Raises Refusal if it has changed since its editor saw it."""
    if not record_changes.move(connection, network_id, edited, state, now):
        raise changed_meanwhile(connection, network_id, edited.record_id, now)


def confirm(connection: Connection, network_id: NetworkId, edited: Edit, until: date, now: datetime) -> None:
    """Let the record count as verified until that day. Raises Refusal as `move` does."""
    if not record_changes.verify(connection, network_id, edited, until, now):
        raise changed_meanwhile(connection, network_id, edited.record_id, now)


def changed_meanwhile(
    connection: Connection, network_id: NetworkId, record_id: RecordId, now: datetime
) -> Refusal:
    """Return the refusal for who looked at an earlier revision, with who changed it if they can be named."""
    latest = next(iter(revisions.history(connection, network_id, record_id, 1)), None)
    name = named(connection, network_id, latest.change.made_by if latest else None, now)
    return Refusal("record_changed_by", name=name) if name else Refusal("record_changed")


def moved(
    connection: Connection, network_id: NetworkId, record_id: RecordId, reason: str = ""
) -> RecordMoved:
    """Return how the record stands now."""
    stored = in_any_state(connection, network_id, record_id)
    record = stored.record
    return RecordMoved(record.id, record.revision, record.title, stored.state, reason)


def settle(
    connection: Connection,
    arrival: Arrival,
    event: RecordWithdrawn | RecordVerified,
    outcome: str,
    now: datetime,
) -> list[Outgoing]:
    """Close the task that the record's verification ran out; return it in place of the card that was used."""
    network_id, me = arrival.workspace.network_id, arrival.official
    task = expiring_task.close(connection, network_id, RecordId(event.record_id), (me.id, outcome), now)
    if task is None:
        return []
    if not event.spot.message:
        return task_places.over(connection, task, now)
    return task_places.again(connection, arrival, (event.speaker, event.spot), task, now)
