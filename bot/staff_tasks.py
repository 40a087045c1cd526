"""Tasks for staff."""

from datetime import datetime

from sqlalchemy import Connection

from bot.outgoing import Outgoing
from matching.domain import NetworkId
from store import tasks


def add(
    connection: Connection, network_id: NetworkId, kind: str, subject_id: int, now: datetime
) -> list[Outgoing]:
    """Open the task once."""
    tasks.open_once(connection, network_id, kind, subject_id, now)
    return []
