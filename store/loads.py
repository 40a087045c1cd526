"""What is known of officials who could be asked: each fact in one query for all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, exists, func, or_, select

from matching.domain import JurisdictionId, NetworkId, OfficeId, Official, OfficialId, QuestionId, RecordId
from store import officials, tables
from store.officials import official_of

# Not answered yet, and answered with a yes: what counts against the capacity. A request that was declined,
# handed over or ran out counts no more.
OPEN = ("asked", "snoozed")
YES = ("accepted", "introduced", "met", "useful", "adapted", "adopted", "not_useful")
ANSWERED = (*YES, "declined", "handed_over")

# Any prime and any multiplier will do that send neighbouring ids far apart; a seed turns the circle on.
PRIME, SPREAD = 10_007, 7_919


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that matched a question: the score it was kept with, and the office that owns it."""

    record_id: RecordId
    office_id: OfficeId
    score: float


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
class Around:
    """What there is already between the asker and others, and around the question.

    `taking_part` may talk with the asker about it: they said yes, or were asked and may say so yet. `pairs`
    has when the asker and another were last asked about each other, either way round.
    """

    taking_part: frozenset[OfficialId]
    pairs: dict[OfficialId, datetime]


@dataclass(slots=True)
class Avoided:
    """Whom and which places an official does not want to be introduced to."""

    people: set[OfficialId] = field(default_factory=set)
    places: set[JurisdictionId] = field(default_factory=set)


