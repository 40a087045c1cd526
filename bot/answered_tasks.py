"""The tasks of staff about a question end once somebody answered it: its asker, a peer or staff said so."""

from datetime import datetime

from sqlalchemy import Connection

from bot import task_places
from bot.outgoing import Outgoing
from matching.domain import NetworkId, QuestionId
from store import tasks

KINDS = ("unanswered", "not_helpful")


def close(
    connection: Connection, network_id: NetworkId, question_id: QuestionId, now: datetime
) -> list[Outgoing]:
    """Close what is open about the question, and return it in place of its cards."""
    said = []
    for kind in KINDS:
        waiting = tasks.open_of(connection, network_id, kind, question_id)
        if waiting is not None and tasks.close(connection, waiting.id, None, "answered", now):
            said += task_places.over(connection, waiting, now)
    return said
