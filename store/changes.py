"""The change log: which records and questions changed, in an order in which a reader misses none.

On PostgreSQL a later number can be committed before an earlier one, so "everything above the last number"
misses changes. Each change therefore carries the id of its transaction, and a reader stops below the oldest
transaction still open: whatever is still to come lies above the reader's cursor. The price is that an open
writing transaction, in whatever database of the server, holds readers back until it ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from secrets import randbits
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
    true,
)
from sqlalchemy import tuple_ as row_value

from matching.domain import EntryKind, NetworkId
from store import tables
from store.statements import insert_row


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has come: transaction, number and mark of the last change it was given.

    The mark is drawn for each change: a database restored from a backup gives old numbers out again.
    """

    xid: int
    seq: int
    mark: int


START = Cursor(0, 0, 0)
MARK_BITS = 62  # a positive number in eight bytes


def note(conn: Connection, network_id: NetworkId, kind: EntryKind, subject_id: int) -> None:
    """Write down, in the transaction of the change itself, that this record or question changed."""
    values = {"xid": _own_transaction(conn), "network_id": network_id, "kind": kind, "subject_id": subject_id}
    insert_row(conn, tables.change, **values, mark=randbits(MARK_BITS))


def since(
    conn: Connection, network_id: NetworkId, cursor: Cursor
) -> tuple[list[tuple[EntryKind, int]], Cursor]:
    """Return the network's changes after the cursor, oldest first, and the cursor after the last of them.

    Ask outside the transaction that makes changes: PostgreSQL gives them once they are committed.
    """
    after = {"network_id": network_id, "xid": cursor.xid, "seq": cursor.seq}
    rows = conn.execute(_since(conn.dialect.name), after).all()
    return _read(rows, cursor)


def next_few(
    conn: Connection, network_id: NetworkId, cursor: Cursor, most: int
) -> tuple[list[tuple[EntryKind, int]], Cursor]:
    """Return what `since` does, of no more than so many changes: for who works off the log in pieces."""
    after = {"network_id": network_id, "xid": cursor.xid, "seq": cursor.seq}
    return _read(conn.execute(_since(conn.dialect.name).limit(most), after).all(), cursor)


def _read(rows: Sequence[Row[Any]], cursor: Cursor) -> tuple[list[tuple[EntryKind, int]], Cursor]:
    changes = [(EntryKind(row.kind), int(row.subject_id)) for row in rows]
    return changes, Cursor(rows[-1].xid, rows[-1].seq, rows[-1].mark) if rows else cursor


@cache
def _since(dialect: str) -> Select[Any]:
    # Built once: every question runs it, and building it takes longer than running it.
    change = tables.change.c
    return (
        select(change.xid, change.seq, change.mark, change.kind, change.subject_id)
        .where(change.network_id == bindparam("network_id"), _settled(dialect))
        .where(
            row_value(change.xid, change.seq)
            > row_value(bindparam("xid", type_=BigInteger), bindparam("seq", type_=BigInteger))
        )
        .order_by(change.xid, change.seq)
    )


def knows(conn: Connection, network_id: NetworkId, cursor: Cursor) -> bool:
    """Say whether the network's log has the change that the cursor stands at; everybody knows the start."""
    change = tables.change.c
    query = select(change.seq).where(
        change.network_id == network_id,
        change.xid == cursor.xid,
        change.seq == cursor.seq,
        change.mark == cursor.mark,
    )
    return cursor == START or conn.execute(query).first() is not None


def latest(conn: Connection, network_id: NetworkId) -> Cursor:
    """Return the cursor after the network's last change: what to read from on after reading everything."""
    change = tables.change.c
    query = (
        select(change.xid, change.seq, change.mark)
        .where(change.network_id == network_id, _settled(conn.dialect.name))
        .order_by(change.xid.desc(), change.seq.desc())
        .limit(1)
    )
    row = conn.execute(query).one_or_none()
    return START if row is None else Cursor(row.xid, row.seq, row.mark)


def _own_transaction(conn: Connection) -> ColumnElement[Any] | int:
    if conn.dialect.name == "postgresql":
        return _as_number(func.pg_current_xact_id())
    return 0  # SQLite writes one transaction after the other, so the number alone keeps their order.


def _settled(dialect: str) -> ColumnElement[bool]:
    if dialect == "postgresql":
        return tables.change.c.xid < _as_number(func.pg_snapshot_xmin(func.pg_current_snapshot()))
    return true()


def _as_number(xid8: ColumnElement[Any]) -> ColumnElement[int]:
    # PostgreSQL casts xid8 to no number directly.
    return cast(cast(xid8, Text), BigInteger)
