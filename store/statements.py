"""Statements that several query modules need and that SQLite and PostgreSQL must be told apart for."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    CursorResult,
    Insert,
    Table,
    insert,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite

# SQLite takes at most 32,766 variables in one statement; 500 ids keep the statement short on both databases.
CHUNK = 500

T = TypeVar("T")


def insert_row(conn: Connection, table: Table, **values: Any) -> int:
    """Insert the row and return its id."""
    statement, plain = _with_values(_inserting(table), values)
    key = conn.execute(statement, plain).inserted_primary_key
    assert key is not None, "the insert of a single row has a key"
    return int(key[0])


def insert_once(conn: Connection, table: Table, **values: Any) -> bool:
    """Insert the row unless a unique constraint holds one like it; True only for the call that inserted it.

    On PostgreSQL a call that meets a row not yet committed waits until it is committed or taken back.
    """
    statement, plain = _with_values(_inserting_once(conn.dialect.name, table), values)
    return conn.execute(statement, plain).rowcount == 1


def insert_missing(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows that no unique constraint holds already."""
    if rows:
        conn.execute(_inserting_once(conn.dialect.name, table), rows)


def begin_writing(conn: Connection) -> None:
    """Let what is read from now on stay as it is until the transaction ends, where only one writes at a time.

    SQLite's driver begins a transaction at the first write; what is read before that may change meanwhile.
    """
    driver = conn.connection.dbapi_connection
    if conn.dialect.name == "sqlite" and not getattr(driver, "in_transaction", True):
        conn.exec_driver_sql("BEGIN IMMEDIATE")


def named(result: CursorResult[Any]) -> list[Any]:
    """Return all rows as named tuples: for rows of which many columns are read.

    Making and reading SQLAlchemy's own rows by name takes three times as long (2.1; benchmarks/rows.py).
    """
    shape = _shape(tuple(result.keys()))
    return [shape(*row) for row in result.all()]


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Give the values in lists of at most CHUNK, in their order."""
    remaining = iter(values)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def is_one_of(column: ColumnElement[str], words: Iterable[str]) -> ColumnElement[bool]:
    """Return that the column holds one of our own words, written out.

    A list of values is written into the statement anew each time it runs, which takes longer than the answer.
    A variable in this place SQLite plans anew each time, where the table has a partial index that it may use.
    """
    return column.in_([literal_column(f"'{word}'") for word in words])


def _with_values(statement: Insert, values: Mapping[str, Any]) -> tuple[Insert, dict[str, Any]]:
    """Return the statement with those values that are SQL, and the others, which go with it as they are."""
    sql = {name: value for name, value in values.items() if isinstance(value, ClauseElement)}
    plain = {name: value for name, value in values.items() if name not in sql}
    return (statement.values(**sql) if sql else statement), plain


@cache
def _shape(names: tuple[str, ...]) -> Callable[..., Any]:
    return namedtuple("Named", names)  # the names are known only from the statement


# Made once for each table: making one takes longer than the database takes to insert a row.
@cache
def _inserting(table: Table) -> Insert:
    return insert(table)


@cache
def _inserting_once(dialect: str, table: Table) -> Insert:
    # Without the option SQLAlchemy does not keep the row count of an INSERT, and answers -1.
    made = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return made.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
