"""What introductions came to, by the record that they were about."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    distinct,
    exists,
    func,
    not_,
    select,
    union_all,
)

from matching.domain import NetworkId, Outcomes, RecordId
from store import tables
from store.record_rows import landed
from store.statements import chunks, is_one_of

HELPED = ("useful", "adapted", "adopted")
COUNTED = ("met", *HELPED, "not_useful")


def is_unnamed() -> ColumnElement[bool]:
    """Return that the peer of the introduction answered in writing, not to be attributed to them."""
    introduction, written = tables.introduction, tables.written_answer.c
    of_this = and_(written.introduction_id == introduction.c.id, written.attributable.is_(False))
    return exists().where(of_this).correlate(introduction)


def of_records(conn: Connection, network_id: NetworkId, ids: Iterable[RecordId]) -> dict[RecordId, Outcomes]:
    """Return what came of the introductions to each of these records; no entry for one without outcomes.

    Places are counted and not introductions, so that three officials of one city do not count three times.
    An asker counts with the first government they ever worked for, one of none for themselves. What came of a
    record that was merged counts for the one that it was merged into. `helped`, which is shown, leaves out
    answers that are not to be attributed: it would tell whose they were.
    """
    found: dict[RecordId, Outcomes] = {}
    for chunk in chunks(ids):
        found.update(_of_chunk(conn, network_id, chunk))
    return found


def _of_chunk(conn: Connection, network_id: NetworkId, ids: list[RecordId]) -> dict[RecordId, Outcomes]:
    return {
        RecordId(row.record_id): Outcomes(
            row.met, row.useful, row.adapted, row.adopted, row.not_useful, row.helped
        )
        for row in conn.execute(_came_of(), {"network_id": network_id, "ids": ids})
    }


@cache
def _came_of() -> Select[Any]:
    # Built once: every question runs it, and building it takes longer than running it.
    introduction, record = tables.introduction.c, tables.record
    place = _place_of_asker()
    wanted: BindParameter[Any] = bindparam("ids", expanding=True)
    merged = select(record.c.id).where(record.c.merged_into.in_(wanted), record.c.state == "withdrawn")
    counted: list[ColumnElement[Any]] = [
        landed(record).label("record_id"),
        *(_places(place, (state,)).label(state) for state in COUNTED),
        _places(place, HELPED, not_(is_unnamed())).label("helped"),
    ]
    return (
        select(*counted)
        .join_from(tables.introduction, record, record.c.id == introduction.record_id)
        .where(
            introduction.record_id.in_(union_all(select(record.c.id).where(record.c.id.in_(wanted)), merged)),
            introduction.network_id == bindparam("network_id"),
            is_one_of(introduction.state, COUNTED),
        )
        .group_by(landed(record))
    )


def _places(
    place: ColumnElement[Any], states: tuple[str, ...], *conditions: ColumnElement[bool]
) -> ColumnElement[int]:
    counts = and_(is_one_of(tables.introduction.c.state, states), *conditions)
    return func.count(distinct(case((counts, place))))


def _place_of_asker() -> ColumnElement[Any]:
    """Return the asker's jurisdiction as a number, or theirs below zero, so that the two never meet."""
    asker = tables.introduction.c.asker_id
    first = (
        select(func.min(tables.office.c.jurisdiction_id))
        .join_from(tables.tenure, tables.office)
        .where(tables.tenure.c.official_id == asker)
        .correlate(tables.introduction)
        .scalar_subquery()
    )
    return func.coalesce(first, -asker)
