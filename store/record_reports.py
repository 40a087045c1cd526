"""What somebody who looks after a record says has changed: kept for staff, who decide what it says then."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from matching.domain import NetworkId, OfficialId, RecordId
from store import tables


@dataclass(frozen=True, slots=True)
class Report:
    """What has changed about a record, and who says so."""

    record_id: RecordId
    official_id: OfficialId
    text: str


def keep(conn: Connection, network_id: NetworkId, report: Report, now: datetime) -> None:
    """Keep what somebody says."""
    said = {"record_id": report.record_id, "official_id": report.official_id, "text": report.text}
    conn.execute(insert(tables.record_report).values(network_id=network_id, said_at=now, **said))


def between(
    conn: Connection, network_id: NetworkId, record_id: RecordId, first: datetime, last: datetime | None
) -> tuple[Report, ...]:
    """Return what was said of the record from one moment to another, None for until now; the first first."""
    report = tables.record_report
    query = select(report).filter_by(network_id=network_id, record_id=record_id).order_by(report.c.id)
    query = query.where(report.c.said_at >= first)
    if last is not None:
        query = query.where(report.c.said_at <= last)
    rows = conn.execute(query)
    return tuple(Report(RecordId(row.record_id), OfficialId(row.official_id), row.text) for row in rows)
