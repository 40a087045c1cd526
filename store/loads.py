"""What is known of officials who could be asked: each fact in one query for all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from matching.domain import (
    JurisdictionId,
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    QuestionId,
    RecordId,
)
from store import load_statements as sql
from store import topic_statements
from store.officials import official_of
from store.places import office_of
from store.statements import named

EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that matched a question: its score then, an office, and who holds that today.

    The office owns the record, unless it is a `further` one, of a record that was merged into it. `matched`
    are the ids under which it was found then.
    """

    record_id: RecordId
    office_id: OfficeId
    score: float
    holders: frozenset[OfficialId] = frozenset()
    title: str = ""
    further: bool = False
    matched: frozenset[RecordId] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class About:
    """Topics, and of how many people they are looked for; another seed brings others where there are more.

    Of more topics than `topic_statements.MOST_TOPICS` only the first are looked at.
    """

    topics: tuple[str, ...]
    seed: int
    limit: int


@dataclass(frozen=True, slots=True)
class Member:
    """An official with what they said when they joined; who never joined, or left, is not `joined`."""

    official: Official
    joined: bool
    reachable: bool
    capacity: int = 0
    languages: frozenset[str] = frozenset()
    time_zone: str = ""
    body: str = ""
    body_seats: int | None = None
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """How much an official was asked: `recent` counts against the capacity, `asked` are those that ended."""

    recent: int = 0
    last_asked: datetime | None = None
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """Which times count: for the load, for how people answered, and from which day to which a quiet time."""

    load_since: datetime
    record_since: datetime
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Around:
    """What there is already between the asker and others, and around the question.

    `taking_part` may talk with the asker about it: they said yes, or were asked and may say so yet. `pairs`
    has when the asker and another last were asked about each other, agreed, or were brought together, either
    way round.
    """

    taking_part: frozenset[OfficialId]
    pairs: dict[OfficialId, datetime]


@dataclass(slots=True)
class Limits:
    """When an official wants to be left alone, from a day to a day, and whom and which places they avoid."""

    quiet: list[tuple[date, date]] = field(default_factory=list)
    people: set[OfficialId] = field(default_factory=set)
    places: set[JurisdictionId] = field(default_factory=set)


def close(
    conn: Connection,
    network_id: NetworkId,
    question_id: QuestionId,
    place_id: JurisdictionId | None,
    on: date,
) -> tuple[list[Behind], frozenset[OfficialId]]:
    """Return what is behind the question's matches, and who said that they could answer: one query for both.

    Behind them are the published records with an office that officials of the place may read, best first,
    shown or not. A record comes once for each office that can be asked about it, its own first.
    """
    able: set[OfficialId] = set()
    of_office: dict[tuple[int, int], list[Any]] = {}
    values = {"question_id": question_id, "network_id": network_id, "jurisdiction_id": place_id, "on": on}
    for row in named(conn.execute(sql.CLOSE, values)):
        if row.id is None:
            able.add(OfficialId(row.official_id))
        else:
            of_office.setdefault((row.id, row.office_id), []).append(row)
    return [_behind(rows) for rows in of_office.values()], frozenset(able)


