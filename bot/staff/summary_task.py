"""The task of staff about a summary of a channel that was not sent."""

from datetime import datetime

from sqlalchemy import Connection

from bot.messages.digests import DigestFailed
from bot.messages.staff import TaskShown
from bot.outgoing import Outgoing
from bot.staff import conversations as staff_conversations
from bot.working_time import zone
from matching.domain import OfficialId
from store import digests, tasks
from store.digests import DigestSetting, KeptDigest
from store.tasks import Task

KIND = "summary"


def add(connection: Connection, of: DigestSetting, kept: KeptDigest, now: datetime) -> list[Outgoing]:
    """Open the task about this summary, once, and return its card for the staff of the channel's workspace.

    Staff of another workspace cannot open the channel. Where no staff conversation is set, /curate has it.
    """
    if not tasks.open_once(connection, of.network_id, KIND, kept.id, now):
        return []
    task = tasks.open_of(connection, of.network_id, KIND, kept.id)
    assert task is not None, "it was opened in this transaction"
    return staff_conversations.told(
        connection,
        of.network_id,
        lambda there: (
            shown(connection, task, TaskShown(task.id, there.demonstration), now)
            if there.id == of.workspace_id
            else None
        ),
    )


def shown(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> DigestFailed | None:
    """Return the task as staff read it; None if its summary is gone."""
    kept = digests.by_id(connection, task.network_id, task.subject_id)
    of = digests.setting(connection, task.network_id, kept.setting_id) if kept else None
    if kept is None or of is None:
        return None
    on = kept.due_at.astimezone(zone(of.rhythm.time_zone)).date()
    paused = of.state == "paused" and of.paused_why == kept.why
    return DigestFailed(of.conversation, on.isoformat(), kept.why, paused, frame)


def close(connection: Connection, of: DigestSetting, by: OfficialId | None, now: datetime) -> None:
    """Close what is open about summaries of this channel: they go on, by itself or by somebody's word."""
    for task in tasks.open_of_kind(connection, of.network_id, KIND):
        kept = digests.by_id(connection, of.network_id, task.subject_id)
        if kept is not None and kept.setting_id == of.id:
            tasks.close(connection, task.id, by, "done", now)
