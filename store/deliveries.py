"""Messages on their way: written with the change that caused them, then sent or failed, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from matching.domain import NetworkId
from store import tables
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message for an address, both as JSON; `attempts` counts how often sending it was begun."""

    id: int
    network_id: NetworkId
    key: str
    address: str
    message: str
    locale: str
    state: Literal["waiting", "sent", "failed"]
    attempts: int


def add(  # noqa: PLR0913 (the columns of one row, written in one place)
    conn: Connection,
    network_id: NetworkId,
    key: str,
    address: str,
    message: str,
    locale: str,
    now: datetime,
) -> int:
    """Return the id of the delivery with this key, made if there was none; one that exists stays as it is."""
    content = {"address": address, "message": message, "locale": locale}
    insert_once(
        conn, tables.delivery, network_id=network_id, key=key, state="waiting", created_at=now, **content
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
    )


def begin(conn: Connection, delivery_id: int) -> Delivery | None:
    """Count an attempt and return the delivery; None when it waits no longer."""
    waiting = update(tables.delivery).filter_by(id=delivery_id, state="waiting")
    counted = conn.execute(waiting.values(attempts=tables.delivery.c.attempts + 1))
    return by_id(conn, delivery_id) if counted.rowcount == 1 else None


def finish(conn: Connection, delivery_id: int, conversation: str, posted: str, now: datetime) -> bool:
    """Note where the message stands; True only for the one call that ended the delivery."""
    return _end(conn, delivery_id, now, state="sent", conversation=conversation, posted=posted)


def fail(conn: Connection, delivery_id: int, reason: str, now: datetime) -> bool:
    """Give the message up for the chat's reason; True only for the one call that ended the delivery."""
    return _end(conn, delivery_id, now, state="failed", failure=reason)


def waiting(conn: Connection, older_than: datetime, limit: int = 100) -> tuple[int, ...]:
    """Return the ids of deliveries that wait since before that moment, oldest first, at most `limit`."""
    delivery = tables.delivery.c
    query = (
        select(delivery.id)
        .where(delivery.state == "waiting", delivery.created_at < older_than)
        .order_by(delivery.created_at, delivery.id)
        .limit(limit)
    )
    return tuple(conn.execute(query).scalars())


def _end(conn: Connection, delivery_id: int, now: datetime, **values: str) -> bool:
    still_waiting = update(tables.delivery).filter_by(id=delivery_id, state="waiting")
    return conn.execute(still_waiting.values(finished_at=now, **values)).rowcount == 1
