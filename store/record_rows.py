"""How records are read: their rows with those of office and place, and their topics."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from matching.domain import NetworkId, PracticeRecord
from store import tables
from store.places import OFFICE_COLUMNS
from store.record_values import record_of
from store.statements import chunks, is_one_of, named


def landed(record: FromClause) -> ColumnElement[int]:
    """Return the id of what says by now what this row of records did: itself unless it was merged."""
    # Written out, so that PostgreSQL sees the same expression where it is selected and grouped by.
    merged = record.c.state == literal_column("'withdrawn'")
    return func.coalesce(case((merged, record.c.merged_into)), record.c.id)


def published(network_id: NetworkId | BindParameter[Any]) -> Select[Any]:
    """Return the query of the network's published records, by id."""
    of_network = tables.record.c.network_id == network_id
    return (
        with_offices()
        .where(of_network, is_one_of(tables.record.c.state, ("published",)))
        .order_by(tables.record.c.id)
    )


def with_offices() -> Select[Any]:
    """Return the query of records with the columns of their offices and places."""
    return (
        select(tables.record, *OFFICE_COLUMNS[1:])
        .join_from(tables.record, tables.office, isouter=True)
        .join(tables.jurisdiction, isouter=True)
    )


@cache
def by_ids() -> Select[Any]:
    """Return the query of published records by their network and `ids`."""
    # Built once, like the one below: every question runs both, and building them takes longer than running.
    ids = tables.record.c.id.in_(bindparam("ids", expanding=True))
    return published(bindparam("network_id")).where(ids)


@cache
def _topics_of() -> Select[Any]:
    return select(tables.record_topic).where(
        tables.record_topic.c.record_id.in_(bindparam("ids", expanding=True))
    )


def read(conn: Connection, query: Select[Any]) -> list[PracticeRecord]:
    """Return the records that the query finds."""
    return records_of(conn, named(conn.execute(query)))


def records_of(conn: Connection, rows: Sequence[Any]) -> list[PracticeRecord]:
    """Return the records of these rows."""
    topics = _topics(conn, [row.id for row in rows])
    return [record_of(row, tuple(topics.get(row.id, ()))) for row in rows]


def _topics(conn: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for chunk in chunks(ids):
        for record_id, topic in conn.execute(_topics_of(), {"ids": chunk}):
            found.setdefault(record_id, []).append(topic)
    return {record_id: sorted(topics) for record_id, topics in found.items()}
