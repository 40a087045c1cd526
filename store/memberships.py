"""The directory: who joined, how much they take on and about what, when not, and with whom not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from matching.domain import JurisdictionId, NetworkId, OfficialId, QuestionId
from store import joined_places, tables
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class MembershipDraft:
    """What a member says of themselves; `quiet` are first and last days, `capacity` requests in thirty days.

    `languages` are ISO 639-1; `body` is the council or board they sit on, with its seats.
    """

    capacity: int = 2
    languages: tuple[str, ...] = ()
    time_zone: str = ""
    visibility: str = "members"
    body: str = ""
    body_seats: int | None = None
    topics: tuple[str, ...] = ()
    quiet: tuple[tuple[date, date], ...] = ()
    avoided: tuple[OfficialId, ...] = ()
    avoided_places: tuple[JurisdictionId, ...] = ()
    answerable: tuple[QuestionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """An official's yes to being asked; `misses` are requests in a row that they left without an answer."""

    official_id: OfficialId
    network_id: NetworkId
    joined_at: datetime
    left_at: datetime | None
    paused_until: datetime | None
    misses: int
    said: MembershipDraft


# Run for every message to a peer, so they are made once: making one takes longer than its answer.
_AT_WORK = select(
    tables.membership.c.time_zone,
    tables.membership.c.languages,
    tables.membership.c.left_at,
    tables.membership.c.paused_until,
).where(tables.membership.c.official_id == bindparam("official_id"))

_TAKE = (
    select(tables.membership.c.capacity)
    .where(tables.membership.c.official_id == bindparam("official_id"))
    .with_for_update(skip_locked=True)
)
_MISSES = select(tables.membership.c.misses).where(
    tables.membership.c.official_id == bindparam("official_id")
)
_OF_MEMBER = update(tables.membership).where(tables.membership.c.official_id == bindparam("member_id"))
_NOTE_MISS = _OF_MEMBER.values(misses=tables.membership.c.misses + 1)
_FORGET_MISSES = _OF_MEMBER.values(misses=0)


@dataclass(frozen=True, slots=True)
class AtWork:
    """When and in which languages an official can be reached; "" and () for what they did not say.

    `left_at` is when they left the directory, None for a member and for who never was one. `paused_until` may
    be over.
    """

    time_zone: str = ""
    languages: tuple[str, ...] = ()
    left_at: datetime | None = None
    paused_until: datetime | None = None


def at_work(conn: Connection, official_id: OfficialId) -> AtWork:
    """Return the official's time zone and languages, also of a membership that has ended.

    One short statement: it is read several times for each message to a peer, `by_official` takes six.
    """
    row = conn.execute(_AT_WORK, {"official_id": official_id}).one_or_none()
    if row is None:
        return AtWork()
    return AtWork(row.time_zone, tuple(row.languages.split()), row.left_at, row.paused_until)


def take(conn: Connection, official_id: OfficialId) -> int | None:
    """Return the member's capacity and let nobody else ask them before this transaction ends.

    None while another transaction does that, and for who never joined. Where one writes at a time (SQLite)
    the caller must have written something before.
    """
    return conn.execute(_TAKE, {"official_id": official_id}).scalar_one_or_none()


def by_official(conn: Connection, official_id: OfficialId) -> Membership | None:
    """Return the official's membership, also one that has ended; None for who never joined."""
    row = conn.execute(select(tables.membership).filter_by(official_id=official_id)).one_or_none()
    return None if row is None else _membership_of(conn, row)


def save(
    conn: Connection, network_id: NetworkId, official_id: OfficialId, said: MembershipDraft, now: datetime
) -> bool:
    """Keep what the member says, in place of what they said before; True if they joined (again) by it.

    Joining again ends a pause and forgets the misses. Raises IntegrityError for a capacity out of bounds, for
    topics that the network lacks, and for anybody or anything of another network.
    """
    values = {
        "capacity": said.capacity,
        "languages": " ".join(said.languages),
        "time_zone": said.time_zone,
        "visibility": said.visibility,
        "body": said.body,
        "body_seats": said.body_seats,
    }
    named = {"network_id": network_id, "official_id": official_id}
    first_time = joined = insert_once(conn, tables.membership, joined_at=now, **named, **values)
    if not first_time:
        mine = update(tables.membership).filter_by(official_id=official_id)
        conn.execute(mine.values(**values))
        again = mine.where(tables.membership.c.left_at.is_not(None))
        back = {"left_at": None, "joined_at": now, "paused_until": None, "misses": 0}
        joined = conn.execute(again.values(**back)).rowcount == 1
        _forget_lists(conn, official_id)
    _keep_lists(conn, named, said)
    joined_places.note(conn, official_id, now)
    return joined


