"""When the first member of a jurisdiction joined whom staff verified and members may see: once for each."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, or_, select, update

from matching.domain import OfficialId
from store import tables


def note(conn: Connection, official_id: OfficialId, now: datetime) -> None:
    """Let the jurisdictions for which the official works have joined now, if none of theirs had before.

    Nothing for an official who is no member, is not verified, or is shown to staff alone.
    """
    place, office = tables.jurisdiction.c, tables.office.c
    works_for = exists().where(
        office.jurisdiction_id == place.id, tables.tenure.c.official_id == official_id, is_held(now)
    )
    conn.execute(
        update(tables.jurisdiction).where(place.joined_at.is_(None), works_for).values(joined_at=now)
    )


def is_held(now: datetime) -> ColumnElement[bool]:
    """Return that a tenure is one of `office`, open then, of a verified member whom members may see."""
    tenure, official, member = tables.tenure.c, tables.official.c, tables.membership.c
    seen = exists(
        select(member.official_id)
        .join_from(tables.membership, tables.official, official.id == member.official_id)
        .where(
            member.official_id == tenure.official_id,
            member.visibility == "members",
            or_(member.left_at.is_(None), member.left_at > now),
            official.verified_at.is_not(None),
        )
        .correlate(tables.tenure)
    )
    day = now.date()
    open_then = (tenure.since <= day) & or_(tenure.until.is_(None), tenure.until > day)
    return (tenure.office_id == tables.office.c.id) & open_then & seen
