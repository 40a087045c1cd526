"""Statements that several query modules need and that SQLite and PostgreSQL must be told apart for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

# SQLite takes at most 32,766 variables in one statement; 500 ids keep the statement short on both databases.
CHUNK = 500

T = TypeVar("T")


def insert_row(conn: Connection, table: Table, **values: Any) -> int:
    """Insert the row and return its id."""
    key = conn.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None, "the insert of a single row has a key"
    return int(key[0])


def insert_once(conn: Connection, table: Table, **values: Any) -> bool:
    """Insert the row unless a unique constraint holds one like it; True only for the call that inserted it.

    On PostgreSQL a call that meets a row not yet committed waits until it is committed or taken back.
    """
    # Without the option SQLAlchemy does not keep the row count of an INSERT, and answers -1.
    statement = _insert(conn, table).values(**values)
    return conn.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_missing(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows that no unique constraint holds already."""
    if rows:
        conn.execute(_insert(conn, table), rows)


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Give the values in lists of at most CHUNK, in their order."""
    remaining = iter(values)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def _insert(conn: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
