"""Records whose last day of being verified comes near, and who was told of it, once for each threshold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from matching.domain import NetworkId, OfficialId, RecordId
from store import tables
from store.statements import insert_once

# A page of the records that come near: one statement, and a few hundred kB at most.
PAGE = 500


@dataclass(frozen=True, slots=True)
class Nearing:
    """A published record, verified on a day until another one; who verified it, and whose it is."""

    record_id: RecordId
    verified_on: date | None
    verify_by: date
    verifier_id: OfficialId | None
    office_id: int | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """That somebody is to be told of a record so many days before its last one."""

    id: int
    record_id: RecordId
    verify_by: date
    days: int


@dataclass(frozen=True, slots=True)
class Last:
    """The last day of a record, and who was told that it comes, None for nobody."""

    verify_by: date
    official_id: OfficialId | None


def nearing(conn: Connection, network_id: NetworkId, first: date, last: date) -> Iterator[Nearing]:
    """Give the network's published records whose last day is from `first` to `last`, the nearest first."""
    record = tables.record.c
    columns = (record.id, record.verified_on, record.verify_by, record.verifier_id, record.office_id)
    query = select(*columns).filter_by(network_id=network_id, state="published")
    query = query.where(record.verify_by.between(first, last)).order_by(record.verify_by, record.id)
    after: tuple[date, int] | None = None
    while True:
        page = query.limit(PAGE)
        if after is not None:
            day, number = after
            page = page.where((record.verify_by > day) | ((record.verify_by == day) & (record.id > number)))
        rows = conn.execute(page).all()
        yield from map(_nearing_of, rows)
        if len(rows) < PAGE:
            return
        after = (rows[-1].verify_by, rows[-1].id)


def note(
    conn: Connection, network_id: NetworkId, found: Nearing, days: int, official_id: OfficialId | None
) -> int | None:
    """Note that this official is to be told, nobody if None; return the reminder's id.

    None, and nothing is changed, if it was noted before that the record comes near by so many days.
    """
    named = {"record_id": found.record_id, "verify_by": found.verify_by, "days": days}
    reminder = tables.record_reminder
    if not insert_once(conn, reminder, network_id=network_id, official_id=official_id, **named):
        return None
    return int(conn.execute(select(reminder.c.id).filter_by(**named)).scalar_one())


def official_of(conn: Connection, network_id: NetworkId, reminder_id: int) -> OfficialId | None:
    """Return whom the reminder is for, None for nobody."""
    query = select(tables.record_reminder.c.official_id).filter_by(id=reminder_id, network_id=network_id)
    found = conn.execute(query).scalar()
    return None if found is None else OfficialId(found)


def untold(
    conn: Connection, network_id: NetworkId, official_id: OfficialId
) -> tuple[tuple[int, Nearing], ...]:
    """Return the records of which the official was not told yet, each after its reminder's id."""
    reminder, record = tables.record_reminder.c, tables.record.c
    columns = (record.id, record.verified_on, record.verify_by, record.verifier_id, record.office_id)
    query = (
        select(reminder.id.label("reminder_id"), *columns)
        .join_from(tables.record_reminder, tables.record, reminder.record_id == record.id)
        .where(reminder.network_id == network_id, reminder.official_id == official_id)
        .where(reminder.told_at.is_(None), record.state == "published")
        .where(record.verify_by == reminder.verify_by)
    )
    rows = conn.execute(query.order_by(reminder.id))
    return tuple((row.reminder_id, _nearing_of(row)) for row in rows)


def give(conn: Connection, reminder_id: int, official_id: OfficialId | None) -> None:
    """Let another official be told, nobody if None; what was told stays as it is."""
    reminder = tables.record_reminder
    waits = update(reminder).filter_by(id=reminder_id).where(reminder.c.told_at.is_(None))
    conn.execute(waits.values(official_id=official_id))


def take(
    conn: Connection, network_id: NetworkId, official_id: OfficialId, now: datetime
) -> tuple[Reminder, ...]:
    """Return what the official was not told yet, the nearest day first, and note that they are told now."""
    reminder = tables.record_reminder
    untold = update(reminder).filter_by(network_id=network_id, official_id=official_id)
    columns = (reminder.c.id, reminder.c.record_id, reminder.c.verify_by, reminder.c.days)
    rows = conn.execute(
        untold.where(reminder.c.told_at.is_(None)).values(told_at=now).returning(*columns)
    ).all()
    found = (Reminder(row.id, RecordId(row.record_id), row.verify_by, row.days) for row in rows)
    return tuple(sorted(found, key=lambda each: (each.verify_by, each.record_id)))


def told(conn: Connection, network_id: NetworkId, official_id: OfficialId) -> tuple[RecordId, ...]:
    """Return the records that the official was told of and that nobody has checked since."""
    reminder, record = tables.record_reminder, tables.record
    query = (
        select(record.c.id)
        .join_from(reminder, record, reminder.c.record_id == record.c.id)
        .where(
            reminder.c.network_id == network_id,
            reminder.c.official_id == official_id,
            reminder.c.told_at.is_not(None),
            record.c.state == "published",
            record.c.verify_by == reminder.c.verify_by,
        )
        .distinct()
    )
    return tuple(RecordId(found) for found in conn.execute(query.order_by(record.c.id)).scalars())


def _nearing_of(row: Any) -> Nearing:
    verifier = None if row.verifier_id is None else OfficialId(row.verifier_id)
    return Nearing(RecordId(row.id), row.verified_on, row.verify_by, verifier, row.office_id)


def last(conn: Connection, record_id: RecordId) -> Last | None:
    """Return the last day of the record that came, and who was told of it last; None if none ever came."""
    reminder = tables.record_reminder.c
    days = select(reminder.verify_by).where(reminder.record_id == record_id, reminder.days == 0)
    day = conn.execute(days.order_by(reminder.verify_by.desc()).limit(1)).scalar()
    if day is None:
        return None
    of_day = select(reminder.official_id).where(reminder.record_id == record_id, reminder.verify_by == day)
    told = of_day.where(reminder.told_at.is_not(None)).order_by(reminder.days).limit(1)
    official_id = conn.execute(told).scalar()
    return Last(day, None if official_id is None else OfficialId(official_id))
