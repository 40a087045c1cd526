"""Views of the audit trail of records together with what staff have to do about them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from matching.domain import NetworkId, RecordId, TaskId
from store import audit_views, pairs, tasks
from store.audit import Seen, View

KINDS = ("draft", "duplicate", "expiring")  # of the tasks that are about a record


def records_with_tasks(network_id: NetworkId, *record_ids: RecordId) -> View:
    """Return the view of these records, and of the tasks about them and about what seems to say the same."""
    seen = (audit_views.record(network_id, each) for each in record_ids)
    return audit_views.together(*seen, tasks_about(network_id, *record_ids))


def tasks_about(network_id: NetworkId, *record_ids: RecordId) -> View:
    """Return the view of the tasks about these records and about what seems to say the same."""

    def view(conn: Connection) -> Seen:
        found: dict[RecordId, None] = dict.fromkeys(record_ids)
        for each in record_ids:
            found.update(dict.fromkeys(pairs.alike(conn, network_id, each)))
        return _tasks(conn, network_id, KINDS, list(found))

    return view


def draft_with_tasks(network_id: NetworkId, task_id: int) -> View:
    """Return the view of a task of staff, and of its draft with the other tasks that may end with it."""

    def view(conn: Connection) -> Seen:
        seen = audit_views.draft_of_task(network_id, task_id)(conn)
        found = tasks.by_id(conn, network_id, TaskId(task_id))
        if found is None or found.kind != "draft":
            return seen
        return {**seen, **tasks_about(network_id, RecordId(found.subject_id))(conn)}

    return view


def record_of_answer(network_id: NetworkId, key: str, quote_id: int) -> View:
    """Return the view of the draft that is made of a quoted answer, and of the task to make it."""

    def view(conn: Connection) -> Seen:
        seen = audit_views.records(network_id, (key,))(conn)
        return {**seen, **_tasks(conn, network_id, ("answer",), (quote_id,))}

    return view


def _tasks(conn: Connection, network_id: NetworkId, kinds: Sequence[str], subjects: Sequence[int]) -> Seen:
    found = tasks.about(conn, network_id, kinds, subjects)
    return audit_views.together(*(audit_views.task(network_id, each) for each in found))(conn)
