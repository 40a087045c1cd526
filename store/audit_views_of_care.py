"""Views of the audit trail of records together with what staff have to do about them."""

from sqlalchemy import Connection

from matching.domain import NetworkId, RecordId
from store import audit_views, pairs, tasks
from store.audit import Seen, View

KINDS = ("draft", "duplicate", "expiring")  # of the tasks that are about a record


def records_with_tasks(network_id: NetworkId, *record_ids: RecordId) -> View:
    """Return the view of these records, and of the tasks about them and about what seems to say the same."""

    def view(conn: Connection) -> Seen:
        found: dict[RecordId, None] = dict.fromkeys(record_ids)
        for each in record_ids:
            found.update(dict.fromkeys(pairs.alike(conn, network_id, each)))
        seen = [audit_views.record(network_id, each) for each in record_ids]
        seen += [
            audit_views.task(network_id, each) for each in tasks.about(conn, network_id, KINDS, list(found))
        ]
        return audit_views.together(*seen)(conn)

    return view