def behind(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> list[Behind]:
    """Return the published records with an office that matched the question, best first, shown or not."""
    match, record = tables.question_match.c, tables.record.c
    query = (
        select(match.record_id, record.office_id, match.score)
        .join_from(tables.question_match, tables.record, match.record_id == record.id)
        .where(
            match.question_id == question_id,
            match.network_id == network_id,
            record.state == "published",
            record.office_id.is_not(None),
        )
        .order_by(match.position)
    )
    return [Behind(RecordId(row[0]), OfficeId(row[1]), row[2]) for row in conn.execute(query)]


def holders(conn: Connection, ids: Collection[OfficeId], on: date) -> list[tuple[OfficialId, OfficeId]]:
    """Return who holds which of these offices on that day."""
    tenure = tables.tenure.c
    query = select(tenure.official_id, tenure.office_id).where(tenure.office_id.in_(ids), _held(on))
    return [(OfficialId(row[0]), OfficeId(row[1])) for row in conn.execute(query)]


def any_member(conn: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> bool:
    """Return whether somebody who joined, and has not left, holds the office on that day."""
    tenure, membership = tables.tenure.c, tables.membership.c
    found = exists().where(
        tenure.office_id == office_id,
        tenure.network_id == network_id,
        _held(on),
        membership.official_id == tenure.official_id,
        membership.left_at.is_(None),
    )
    return bool(conn.execute(select(found)).scalar_one())


def answerable(conn: Connection, question_id: QuestionId) -> frozenset[OfficialId]:
    """Return who said that they could answer the question."""
    query = select(tables.answerable.c.official_id).filter_by(question_id=question_id)
    return frozenset(OfficialId(each) for each in conn.execute(query).scalars())


def topics(conn: Connection, question_id: QuestionId) -> list[str]:
    """Return the topics of the records that the question was shown, sorted."""
    match, topic = tables.question_match.c, tables.record_topic.c
    query = (
        select(topic.topic)
        .distinct()
        .join_from(tables.question_match, tables.record_topic, match.record_id == topic.record_id)
        .where(match.question_id == question_id, match.shown)
        .order_by(topic.topic)
    )
    return list(conn.execute(query).scalars())


def volunteers(
    conn: Connection, network_id: NetworkId, wanted: Sequence[str], seed: int, limit: int
) -> dict[OfficialId, str]:
    """Return up to so many members who volunteer for one of these topics, each with one of them.

    Another seed brings others, so that the turn comes to everybody of a topic with many.
    """
    topic, membership = tables.member_topic.c, tables.membership.c
    drawn = (topic.official_id * SPREAD + seed) % PRIME
    query = (
        select(topic.official_id, func.min(topic.topic))
        .join(tables.membership, membership.official_id == topic.official_id)
        .where(topic.topic.in_(wanted), topic.network_id == network_id, membership.left_at.is_(None))
        .group_by(topic.official_id)
        .order_by(drawn, topic.official_id)
        .limit(limit)
    )
    return {OfficialId(row[0]): row[1] for row in conn.execute(query)} if wanted else {}


def members(
    conn: Connection, network_id: NetworkId, ids: Collection[OfficialId], on: date
) -> dict[OfficialId, Member]:
    """Return these officials of the network with the offices they hold on that day: two queries for all."""
    membership, reachable = tables.membership.c, exists().where(tables.identity.c.official_id == _id())
    query = (
        select(
            tables.official,
            reachable.label("reachable"),
            *(membership[name] for name in ("joined_at", "left_at", "capacity", "languages", "time_zone")),
            *(membership[name] for name in ("body", "body_seats", "paused_until")),
        )
        .join_from(tables.official, tables.membership, membership.official_id == _id(), isouter=True)
        .where(_id().in_(ids), tables.official.c.network_id == network_id)
    )
    held = officials.offices_held(conn, ids, on)
    found = (_member_of(row, official_of(row, held.get(row.id, ()))) for row in conn.execute(query))
    return {member.official.id: member for member in found}


def loads(
    conn: Connection, ids: Collection[OfficialId], since: datetime, record_since: datetime
) -> dict[OfficialId, Load]:
    """Return how much each was asked: the load from `since` on, what they answered from `record_since` on.

    One query for all; no entry for who was not asked since then.
    """
    introduction = tables.introduction.c
    is_open = introduction.state.in_(OPEN)
    counts = or_(is_open, and_(introduction.asked_at > since, introduction.state.in_(YES)))
    query = (
        select(
            introduction.peer_id,
            _how_many(counts),
            func.max(introduction.asked_at),
            _how_many(~is_open),
            _how_many(introduction.state.in_(ANSWERED)),
        )
        .where(introduction.peer_id.in_(ids), or_(introduction.asked_at > record_since, is_open))
        .group_by(introduction.peer_id)
    )
    return {OfficialId(row[0]): Load(*row[1:]) for row in conn.execute(query)}


def around(conn: Connection, question_id: QuestionId, asker_id: OfficialId, since: datetime) -> Around:
    """Return who may already take part in this question, and whom the asker met or asked after `since`."""
    introduction = tables.introduction.c
    with_asker = or_(introduction.asker_id == asker_id, introduction.peer_id == asker_id)
    query = select(
        *(introduction.asker_id, introduction.peer_id, introduction.question_id),
        *(introduction.state, introduction.asked_at),
    ).where(
        introduction.peer_id.is_not(None),
        introduction.asked_at.is_not(None),
        or_(introduction.question_id == question_id, and_(with_asker, introduction.asked_at > since)),
    )
    taking_part: set[OfficialId] = set()
    pairs: dict[OfficialId, datetime] = {}
    for row in conn.execute(query):
        if row.question_id == question_id and row.state in (*OPEN, *YES):
            taking_part.add(OfficialId(row.peer_id))
        if asker_id in (row.asker_id, row.peer_id):
            other = OfficialId(row.peer_id if row.asker_id == asker_id else row.asker_id)
            pairs[other] = max(row.asked_at, pairs.get(other, row.asked_at))
    return Around(frozenset(taking_part), pairs)


def quiet(
    conn: Connection, ids: Collection[OfficialId], first: date, last: date
) -> dict[OfficialId, list[tuple[date, date]]]:
    """Return the quiet times that these officials have between two days, those two included."""
    times = tables.quiet_time.c
    query = select(times.official_id, times.first, times.last).where(
        times.official_id.in_(ids), times.first <= last, times.last >= first
    )
    found: dict[OfficialId, list[tuple[date, date]]] = {}
    for official_id, begins, ends in conn.execute(query):
        found.setdefault(OfficialId(official_id), []).append((begins, ends))
    return found


def avoided(conn: Connection, ids: Collection[OfficialId]) -> dict[OfficialId, Avoided]:
    """Return whom these officials do not want to be introduced to; no entry for who avoids nobody."""
    found: dict[OfficialId, Avoided] = {}
    columns = tables.avoidance.c
    query = select(columns.official_id, columns.other_id, columns.jurisdiction_id)
    for official_id, other_id, place_id in conn.execute(query.where(columns.official_id.in_(ids))):
        mine = found.setdefault(OfficialId(official_id), Avoided())
        if other_id is None:
            mine.places.add(JurisdictionId(place_id))
        else:
            mine.people.add(OfficialId(other_id))
    return found


def _id() -> ColumnElement[int]:
    return tables.official.c.id


def _held(on: date) -> ColumnElement[bool]:
    tenure = tables.tenure.c
    return and_(tenure.since <= on, or_(tenure.until.is_(None), tenure.until > on))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)


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
