"""Messages on their way: written with the change that caused them, then sent or failed, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Update, bindparam, select, update

from matching.domain import NetworkId, TaskId
from store import tables
from store.columns import UtcDateTime
from store.statements import insert_once

# Every message runs these, so they are made once: making one takes longer than its answer.

_delivery = tables.delivery
_ID = select(_delivery.c.id).where(_delivery.c.key == bindparam("delivery_key"))
_BY_ID = select(_delivery).where(_delivery.c.id == bindparam("delivery_id"))

# The update of a message that waits and that nobody claimed since (`of_claimant`). The count of attempts does
# not tell that alone: an attempt that posted nothing is taken off again.
HELD = update(_delivery).where(
    _delivery.c.id == bindparam("delivery_id"),
    _delivery.c.state == "waiting",
    _delivery.c.attempts == bindparam("counted"),
    _delivery.c.retry_at.is_not_distinct_from(bindparam("lease", type_=UtcDateTime)),
)
_ENDED = HELD.values(finished_at=bindparam("ended", type_=UtcDateTime))
_SENT = _ENDED.values(state="sent", conversation=bindparam("where"), posted=bindparam("what"))
_FAILED = _ENDED.values(state="failed", failure=bindparam("reason"))


@dataclass(frozen=True, slots=True)
class Lane:
    """A conversation and the thread in it; `paced` messages keep a distance from one another."""

    name: str = ""
    thread: str = ""
    paced: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message for an address, both as JSON; `attempts` counts how often sending it was begun.

    Before `retry_at` nobody begins again: for who claimed the message (store/lanes.py) it is the lease's end.
    """

    id: int
    network_id: NetworkId
    key: str
    address: str
    message: str
    locale: str
    state: Literal["waiting", "sent", "failed"]
    attempts: int
    created_at: datetime
    retry_at: datetime | None = None
    lane: Lane = Lane()


@dataclass(frozen=True, slots=True)
class Standing:
    """A message as it stands in a conversation, and what was sent there."""

    conversation: str
    posted: str
    delivery: Delivery


def add(  # noqa: PLR0913 (the columns of one row, written in one place)
    conn: Connection,
    network_id: NetworkId,
    key: str,
    address: str,
    message: str,
    locale: str,
    now: datetime,
    lane: Lane = Lane(),
    task_id: TaskId | None = None,
    stands: tuple[str, str] = ("", ""),
) -> int:
    """Return the id of the delivery with this key, made if there was none; one that exists stays as it is.

    `task_id` is the task of staff of which it is the card; `stands` the conversation and the message whose
    place it takes.
    """
    insert_once(conn, tables.lane, name=lane.name)
    content: dict[str, str | bool | int | None] = {"address": address, "message": message, "locale": locale}
    content |= {"lane": lane.name, "thread": lane.thread, "paced": lane.paced, "task": task_id}
    content |= dict(zip(("conversation", "posted"), stands, strict=True))
    insert_once(
        conn,
        tables.delivery,
        network_id=network_id,
        key=key,
        state="waiting",
        created_at=now,
        **content,
    )
    return int(conn.execute(_ID, {"delivery_key": key}).scalar_one())


def by_id(conn: Connection, delivery_id: int) -> Delivery | None:
    """Return the delivery, or None."""
    row = conn.execute(_BY_ID, {"delivery_id": delivery_id}).one_or_none()
    return None if row is None else _delivery_of(row)


def latest_at(conn: Connection, network_id: NetworkId, conversation: str, posted: str) -> Delivery | None:
    """Return what the network last sent or put in place there, or is about to put there; None if nothing."""
    stands = {"network_id": network_id, "conversation": conversation, "posted": posted}
    there = (tables.delivery.c.posted != "", tables.delivery.c.state != "failed")
    query = select(tables.delivery).filter_by(**stands).where(*there)
    row = conn.execute(query.order_by(tables.delivery.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _delivery_of(row)


def messages_of(conn: Connection, key: str) -> tuple[str, ...]:
    """Return every message that was written because of the event of this key, or of one whose key goes on."""
    query = select(_delivery.c.message).where(_delivery.c.key.startswith(f"{key}:", autoescape=True))
    return tuple(conn.execute(query).scalars())


def cards_of(conn: Connection, network_id: NetworkId, task_id: TaskId) -> tuple[Standing, ...]:
    """Return where cards of the task stand, and what was posted there first."""
    sent = select(_delivery).filter_by(network_id=network_id, task=task_id, state="sent")
    rows = conn.execute(sent.where(_delivery.c.posted != "").order_by(_delivery.c.id.desc()))
    found = {(row.conversation, row.posted): _delivery_of(row) for row in rows}
    return tuple(Standing(*there, delivery) for there, delivery in found.items())


def waiting_of_kind(conn: Connection, network_id: NetworkId, kind: str) -> tuple[str, ...]:
    """Return the network's messages of a kind, as JSON, that are neither sent nor failed yet."""
    # A quotation mark within a text is escaped, so this stands in no message but of that kind.
    of_kind = _delivery.c.message.contains(f'"kind":"{kind}"', autoescape=True)
    query = select(_delivery.c.message).filter_by(network_id=network_id, state="waiting")
    return tuple(conn.execute(query.where(of_kind)).scalars())


def _delivery_of(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        network_id=NetworkId(row.network_id),
        key=row.key,
        address=row.address,
        message=row.message,
        locale=row.locale,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        retry_at=row.retry_at,
        lane=Lane(row.lane, row.thread, row.paced),
    )


def finish(conn: Connection, claimed: Delivery, conversation: str, posted: str, now: datetime) -> bool:
    """Note where the message stands; True only for the one call that ended the delivery."""
    return _end(conn, claimed, _SENT, ended=now, where=conversation, what=posted)


def fail(conn: Connection, claimed: Delivery, reason: str, now: datetime) -> bool:
    """Give the message up for the chat's reason; True only for the one call that ended the delivery."""
    return _end(conn, claimed, _FAILED, ended=now, reason=reason)


def of_claimant(claimed: Delivery) -> dict[str, Any]:
    """Return the values of HELD, for who claimed the message."""
    return {"delivery_id": claimed.id, "counted": claimed.attempts, "lease": claimed.retry_at}


def _end(conn: Connection, claimed: Delivery, statement: Update, **values: Any) -> bool:
    return conn.execute(statement, of_claimant(claimed) | values).rowcount == 1
