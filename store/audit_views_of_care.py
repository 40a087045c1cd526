"""Views of the audit trail of a subject together with what staff have to do about it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from matching.domain import NetworkId, OfficeId, OfficialId, RecordId, TaskId
from store import audit_views, contributions, directory, merge_chain, merges, pairs, tasks
from store.audit import Seen, View

KINDS = ("draft", "duplicate", "expiring")  # of the tasks that are about a record


def records_with_tasks(network_id: NetworkId, *record_ids: RecordId) -> View:
    """Return the view of these records, and of the tasks about them and about what seems to say the same."""
    seen = (audit_views.record(network_id, each) for each in record_ids)
    return audit_views.together(*seen, tasks_about(network_id, *record_ids))


def merging(network_id: NetworkId, record_id: RecordId, into_id: RecordId) -> View:
    """Return the view of two records of which one is merged, and of all that follows from it."""
    return with_following(network_id, records_with_tasks(network_id, record_id, into_id))


def unmerging(network_id: NetworkId, record_id: RecordId) -> View:
    """Return the view of a record, of the one that it was last merged into, and of what leads there."""

    def view(conn: Connection) -> Seen:
        last = merges.latest(conn, network_id, record_id)
        both = (record_id, *([last.into_id] if last else []))
        return audit_views.together(*(audit_views.record(network_id, each) for each in both))(conn)

    return with_following(network_id, view)


def with_following(network_id: NetworkId, view: View) -> View:
    """Return the view, with the records that were merged into those in it: they lead where those do."""

    def seen(conn: Connection) -> Seen:
        found = view(conn)
        ids = [RecordId(int(subject.id)) for subject in found if subject.kind == "record"]
        further = merge_chain.following(conn, network_id, ids)
        return {
            **found,
            **audit_views.together(*(audit_views.record(network_id, each) for each in further))(conn),
        }

    return seen


def tasks_about(network_id: NetworkId, *record_ids: RecordId) -> View:
    """Return the view of the tasks about these records and about what seems to say the same."""

    def view(conn: Connection) -> Seen:
        found: dict[RecordId, None] = dict.fromkeys(record_ids)
        for each in record_ids:
            found.update(dict.fromkeys(pairs.alike(conn, network_id, each)))
        return _tasks(conn, network_id, KINDS, list(found))

    return view


def official_with_searches(network_id: NetworkId, official_id: OfficialId, office_id: OfficeId) -> View:
    """Return the view of an official, and of the tasks that look for somebody of the office or of theirs."""
    # As they were at first, so that the same tasks are looked at before and after.
    offices = {office_id}

    def view(conn: Connection) -> Seen:
        if offices == {office_id}:
            offices.update(each.office_id for each in directory.open_tenures(conn, official_id))
        both = (audit_views.official(official_id), _searches(network_id, offices))
        return audit_views.together(*both)(conn)

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


def task_with_searches(network_id: NetworkId, task_id: int) -> View:
    """Return the view of a task, and if it looks for somebody of an office, of every such task about it."""

    def view(conn: Connection) -> Seen:
        task = tasks.by_id(conn, network_id, TaskId(task_id))
        office = [OfficeId(task.subject_id)] if task and task.kind in tasks.SEEKING else []
        both = (audit_views.task(network_id, task_id), _searches(network_id, office))
        return audit_views.together(*both)(conn)

    return view


def own_drafts(network_id: NetworkId, keys: Iterable[str]) -> View:
    """Return the view of the drafts that want these keys, under those that are theirs."""
    wanted = tuple(keys)

    def view(conn: Connection) -> Seen:
        own = [contributions.own_key(conn, network_id, each) for each in wanted]
        return audit_views.records(network_id, own)(conn)

    return view


def record_of_answer(network_id: NetworkId, key: str, quote_id: int) -> View:
    """Return the view of the draft that is made of a quoted answer, and of the task to make it."""

    def view(conn: Connection) -> Seen:
        seen = own_drafts(network_id, (key,))(conn)
        return {**seen, **_tasks(conn, network_id, ("answer",), (quote_id,))}

    return view


def _searches(network_id: NetworkId, offices: Iterable[OfficeId]) -> View:
    return lambda conn: _tasks(conn, network_id, tasks.SEEKING, list(offices))


def _tasks(conn: Connection, network_id: NetworkId, kinds: Sequence[str], subjects: Sequence[int]) -> Seen:
    found = tasks.about(conn, network_id, kinds, subjects)
    return audit_views.together(*(audit_views.task(network_id, each) for each in found))(conn)
