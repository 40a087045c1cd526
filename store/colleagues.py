"""Colleagues: the officials of one government who joined, are verified, and may be found by name."""

from datetime import date

from sqlalchemy import Connection, or_, select

from matching.domain import JurisdictionId, NetworkId, Official
from store import officials, tables


def of(
    conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId, on: date
) -> tuple[Official, ...]:
    """Return who holds an office of the jurisdiction on that day, joined, is verified and may be named.

    Who wants to be found by staff alone is left out: a name would tell that they joined.
    """
    held, office, official, member = (
        table.c for table in (tables.tenure, tables.office, tables.official, tables.membership)
    )
    query = (
        select(tables.official)
        .where(
            official.network_id == network_id,
            official.verified_at.is_not(None),
            official.id.in_(
                select(held.official_id)
                .join_from(tables.tenure, tables.office, held.office_id == office.id)
                .join(tables.membership, member.official_id == held.official_id)
                .where(
                    office.jurisdiction_id == jurisdiction_id,
                    held.since <= on,
                    or_(held.until.is_(None), held.until > on),
                    member.left_at.is_(None),
                    member.visibility == "members",
                )
            ),
        )
        .order_by(official.id)
    )
    found = conn.execute(query).all()
    offices = officials.offices_held(conn, (each.id for each in found), on)
    return tuple(officials.official_of(each, offices.get(each.id, ())) for each in found)
