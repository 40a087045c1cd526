"""What somebody wrote into a form while another changed the record: kept until they save or drop it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import Connection, delete, select, update

from matching.domain import NetworkId, OfficialId, RecordId
from store import tables
from store.statements import insert_once

EditId = NewType("EditId", int)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What somebody wrote on top of the revision `seen`; `filled_in` has the values of each field."""

    record_id: RecordId
    author_id: OfficialId
    seen: int
    filled_in: Mapping[str, Sequence[str]]


def keep(conn: Connection, network_id: NetworkId, unsaved: Unsaved, now: datetime) -> EditId:
    """Keep what was written, in place of what its author wrote before about the same record."""
    named = {"record_id": unsaved.record_id, "author_id": unsaved.author_id}
    written = {
        "seen": unsaved.seen,
        "filled_in": {name: list(values) for name, values in unsaved.filled_in.items()},
        "written_at": now,
    }
    edit = tables.record_edit
    if not insert_once(conn, edit, network_id=network_id, **named, **written):
        conn.execute(update(edit).filter_by(network_id=network_id, **named).values(written))
    return EditId(conn.execute(select(edit.c.id).filter_by(**named)).scalar_one())


def by_id(conn: Connection, network_id: NetworkId, edit_id: int) -> Unsaved | None:
    """Return what was written, None once it was saved or dropped."""
    row = conn.execute(select(tables.record_edit).filter_by(id=edit_id, network_id=network_id)).one_or_none()
    if row is None:
        return None
    return Unsaved(RecordId(row.record_id), OfficialId(row.author_id), row.seen, row.filled_in)


def forget(conn: Connection, network_id: NetworkId, record_id: RecordId, author_id: OfficialId) -> bool:
    """Drop what this author wrote about the record; True if something was there."""
    named = {"network_id": network_id, "record_id": record_id, "author_id": author_id}
    return conn.execute(delete(tables.record_edit).filter_by(**named)).rowcount == 1
