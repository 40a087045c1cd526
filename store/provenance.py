"""Who said each part of a record: in which role, when, from which source, and who approved it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from matching.domain import JurisdictionId, NetworkId, OfficialId, RecordId
from store import tables
from store.record_values import RecordDraft, content

# What a record says in words, in the order in which it shows them.
TEXTS = (
    "title",
    "problem",
    "action",
    "outcome",
    "lessons",
    "figures",
    "cost",
    "staffing",
    "conditions",
)
# The fields of `everything` that are one part, said and approved together.
FIELDS: Mapping[str, tuple[str, ...]] = {
    **{text: (text,) for text in TEXTS},
    "result": ("result",),
    "topics": ("topics",),
    "sdg_targets": ("sdg_targets",),
    "years": ("year_start", "year_end"),
    "status": ("status",),
    "place": ("place", "country"),
    "office": ("office_id",),
    "sources": ("source_title", "source_url", "sources"),
    "language": ("source_lang",),
    "visibility": ("visibility", "readers"),
}
# Every part that somebody can say.
PARTS = tuple(FIELDS)

# The fields in which this code says as little as an empty one.
_MAY_BE_UNKNOWN, _UNKNOWN = ("result", "status"), "unknown"


@dataclass(frozen=True, slots=True)
class Statement:
    """One part of a record and who said it, None once they are forgotten; approved by nobody yet if None."""

    part: str
    said_by: OfficialId | None
    role: str
    source: str
    said_at: datetime
    approved_by: OfficialId | None = None
    approved_at: datetime | None = None


def of_record(conn: Connection, record_id: RecordId) -> tuple[Statement, ...]:
    """Return the record's statements in the order of PARTS.

    A part without one was said by the record's source.
    """
    rows = conn.execute(select(tables.record_statement).filter_by(record_id=record_id))
    found = {row.part: _statement(row) for row in rows}
    return tuple(found[part] for part in PARTS if part in found)


def everything(draft: RecordDraft, readers: Iterable[JurisdictionId] = ()) -> dict[str, Any]:
    """Return everything that somebody can say of a record: its content, and who is named to read it."""
    return {**content(draft, ""), "readers": sorted(set(readers))}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the parts in which what a record says differs; before it said anything, `before` is empty."""
    return tuple(part for part in PARTS if _values(before, part) != _values(after, part))


def filled(said: Mapping[str, Any], parts: Iterable[str] = PARTS) -> tuple[str, ...]:
    """Return those of the parts that say something; a result that is unknown says nothing."""
    return tuple(part for part in parts if any(value is not None for value in _values(said, part)))


def say(
    conn: Connection, network_id: NetworkId, record_id: RecordId, statements: Iterable[Statement]
) -> None:
    """Keep who said these parts, in place of who said them before; other parts stay as they are."""
    said = list(statements)
    parts = [each.part for each in said]
    statement = tables.record_statement
    conn.execute(delete(statement).filter_by(record_id=record_id).where(statement.c.part.in_(parts)))
    rows = [
        {
            "network_id": network_id,
            "record_id": record_id,
            "part": each.part,
            "said_by": each.said_by,
            "role": each.role,
            "source": each.source,
            "said_at": each.said_at,
            "approved_by": each.approved_by,
            "approved_at": each.approved_at,
        }
        for each in said
    ]
    if rows:
        conn.execute(insert(statement), rows)


def unsay(conn: Connection, record_id: RecordId, parts: Iterable[str]) -> None:
    """Forget who said these parts: from then on it was the record's source."""
    said = delete(tables.record_statement).filter_by(record_id=record_id)
    conn.execute(said.where(tables.record_statement.c.part.in_(list(parts))))


def approve(
    conn: Connection, network_id: NetworkId, record_id: RecordId, by: OfficialId, now: datetime
) -> int:
    """Note that this official approved what was said and not approved yet; return of how many parts."""
    waiting = update(tables.record_statement).filter_by(
        network_id=network_id, record_id=record_id, approved_by=None
    )
    return conn.execute(waiting.values(approved_by=by, approved_at=now)).rowcount


def _statement(row: Row[Any]) -> Statement:
    return Statement(
        part=row.part,
        said_by=None if row.said_by is None else OfficialId(row.said_by),
        role=row.role,
        source=row.source,
        said_at=row.said_at,
        approved_by=None if row.approved_by is None else OfficialId(row.approved_by),
        approved_at=row.approved_at,
    )


def _values(said: Mapping[str, Any], part: str) -> list[Any]:
    """Return the fields of the part, None for each that says nothing."""
    found = ((name, said.get(name)) for name in FIELDS[part])
    return [None if _is_empty(name, value) else value for name, value in found]


def _is_empty(name: str, value: Any) -> bool:
    return value in ("", None, []) or (value == _UNKNOWN and name in _MAY_BE_UNKNOWN)
