"""What the directory answers: who can be found, what waits for a member, what an office leaves behind."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from matching.domain import (
    Audience,
    Band,
    JurisdictionId,
    NetworkId,
    OfficeId,
    OfficialId,
    QuestionId,
    RecordId,
)
from store import tables

# An introduction that its peer has not answered, or that has not been put to them yet.
UNANSWERED = ("proposed", "asked", "snoozed")


@dataclass(frozen=True, slots=True)
class Found:
    """A member as others find them; the place is that of one of their offices, "" without any."""

    id: OfficialId
    name: str
    jurisdiction_id: JurisdictionId | None
    place: str


@dataclass(frozen=True, slots=True)
class Tenure:
    """One open tenure: who holds which office."""

    id: int
    network_id: NetworkId
    official_id: OfficialId
    office_id: OfficeId


def recent_questions(
    conn: Connection, network_id: NetworkId, official_id: OfficialId, limit: int = 10
) -> tuple[tuple[QuestionId, str], ...]:
    """Return what others of the network asked lately in channels, newest first, with its words.

    A private question and an anonymous one are shown to nobody, and nobody is offered their own. What no
    record answers is offered if staff verified that its asker works for a government; the demonstration, in
    which nobody does, offers only what has a match.
    """
    question, asker = tables.question.c, tables.official.c
    asked_by_a_government = and_(asker.verified_at.is_not(None), tables.network.c.demonstration.is_(False))
    query = (
        select(question.id, question.text)
        .join(tables.official, asker.id == question.asker_id)
        .join(tables.network, tables.network.c.id == question.network_id)
        .where(
            question.network_id == network_id,
            question.audience == Audience.CHANNEL,
            question.asker_id != official_id,
            or_(question.band != Band.NONE, asked_by_a_government),
        )
        .order_by(question.asked_at.desc(), question.id.desc())
        .limit(limit)
    )
    return tuple((QuestionId(row.id), row.text) for row in conn.execute(query))


def questions_named(
    conn: Connection, network_id: NetworkId, official_id: OfficialId, ids: tuple[QuestionId, ...]
) -> tuple[tuple[QuestionId, str], ...]:
    """Return those of these questions that the official may be offered, with their words, in this order."""
    question = tables.question.c
    query = select(question.id, question.text).where(
        question.id.in_(ids),
        question.network_id == network_id,
        question.audience == Audience.CHANNEL,
        question.asker_id != official_id,
    )
    texts = {row.id: row.text for row in conn.execute(query)}
    return tuple((each, texts[each]) for each in ids if each in texts)


def visible_members(conn: Connection, network_id: NetworkId, on: date) -> tuple[Found, ...]:
    """Return the members whom other members may find by name, once for each office, by name."""
    return _found(conn, network_id, tables.membership.c.visibility == "members", on)


def named(
    conn: Connection, network_id: NetworkId, ids: tuple[OfficialId, ...], on: date
) -> tuple[Found, ...]:
    """Return these officials of the network, members or not, once for each office, by name."""
    return tuple(_people(conn, network_id, tables.official.c.id.in_(ids), on))


def avoided_people(conn: Connection, official_id: OfficialId) -> tuple[OfficialId, ...]:
    """Return whom the official does not want to meet, person by person."""
    other = tables.avoidance.c.other_id
    query = select(other).where(tables.avoidance.c.official_id == official_id, other.is_not(None))
    return tuple(OfficialId(each) for each in conn.execute(query.order_by(other)).scalars())


def has_work(conn: Connection, network_id: NetworkId, office_id: OfficeId) -> bool:
    """Say whether the office owns published records, or introductions that nobody has answered."""
    owns = exists().where(tables.record.c.office_id == office_id, tables.record.c.state == "published")
    open_still = exists().where(
        tables.introduction.c.office_id == office_id, tables.introduction.c.state.in_(UNANSWERED)
    )
    query = select(tables.office.c.id).where(
        tables.office.c.id == office_id, tables.office.c.network_id == network_id, or_(owns, open_still)
    )
    return conn.execute(query).first() is not None


def has_member(conn: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> bool:
    """Say whether a member whom staff know holds the office on that day."""
    known = and_(tables.office.c.id == office_id, tables.official.c.verified_at.is_not(None))
    return bool(_found(conn, network_id, known, on))


def unconfirmed_records(
    conn: Connection, network_id: NetworkId, office_id: OfficeId, since: date
) -> tuple[tuple[RecordId, str], ...]:
    """Return the office's published records that nobody confirmed since that day, with their titles."""
    record = tables.record.c
    query = select(record.id, record.title).where(
        record.network_id == network_id,
        record.office_id == office_id,
        record.state == "published",
        or_(record.verified_on.is_(None), record.verified_on < since),
    )
    return tuple((RecordId(row.id), row.title) for row in conn.execute(query.order_by(record.id)))


def open_tenures(conn: Connection, official_id: OfficialId) -> tuple[Tenure, ...]:
    """Return the official's tenures that have no last day, the longest held first."""
    query = select(tables.tenure).filter_by(official_id=official_id, until=None)
    rows = conn.execute(query.order_by(tables.tenure.c.since, tables.tenure.c.id))
    return tuple(map(_tenure_of, rows))


def open_tenure(conn: Connection, tenure_id: int) -> Tenure | None:
    """Return the tenure if it has no last day yet, else None."""
    row = conn.execute(select(tables.tenure).filter_by(id=tenure_id, until=None)).one_or_none()
    return None if row is None else _tenure_of(row)


def held_since(conn: Connection, official_id: OfficialId, office_id: OfficeId) -> date | None:
    """Return the day from which the official has held the office, None if they hold it no more."""
    query = select(tables.tenure.c.since).filter_by(official_id=official_id, office_id=office_id, until=None)
    return conn.execute(query).scalar()


def _found(
    conn: Connection, network_id: NetworkId, condition: ColumnElement[bool], on: date
) -> tuple[Found, ...]:
    here = and_(
        tables.membership.c.official_id == tables.official.c.id, tables.membership.c.left_at.is_(None)
    )
    return tuple(_people(conn, network_id, and_(here, condition), on))


def _people(conn: Connection, network_id: NetworkId, condition: ColumnElement[bool], on: date) -> list[Found]:
    until = tables.tenure.c.until
    held = and_(
        tables.tenure.c.official_id == tables.official.c.id,
        tables.tenure.c.since <= on,
        or_(until.is_(None), until > on),
    )
    query = (
        select(tables.official.c.id, tables.official.c.name)
        .add_columns(tables.office.c.jurisdiction_id, tables.jurisdiction.c.name.label("place"))
        .select_from(tables.official)
        .outerjoin(tables.membership, tables.membership.c.official_id == tables.official.c.id)
        .outerjoin(tables.tenure, held)
        .outerjoin(tables.office, tables.office.c.id == tables.tenure.c.office_id)
        .outerjoin(tables.jurisdiction, tables.jurisdiction.c.id == tables.office.c.jurisdiction_id)
        .where(tables.official.c.network_id == network_id, condition)
        .order_by(tables.official.c.name, tables.official.c.id, tables.tenure.c.id)
    )
    return [
        Found(
            OfficialId(row.id),
            row.name,
            None if row.jurisdiction_id is None else JurisdictionId(row.jurisdiction_id),
            row.place or "",
        )
        for row in conn.execute(query)
    ]


def _tenure_of(row: Any) -> Tenure:
    return Tenure(row.id, NetworkId(row.network_id), OfficialId(row.official_id), OfficeId(row.office_id))
