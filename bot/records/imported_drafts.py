"""What follows where an import publishes a draft; light, since every import asks it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from bot.records.run_out import ENDED
from matching.domain import NetworkId, OfficialId, RecordId
from store import audit, audit_views, due, provenance, tasks
from store.audit import Act, watched

DRAFTS = ("drafted", "returned", "rejected")
DECIDED = "draft_decided"  # of which the server tells the author: bot/records/decided_later.py


def are_published(
    connection: Connection,
    network_id: NetworkId,
    record_ids: Collection[RecordId],
    by: OfficialId | None,
    now: datetime,
) -> None:
    """End what staff had to do about these drafts, note who approved them, and let their authors be told.

    The server changes the cards. An operator, for whom `by` is None, approves nothing.
    """
    waiting = {each.subject_id: each for each in tasks.open_of_kind(connection, network_id, "draft")}
    for record_id in record_ids:
        if by is not None:
            provenance.approve(connection, network_id, record_id, by, now)
        due.again(connection, network_id, DECIDED, record_id, now)
        task = waiting.get(record_id)
        if task is None:
            continue
        act = Act(network_id, audit.official(by) if by else audit.COMMAND_LINE, "record.import")
        with watched(connection, act, audit_views.task(network_id, task.id), now):
            tasks.close(connection, task.id, by, "published", now)
        due.schedule(connection, network_id, ENDED, task.id, now)
