"""Where merged records lead: the open rows of merges, one after the other, to the record at their end."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from matching.domain import NetworkId, OfficialId, RecordId
from store import answered_questions, tables
from store.statements import chunks


def end(
    conn: Connection, network_id: NetworkId, record_id: RecordId, by: OfficialId | None, now: datetime
) -> bool:
    """Note that the record's merge holds no more; False if none held."""
    holds = update(tables.record_merge).filter_by(network_id=network_id, record_id=record_id, undone_at=None)
    return conn.execute(holds.values(undone_at=now, undone_by=by)).rowcount == 1


def following(conn: Connection, network_id: NetworkId, ids: Iterable[RecordId]) -> list[RecordId]:
    """Return the records that were merged into these ones, and into those, and lead where these lead."""
    found: list[RecordId] = []
    nearest, merged = list(ids), tables.record_merge.c
    while nearest:
        query = select(merged.record_id).filter_by(network_id=network_id, undone_at=None)
        into = (query.where(merged.into_id.in_(chunk)) for chunk in chunks(nearest))
        nearest = [RecordId(each) for rows in into for each in conn.execute(rows).scalars()]
        found += nearest
    return found


def lead(conn: Connection, network_id: NetworkId, record_id: RecordId, to: RecordId) -> None:
    """Let whatever was merged into this record, and into those, lead there."""
    if found := following(conn, network_id, [record_id]):
        followed = update(tables.record).where(tables.record.c.id.in_(found)).filter_by(state="withdrawn")
        conn.execute(followed.values(merged_into=to))
        answered_questions.note_led_to(conn, network_id, to)
