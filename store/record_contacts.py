"""Whom to ask about a record besides its own office: the offices of the records that were merged into it."""

from sqlalchemy import Connection, delete, select

from matching.domain import NetworkId, OfficeId, RecordId
from store import tables
from store.statements import insert_missing


def of_record(conn: Connection, record_id: RecordId) -> tuple[OfficeId, ...]:
    """Return the further offices of the record, in the order of their ids; its own is not among them."""
    contact, record = tables.record_contact.c, tables.record.c
    query = (
        select(contact.office_id)
        .distinct()
        .join_from(tables.record_contact, tables.record, record.id == contact.record_id)
        .where(contact.record_id == record_id, contact.office_id.is_distinct_from(record.office_id))
        .order_by(contact.office_id)
    )
    return tuple(map(OfficeId, conn.execute(query).scalars()))


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
