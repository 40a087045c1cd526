"""Which events were handled: their keys, kept for good."""

from datetime import datetime

from sqlalchemy import Connection, select

from store import tables
from store.statements import insert_once


def claim(conn: Connection, key: str, now: datetime) -> bool:
    """Return whether the event with this key is yours to handle: True once, then False for good."""
    return insert_once(conn, tables.event, key=key, handled_at=now)


def known(conn: Connection, key: str) -> bool:
    """Return whether somebody handled the event with this key."""
    return conn.execute(select(tables.event.c.key).filter_by(key=key)).first() is not None