def any_member(conn: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> bool:
    """Return whether somebody whom staff know, who joined and has not left, holds the office on that day."""
    values = {"network_id": network_id, "office_id": office_id, "on": on}
    return bool(conn.execute(sql.ANY_MEMBER, values).scalar_one())


def topics(conn: Connection, question_id: QuestionId) -> list[str]:
    """Return the topics of the records that the question was shown, sorted."""
    return list(conn.execute(sql.TOPICS, {"question_id": question_id}).scalars())


def volunteers(conn: Connection, network_id: NetworkId, about: About) -> list[tuple[OfficialId, str]]:
    """Return members who volunteer for one of the topics, each once, with one of them."""
    topics = about.topics[: topic_statements.MOST_TOPICS]
    values = {"network_id": network_id, **topic_statements.values(topics, about.seed, about.limit)}
    rows = conn.execute(topic_statements.volunteers(len(topics)), values)
    return [(OfficialId(row[0]), row[1]) for row in rows]


def knowing(
    conn: Connection, network_id: NetworkId, about: About, on: date
) -> list[tuple[OfficialId, OfficeId | None, str]]:
    """Return members who know one of the topics, with it: volunteers, and who owns a published record.

    These with their office. Who is both comes twice; one query for all.
    """
    topics = about.topics[: topic_statements.MOST_TOPICS]
    values = {"network_id": network_id, "on": on, **topic_statements.values(topics, about.seed, about.limit)}
    rows = conn.execute(topic_statements.knowing(len(topics)), values).all()
    return [(OfficialId(row[0]), None if row[1] is None else OfficeId(row[1]), row[2]) for row in rows]


def members(
    conn: Connection, network_id: NetworkId, ids: Collection[OfficialId], on: date
) -> dict[OfficialId, Member]:
    """Return these officials of the network with the offices they hold on that day: one query for all."""
    held: dict[int, dict[int, Office]] = {}
    people: dict[int, Any] = {}
    known: dict[int, Office] = {}  # those of an office share it
    values = {"network_id": network_id, "ids": list(ids), "on": on}
    for row in named(conn.execute(sql.MEMBERS[conn.dialect.name], values)):
        people[row.id] = row
        offices = held.setdefault(row.id, {})
        # Two tenures of one office may overlap.
        if row.office_id is not None and row.office_id not in offices:
            if row.office_id not in known:
                known[row.office_id] = office_of(row)
            offices[row.office_id] = known[row.office_id]
    return {
        OfficialId(number): _member_of(row, official_of(row, tuple(held[number].values())))
        for number, row in people.items()
    }


def loads(
    conn: Connection, ids: Collection[OfficialId], since: datetime, record_since: datetime
) -> dict[OfficialId, Load]:
    """Return how much each was asked: the load from `since` on, what they answered from `record_since` on.

    One query for all; no entry for who was not asked since then.
    """
    values = {"ids": list(ids), "since": since, "record_since": record_since}
    rows = conn.execute(sql.LOADS[conn.dialect.name], values).all()
    return {OfficialId(row[0]): Load(*row[1:]) for row in rows}


def of(conn: Connection, official_id: OfficialId, since: datetime) -> Load:
    """Return how much this official was asked, with all they ever answered."""
    return loads(conn, [official_id], since, EVER).get(official_id, Load())


def around(conn: Connection, question_id: QuestionId, asker_id: OfficialId, since: datetime) -> Around:
    """Return who may already take part in this question, and whom the asker met or asked after `since`."""
    taking_part: set[OfficialId] = set()
    pairs: dict[OfficialId, datetime] = {}
    values = {"question_id": question_id, "asker_id": asker_id, "since": since}
    for row in conn.execute(sql.AROUND, values):
        if row.question_id == question_id and row.state in (*sql.OPEN, *sql.YES):
            taking_part.add(OfficialId(row.peer_id))
        if asker_id in (row.asker_id, row.peer_id):
            other = OfficialId(row.peer_id if row.asker_id == asker_id else row.asker_id)
            moments = (row.asked_at, row.agreed_at, row.together_at, pairs.get(other))
            pairs[other] = max(at for at in moments if at is not None)
    return Around(frozenset(taking_part), pairs)


def quiet(
    conn: Connection, ids: Collection[OfficialId], first: date, last: date
) -> dict[OfficialId, list[tuple[date, date]]]:
    """Return the quiet times that these officials have between two days, those two included."""
    found: dict[OfficialId, list[tuple[date, date]]] = {}
    values = {"ids": list(ids), "from": first, "to": last}
    for official_id, begins, ends in conn.execute(sql.QUIET[conn.dialect.name], values):
        found.setdefault(OfficialId(official_id), []).append((begins, ends))
    return found


def taking_on(
    conn: Connection, ids: Collection[OfficialId], times: Times
) -> tuple[dict[OfficialId, Load], dict[OfficialId, Limits]]:
    """Return how much each was asked in these times, and which limits they set: one query for both.

    No entry for who was not asked, and none for who set no limits.
    """
    loads: dict[OfficialId, Load] = {}
    limits: dict[OfficialId, Limits] = {}
    values = {"ids": list(ids), "since": times.load_since, "record_since": times.record_since}
    values |= {"from": times.first, "to": times.last}
    for row in conn.execute(sql.TAKING_ON[conn.dialect.name], values):
        official_id, (*load, begins, ends, other_id, place_id) = OfficialId(row[0]), row[1:]
        if load[0] is not None:
            loads[official_id] = Load(*load)
            continue
        mine = limits.setdefault(official_id, Limits())
        if begins is not None:
            mine.quiet.append((begins, ends))
        elif other_id is not None:
            mine.people.add(OfficialId(other_id))
        else:
            mine.places.add(JurisdictionId(place_id))
    return loads, limits


def _behind(rows: list[Any]) -> Behind:
    """Return what the rows of one record and office say."""
    first = rows[0]
    return Behind(
        RecordId(first.id),
        OfficeId(first.office_id),
        first.score,
        holders=frozenset(OfficialId(row.official_id) for row in rows if row.official_id is not None),
        title=first.title,
        further=bool(first.further),
        matched=frozenset(RecordId(row.matched_id) for row in rows),
    )


def _member_of(row: Any, official: Official) -> Member:
    if row.joined_at is None or row.left_at is not None:
        return Member(official, joined=False, reachable=row.reachable)
    return Member(
        official=official,
        joined=True,
        reachable=row.reachable or official.demonstration,
        capacity=row.capacity,
        languages=frozenset(row.languages.split()),
        time_zone=row.time_zone,
        body=row.body,
        body_seats=row.body_seats,
        paused_until=row.paused_until,
    )
