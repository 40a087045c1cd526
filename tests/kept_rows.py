"""The rows of a small database, to be written again into another one of the same tables."""

from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, text

from store import tables

Rows = dict[Table, list[dict[str, Any]]]


def rows_of(engine: Engine) -> Rows:
    """Return all rows of the tables that have some, in an order in which they can be written."""
    with engine.connect() as connection:
        found = {
            table: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in tables.metadata.sorted_tables
        }
    return {table: rows for table, rows in found.items() if rows}


def write(connection: Connection, rows: Rows) -> None:
    """Write the rows; the ids that the database counts go on behind theirs."""
    for table, its_rows in rows.items():
        connection.execute(insert(table), its_rows)
    counted = [table.autoincrement_column for table in rows if table.autoincrement_column is not None]
    if counted and connection.dialect.name == "postgresql":  # SQLite looks which is the highest
        last = (
            "setval(pg_get_serial_sequence('{0.table}', '{0.name}'), (SELECT max({0.name}) FROM {0.table}))"
        )
        connection.execute(text(f"SELECT {', '.join(last.format(column) for column in counted)}"))
