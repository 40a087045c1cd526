"""Messages on their way: written with the change that caused them, then sent or failed, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Update, select, update

from matching.domain import NetworkId
from store import tables
from store.statements import insert_once


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


@dataclass(frozen=True, slots=True)
class Lane:
    """A conversation and the thread in it; `paced` messages keep a distance from one another."""

    name: str = ""
    thread: str = ""
    paced: bool = False


def add(  # noqa: PLR0913 (the columns of one row, written in one place)
    conn: Connection,
    network_id: NetworkId,
    key: str,
    address: str,
    message: str,
    locale: str,
    now: datetime,
    lane: Lane = Lane(),
) -> int:
    """Return the id of the delivery with this key, made if there was none; one that exists stays as it is."""
    insert_once(conn, tables.lane, name=lane.name)
    content: dict[str, str | bool] = {"address": address, "message": message, "locale": locale}
    content |= {"lane": lane.name, "thread": lane.thread, "paced": lane.paced}
    insert_once(
        conn,
        tables.delivery,
        network_id=network_id,
        key=key,
        state="waiting",
        created_at=now,
        **content,
    )
    return int(conn.execute(select(tables.delivery.c.id).filter_by(key=key)).scalar_one())


def by_id(conn: Connection, delivery_id: int) -> Delivery | None:
    """Return the delivery, or None."""
    row = conn.execute(select(tables.delivery).filter_by(id=delivery_id)).one_or_none()
    return None if row is None else _delivery_of(row)


def latest_at(conn: Connection, network_id: NetworkId, conversation: str, posted: str) -> Delivery | None:
    """Return what the network last sent or put in place there, or None."""
    stands = {"network_id": network_id, "conversation": conversation, "posted": posted}
    query = select(tables.delivery).filter_by(**stands).where(tables.delivery.c.posted != "")
    row = conn.execute(query.order_by(tables.delivery.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _delivery_of(row)


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
    )


def place_of(conn: Connection, delivery_id: int) -> Lane | None:
    """Return where a message that waits is to go, None if it waits no longer."""
    found = select(tables.delivery).filter_by(id=delivery_id, state="waiting")
    row = conn.execute(found).one_or_none()
    return None if row is None else Lane(row.lane, row.thread, row.paced)


def finish(conn: Connection, claimed: Delivery, conversation: str, posted: str, now: datetime) -> bool:
    """Note where the message stands; True only for the one call that ended the delivery."""
    return _end(conn, claimed, now, state="sent", conversation=conversation, posted=posted)


def fail(conn: Connection, claimed: Delivery, reason: str, now: datetime) -> bool:
    """Give the message up for the chat's reason; True only for the one call that ended the delivery."""
    return _end(conn, claimed, now, state="failed", failure=reason)


def held(claimed: Delivery) -> Update:
    """Return the update of a message that nobody claimed since.

    The count of attempts alone does not tell: an attempt that posted nothing is taken off again.
    """
    return update(tables.delivery).filter_by(
        id=claimed.id, state="waiting", attempts=claimed.attempts, retry_at=claimed.retry_at
    )


def _end(conn: Connection, claimed: Delivery, now: datetime, **values: str) -> bool:
    return conn.execute(held(claimed).values(finished_at=now, **values)).rowcount == 1