def leave(conn: Connection, official_id: OfficialId, now: datetime) -> bool:
    """End the membership; True only for the call that ended it."""
    here = update(tables.membership).where(
        tables.membership.c.official_id == official_id, tables.membership.c.left_at.is_(None)
    )
    return conn.execute(here.values(left_at=now)).rowcount == 1


def pause(conn: Connection, official_id: OfficialId, until: datetime | None) -> bool:
    """Let no requests reach the member until then, None for no pause; False if they are no member."""
    here = update(tables.membership).where(
        tables.membership.c.official_id == official_id, tables.membership.c.left_at.is_(None)
    )
    return conn.execute(here.values(paused_until=until)).rowcount == 1


def note_miss(conn: Connection, official_id: OfficialId) -> int:
    """Count a request that ran out without an answer; return how many in a row there are now."""
    conn.execute(_NOTE_MISS, {"member_id": official_id})
    return int(conn.execute(_MISSES, {"official_id": official_id}).scalar() or 0)


def forget_misses(conn: Connection, official_id: OfficialId) -> None:
    """Begin counting anew: the member answered."""
    conn.execute(_FORGET_MISSES, {"member_id": official_id})


def _forget_lists(conn: Connection, official_id: OfficialId) -> None:
    for table in (tables.member_topic, tables.quiet_time, tables.avoidance, tables.answerable):
        conn.execute(delete(table).filter_by(official_id=official_id))


def _keep_lists(conn: Connection, named: dict[str, Any], said: MembershipDraft) -> None:
    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (tables.member_topic, [{"topic": topic} for topic in dict.fromkeys(said.topics)]),
        (tables.quiet_time, [{"first": a, "last": b} for a, b in dict.fromkeys(said.quiet)]),
        (tables.avoidance, [{"other_id": each} for each in dict.fromkeys(said.avoided)]),
        (tables.avoidance, [{"jurisdiction_id": each} for each in dict.fromkeys(said.avoided_places)]),
        (tables.answerable, [{"question_id": each} for each in dict.fromkeys(said.answerable)]),
    ]
    for table, values in rows:
        if values:
            conn.execute(insert(table), [named | each for each in values])


def _membership_of(conn: Connection, row: Row[Any]) -> Membership:
    said = MembershipDraft(
        capacity=row.capacity,
        languages=tuple(row.languages.split()),
        time_zone=row.time_zone,
        visibility=row.visibility,
        body=row.body,
        body_seats=row.body_seats,
        topics=tuple(_listed(conn, tables.member_topic.c.topic, row.official_id)),
        quiet=tuple(
            (each.first, each.last)
            for each in conn.execute(
                select(tables.quiet_time)
                .filter_by(official_id=row.official_id)
                .order_by(tables.quiet_time.c.first, tables.quiet_time.c.last)
            )
        ),
        avoided=tuple(map(OfficialId, _present(_listed(conn, tables.avoidance.c.other_id, row.official_id)))),
        avoided_places=tuple(
            map(JurisdictionId, _present(_listed(conn, tables.avoidance.c.jurisdiction_id, row.official_id)))
        ),
        answerable=tuple(map(QuestionId, _listed(conn, tables.answerable.c.question_id, row.official_id))),
    )
    return Membership(
        official_id=OfficialId(row.official_id),
        network_id=NetworkId(row.network_id),
        joined_at=row.joined_at,
        left_at=row.left_at,
        paused_until=row.paused_until,
        misses=row.misses,
        said=said,
    )


def _listed(conn: Connection, column: Any, official_id: OfficialId) -> Sequence[Any]:
    query = select(column).where(column.table.c.official_id == official_id).order_by(column)
    return conn.execute(query).scalars().all()


def _present(values: Iterable[Any]) -> list[Any]:
    return [each for each in values if each is not None]
