"""Which events were handled: their keys, kept for good."""

from datetime import datetime

from sqlalchemy import Connection

from store import tables
from store.statements import insert_once


def claim(conn: Connection, key: str, now: datetime) -> bool:
    """Return whether the event with this key is yours to handle: True once, then False for good."""
    return insert_once(conn, tables.event, key=key, handled_at=now)
