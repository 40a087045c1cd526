"""What became of introductions in some time, and who joined: the other parts of a summary.

One query for each, as in store/digest_figures.py; nothing here names people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    distinct,
    exists,
    func,
    not_,
    null,
    or_,
    select,
)

from matching.domain import Audience, JurisdictionId, NetworkId, RecordId, Visibility
from store import joined_places, tables
from store.digest_figures import Window, is_new, readable
from store.outcomes import HELPED, is_unnamed
from store.statements import is_one_of

_record = tables.record.c
_introduction, _move, _question = tables.introduction.c, tables.introduction_move.c, tables.question.c


@dataclass(frozen=True, slots=True)
class Help:
    """Help that went to a country from a place (None where it may not be told) of a country, how often.

    `asker_country` is "" where the question was not asked in a channel. Whether a country says who it is
    depends on how many of it take part: see `countries_of_several`.
    """

    helper_id: JurisdictionId | None
    helper_country: str
    asker_country: str
    count: int


def introduction_moves(conn: Connection, window: Window) -> dict[str, int]:
    """Return how many introductions of the network moved into each state, asked for only once.

    One that its peer put off is asked for again when that is over.
    """
    earlier = tables.introduction_move.alias("earlier")
    asked_before = exists().where(
        earlier.c.introduction_id == _move.introduction_id,
        earlier.c.state == "asked",
        earlier.c.moved_at <= window.since,
    )
    again = and_(_move.state == "asked", asked_before.correlate(tables.introduction_move))
    query = (
        select(_move.state, func.count(distinct(_move.introduction_id)).label("times"))
        .where(_move.network_id == window.network_id, window.holds(_move.moved_at), not_(again))
        .group_by(_move.state)
    )
    return {row.state: row.times for row in conn.execute(query)}


def joined(
    conn: Connection, window: Window, limit: int, now: datetime | None = None
) -> tuple[int, tuple[JurisdictionId, ...]]:
    """Return how many jurisdictions joined, and the first of them.

    One joins, once for all, when the first of its members does who is verified by staff and shown to members;
    one that all of these have left by now, or when the time ends, is not told.
    """
    place = tables.jurisdiction.c
    is_held = joined_places.is_held(now or window.until)
    still = exists().where(tables.office.c.jurisdiction_id == place.id, is_held)
    new = (
        place.network_id == window.network_id,
        window.holds(place.joined_at),
        still.correlate(tables.jurisdiction),
    )
    count = conn.execute(select(func.count()).select_from(tables.jurisdiction).where(*new)).scalar_one()
    ids = conn.execute(select(place.id).where(*new).order_by(place.id).limit(limit)).scalars()
    return count, tuple(JurisdictionId(each) for each in ids)


def helped_most(conn: Connection, window: Window, without: Iterable[RecordId]) -> RecordId | None:
    """Return the record to which most introductions helped, of those that are not left out; None for none.

    An answer that is not to be attributed counts for none.
    """
    query = (
        select(_introduction.record_id)
        .join(tables.record, _record.id == _introduction.record_id)
        .where(
            _introduction.network_id == window.network_id,
            is_one_of(_introduction.state, HELPED),
            not_(is_unnamed()),
            readable(outsiders=window.outsiders),
            _record.id.not_in(tuple(without)),
        )
        .group_by(_introduction.record_id)
        .order_by(func.count(distinct(_introduction.asker_id)).desc(), _introduction.record_id)
    )
    found = conn.execute(query.limit(1)).scalar()
    return None if found is None else RecordId(found)


def verified_last(conn: Connection, window: Window, without: Iterable[RecordId]) -> RecordId | None:
    """Return the record that was verified last, of those that are not left out; None for none.

    By its office, by staff or as an import says.
    """
    query = select(_record.id).where(
        _record.network_id == window.network_id,
        readable(outsiders=window.outsiders),
        _record.verified_on.is_not(None),
        _record.id.not_in(tuple(without)),
    )
    found = conn.execute(query.order_by(_record.verified_on.desc(), _record.id).limit(1)).scalar()
    return None if found is None else RecordId(found)


def least_shown(conn: Connection, window: Window, without: Iterable[RecordId]) -> RecordId | None:
    """Return the oldest record of those that no answer showed, else the oldest of all; None for none.

    None that is new or left out.
    """
    match = tables.question_match.c
    shown = select(match.record_id).where(match.network_id == window.network_id, match.shown)
    query = select(_record.id).where(
        _record.network_id == window.network_id,
        readable(outsiders=window.outsiders),
        not_(is_new(window)),
        _record.id.not_in(tuple(without)),
    )
    unseen_first = (case((_record.id.in_(shown), 1), else_=0), _record.updated_at, _record.id)
    found = conn.execute(query.order_by(*unseen_first).limit(1)).scalar()
    return None if found is None else RecordId(found)


def countries_of_several(
    conn: Connection, network_id: NetworkId, now: datetime, fewest: int
) -> frozenset[str]:
    """Return the countries for which members of at least so many governments work whom members may see."""
    place = tables.jurisdiction.c
    takes_part = exists().where(tables.office.c.jurisdiction_id == place.id, joined_places.is_held(now))
    query = (
        select(place.country)
        .where(place.network_id == network_id, takes_part.correlate(tables.jurisdiction))
        .group_by(place.country)
        .having(func.count() >= fewest)
    )
    return frozenset(conn.execute(query).scalars()) - {""}


def help_given(conn: Connection, window: Window, limit: int) -> tuple[Help, ...]:
    """Return which places helped whom, the most often first: askers are countries.

    A helper is a place only where the record of its office, which everybody here may read, led to it. Whoever
    asked in private or without a name has not even a country.
    """
    each = _helped(window).subquery()
    ends = (each.c.helper_id, each.c.helper_country, each.c.asker_country)
    count = func.count()
    query = select(*ends, count.label("times")).group_by(*ends).order_by(count.desc(), *ends)
    return tuple(
        Help(
            None if row.helper_id is None else JurisdictionId(row.helper_id),
            row.helper_country,
            row.asker_country,
            row.times,
        )
        for row in conn.execute(query.limit(limit))
    )


def _helped(window: Window) -> Select[Any]:
    """Return the query for the introductions that helped, each with its two ends as far as they are told."""
    told = and_(
        readable(outsiders=window.outsiders),
        _record.visibility != Visibility.UNATTRIBUTED,
        _record.office_id == _introduction.office_id,
        not_(is_unnamed()),
    )
    asker = case((_question.audience == Audience.CHANNEL, _country_of_asker(window)))
    return (
        select(
            _introduction.id,
            case((told, tables.jurisdiction.c.id), else_=null()).label("helper_id"),
            tables.jurisdiction.c.country.label("helper_country"),
            func.coalesce(asker, "").label("asker_country"),
        )
        .select_from(tables.introduction.join(tables.office, tables.office.c.id == _introduction.office_id))
        .join(tables.jurisdiction, tables.jurisdiction.c.id == tables.office.c.jurisdiction_id)
        .join(tables.question, _question.id == _introduction.question_id)
        .outerjoin(tables.record, _record.id == _introduction.record_id)
        .where(
            exists().where(
                _move.introduction_id == _introduction.id,
                is_one_of(_move.state, HELPED),
                window.holds(_move.moved_at),
            ),
            _introduction.network_id == window.network_id,
        )
    )


def _country_of_asker(window: Window) -> ColumnElement[str]:
    """Return the country of the office that the asker holds when the time ends."""
    place, tenure, day = tables.jurisdiction.alias("place_of_asker"), tables.tenure.c, window.until.date()
    held = (
        select(func.min(place.c.country))
        .select_from(tables.tenure.join(tables.office, tables.office.c.id == tables.tenure.c.office_id))
        .join(place, place.c.id == tables.office.c.jurisdiction_id)
        .where(
            tenure.official_id == _introduction.asker_id,
            tenure.since <= day,
            or_(tenure.until.is_(None), tenure.until > day),
        )
    )
    return held.correlate(tables.introduction).scalar_subquery()
