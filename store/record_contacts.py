"""Whom to ask about a record besides its own office: the offices of the records that were merged into it."""

from sqlalchemy import Connection, bindparam, delete, select

from matching.domain import NetworkId, OfficeId, RecordId
from store import tables
from store.statements import insert_missing

_contact, _record = tables.record_contact.c, tables.record.c
# Read for every introduction, so it is made once: making it takes longer than its answer.
_OF_RECORD = (
    select(_contact.office_id)
    .distinct()
    .join_from(tables.record_contact, tables.record, _record.id == _contact.record_id)
    .where(
        _contact.record_id == bindparam("record_id"), _contact.office_id.is_distinct_from(_record.office_id)
    )
    .order_by(_contact.office_id)
)


def of_record(conn: Connection, record_id: RecordId) -> tuple[OfficeId, ...]:
    """Return the further offices of the record, in the order of their ids; its own is not among them."""
    return tuple(map(OfficeId, conn.execute(_OF_RECORD, {"record_id": record_id}).scalars()))


def add(conn: Connection, network_id: NetworkId, *, into: RecordId, from_id: RecordId) -> None:
    """Let everybody who can be asked about the one record be asked about the other one too."""
    own = select(tables.record.c.office_id).filter_by(id=from_id)
    offices = [each for each in conn.execute(own).scalars() if each is not None]
    offices += of_record(conn, from_id)
    rows = [
        {"network_id": network_id, "record_id": into, "office_id": each, "from_id": from_id}
        for each in offices
    ]
    insert_missing(conn, tables.record_contact, rows)


def remove(conn: Connection, *, into: RecordId, from_id: RecordId) -> None:
    """Take back what `add` did."""
    conn.execute(delete(tables.record_contact).filter_by(record_id=into, from_id=from_id))
