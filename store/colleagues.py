"""Colleagues: the officials of one government who joined and are verified."""

from datetime import date

from sqlalchemy import Connection, or_, select

from matching.domain import JurisdictionId, NetworkId, Official, OfficialId
from store import officials, tables


def of(
    conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId, on: date
) -> tuple[Official, ...]:
    """Return who holds an office of the jurisdiction on that day, joined and is verified."""
    held, office, official, member = (
        table.c for table in (tables.tenure, tables.office, tables.official, tables.membership)
    )
    query = (
        select(official.id)
        .distinct()
        .select_from(tables.official)
        .join(tables.tenure, held.official_id == official.id)
        .join(tables.office, held.office_id == office.id)
        .join(tables.membership, member.official_id == official.id)
        .where(
            official.network_id == network_id,
            official.verified_at.is_not(None),
            office.jurisdiction_id == jurisdiction_id,
            held.since <= on,
            or_(held.until.is_(None), held.until > on),
            member.left_at.is_(None),
        )
        .order_by(official.id)
    )
    ids = conn.execute(query).scalars().all()
    found = (officials.by_id(conn, network_id, OfficialId(each), on) for each in ids)
    return tuple(each for each in found if each is not None)
