"""Who looks after a record says that something has changed; staff, who can edit it, have a task about it."""

from datetime import datetime

from sqlalchemy import Connection

from bot.events.practice import ChangeReported
from bot.messages.editing import ChangeNoted
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.records import expiring_task
from bot.records.fields import LONGEST_REASON, needed
from bot.records.verification import only_who_may_check
from bot.staff import tasks as staff_tasks
from matching.domain import RecordId
from store import record_reports, tasks
from store.record_reports import Report


def report(connection: Connection, arrival: Arrival, event: ChangeReported, now: datetime) -> list[Outgoing]:
    """Keep what has changed, and show staff the task about the record with it, also where it is open already.

    Raises Refusal for others than those who may say that the record is still right.
    """
    network_id, me = arrival.workspace.network_id, arrival.official
    record = only_who_may_check(connection, arrival, RecordId(event.record_id))
    said = Report(record.id, me.id, needed(event.text, LONGEST_REASON))
    tasks.open_once(connection, network_id, expiring_task.KIND, record.id, now)
    record_reports.keep(connection, network_id, said, now)
    task = tasks.open_of(connection, network_id, expiring_task.KIND, record.id)
    assert task is not None, "it is open in this transaction"
    thanks = Outgoing(quietly(event.speaker, event.spot), ChangeNoted(record.title), me.locale)
    return [thanks, *staff_tasks.posted(connection, task, now)]
