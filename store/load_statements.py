"""The statements of store/loads.py, made once: making one takes longer than the database takes to answer."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from store import tables
from store.columns import UtcDateTime
from store.places import OFFICE_COLUMNS

# Not answered yet, and answered with a yes: what counts against the capacity. A request that was declined,
# handed over or ran out counts no more.
OPEN = ("asked", "snoozed")
YES = ("accepted", "introduced", "met", "useful", "adapted", "adopted", "not_useful")
ANSWERED = (*YES, "declined", "handed_over")

# Any prime and any multiplier will do that send neighbouring ids far apart; a seed turns the circle on.
PRIME, SPREAD = 10_007, 7_919

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
NETWORK: BindParameter[Any] = bindparam("network_id")
QUESTION: BindParameter[Any] = bindparam("question_id")
ASKER: BindParameter[Any] = bindparam("asker_id")
SINCE: BindParameter[Any] = bindparam("since", type_=UtcDateTime)


def _held() -> ColumnElement[bool]:
    on = bindparam("on", type_=Date)
    return and_(tables.tenure.c.since <= on, or_(tables.tenure.c.until.is_(None), tables.tenure.c.until > on))


def _behind() -> Select[Any]:
    match, record = tables.question_match.c, tables.record.c
    return (
        select(match.record_id, record.office_id, match.score)
        .join_from(tables.question_match, tables.record, match.record_id == record.id)
        .where(
            match.question_id == QUESTION,
            match.network_id == NETWORK,
            record.state == "published",
            record.office_id.is_not(None),
        )
        .order_by(match.position)
    )


def _offices() -> Select[Any]:
    """Return what `officials.offices_held` asks, made once."""
    tenure = tables.tenure.c
    return (
        select(tenure.official_id, *OFFICE_COLUMNS)
        .join_from(tables.tenure, tables.office)
        .join(tables.jurisdiction)
        .where(tenure.official_id.in_(IDS), _held())
        .order_by(tenure.since, tenure.id)
    )


def _any_member() -> Select[Any]:
    tenure, membership = tables.tenure.c, tables.membership.c
    found = exists().where(
        tenure.office_id == bindparam("office_id"),
        tenure.network_id == NETWORK,
        _held(),
        membership.official_id == tenure.official_id,
        membership.left_at.is_(None),
    )
    return select(found)


def _topics() -> Select[Any]:
    match, topic = tables.question_match.c, tables.record_topic.c
    return (
        select(topic.topic)
        .distinct()
        .join_from(tables.question_match, tables.record_topic, match.record_id == topic.record_id)
        .where(match.question_id == QUESTION, match.shown)
        .order_by(topic.topic)
    )


def _owners() -> Select[Any]:
    tenure, topic, membership = tables.tenure.c, tables.record_topic.c, tables.membership.c
    drawn = (tenure.official_id * SPREAD + bindparam("seed")) % PRIME
    return (
        select(tenure.official_id, func.min(tenure.office_id), func.min(topic.topic))
        .join_from(tables.record_topic, tables.record)
        .join(tables.tenure, tenure.office_id == tables.record.c.office_id)
        .join(tables.membership, membership.official_id == tenure.official_id)
        .where(
            topic.topic.in_(bindparam("topics", expanding=True)),
            tables.record.c.network_id == NETWORK,
            tables.record.c.state == "published",
            _held(),
            membership.left_at.is_(None),
        )
        .group_by(tenure.official_id)
        .order_by(drawn, tenure.official_id)
        .limit(bindparam("most"))
    )


def _volunteers() -> Select[Any]:
    topic, membership = tables.member_topic.c, tables.membership.c
    drawn = (topic.official_id * SPREAD + bindparam("seed")) % PRIME
    return (
        select(topic.official_id, func.min(topic.topic))
        .join(tables.membership, membership.official_id == topic.official_id)
        .where(
            topic.topic.in_(bindparam("topics", expanding=True)),
            topic.network_id == NETWORK,
            membership.left_at.is_(None),
        )
        .group_by(topic.official_id)
        .order_by(drawn, topic.official_id)
        .limit(bindparam("most"))
    )


def _members() -> Select[Any]:
    official, membership = tables.official.c, tables.membership.c
    reachable = exists().where(tables.identity.c.official_id == official.id)
    return (
        select(
            tables.official,
            reachable.label("reachable"),
            *(membership[name] for name in ("joined_at", "left_at", "capacity", "languages", "time_zone")),
            *(membership[name] for name in ("body", "body_seats", "paused_until")),
        )
        .join_from(tables.official, tables.membership, membership.official_id == official.id, isouter=True)
        .where(official.id.in_(IDS), official.network_id == NETWORK)
    )


def _loads() -> Select[Any]:
    introduction = tables.introduction.c
    is_open = introduction.state.in_(OPEN)
    counts = or_(is_open, and_(introduction.asked_at > SINCE, introduction.state.in_(YES)))
    long_since = introduction.asked_at > bindparam("record_since", type_=UtcDateTime)
    return (
        select(
            introduction.peer_id,
            _how_many(counts),
            func.max(introduction.asked_at),
            _how_many(~is_open),
            _how_many(introduction.state.in_(ANSWERED)),
        )
        .where(introduction.peer_id.in_(IDS), or_(long_since, is_open))
        .group_by(introduction.peer_id)
    )


def _around() -> Select[Any]:
    introduction = tables.introduction.c
    recent = introduction.asked_at > SINCE
    return select(
        *(introduction.asker_id, introduction.peer_id, introduction.question_id),
        *(introduction.state, introduction.asked_at),
    ).where(
        introduction.peer_id.is_not(None),
        introduction.asked_at.is_not(None),
        # Written out so that each of the three is looked up in an index of its own.
        or_(
            introduction.question_id == QUESTION,
            and_(introduction.asker_id == ASKER, recent),
            and_(introduction.peer_id == ASKER, recent),
        ),
    )


def _quiet() -> Select[Any]:
    times = tables.quiet_time.c
    return select(times.official_id, times.first, times.last).where(
        times.official_id.in_(IDS),
        times.first <= bindparam("to", type_=Date),
        times.last >= bindparam("from", type_=Date),
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)


BEHIND = _behind()
HOLDERS: Select[Any] = select(tables.tenure.c.official_id, tables.tenure.c.office_id).where(
    tables.tenure.c.office_id.in_(IDS), _held()
)
ANY_MEMBER = _any_member()
ANSWERABLE: Select[Any] = select(tables.answerable.c.official_id).where(
    tables.answerable.c.question_id == QUESTION
)
TOPICS = _topics()
VOLUNTEERS = _volunteers()
OWNERS = _owners()
OFFICES = _offices()
MEMBERS = _members()
LOADS = _loads()
AROUND = _around()
QUIET = _quiet()
AVOIDED: Select[Any] = select(
    *(tables.avoidance.c.official_id, tables.avoidance.c.other_id, tables.avoidance.c.jurisdiction_id)
).where(tables.avoidance.c.official_id.in_(IDS))
