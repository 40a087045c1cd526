"""The statements of store/loads.py, made once: making one takes longer than the database takes to answer."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Select,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from store import tables
from store.columns import UtcDateTime
from store.places import OFFICE_COLUMNS
from store.reach import IS_REACHABLE
from store.record_readers import is_hidden
from store.record_rows import landed
from store.statements import is_one_of

# Not answered yet, and answered with a yes: what counts against the capacity, a yes by the day it was said.
# A request that was declined, handed over or ran out counts no more.
OPEN = ("asked", "snoozed")
YES = ("accepted", "introduced", "met", "useful", "adapted", "adopted", "not_useful")
ANSWERED = (*YES, "declined", "handed_over")

DIALECTS = ("sqlite", "postgresql")
NETWORK: BindParameter[Any] = bindparam("network_id")
QUESTION: BindParameter[Any] = bindparam("question_id")
ASKER: BindParameter[Any] = bindparam("asker_id")
SINCE: BindParameter[Any] = bindparam("since", type_=UtcDateTime)


def _among(dialect: str, column: ColumnElement[Any], name: str = "ids") -> ColumnElement[bool]:
    """Return that the column holds one of the values handed in under this name.

    Any number of values is one variable, so that one statement stays prepared for all numbers. With a
    variable for each PostgreSQL read whole tables for sixty, and on SQLite writing them out took longer
    than the query.
    """
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    values = func.json_each(bindparam(name, type_=JSON)).table_valued("value")
    return column.in_(select(values.c.value))


def held() -> ColumnElement[bool]:
    """Return that the tenure holds on the day `on`."""
    on = bindparam("on", type_=Date)
    return and_(tables.tenure.c.since <= on, or_(tables.tenure.c.until.is_(None), tables.tenure.c.until > on))


def _close() -> CompoundSelect[Any]:
    """Return one row for each record and holder of its office, or without a holder; further offices last.

    A record that was merged since stands for the one that it was merged into. Without a record: who said that
    they could answer.
    """
    record, contact = tables.record.c, tables.record_contact.c
    own = _holders(tables.record, record.office_id, further=False)
    joined = tables.record.join(tables.record_contact, contact.record_id == record.id)
    others = _holders(joined, contact.office_id, further=True)
    others = others.where(contact.office_id.is_distinct_from(record.office_id)).distinct()
    able = tables.answerable.c
    absent = dict(zip(own.selected_columns.keys(), _nothing(own.selected_columns), strict=True))
    columns = absent | {"official_id": able.official_id}
    found = union_all(own, others, select(*columns.values()).where(able.question_id == QUESTION))
    return found.order_by("position", "further", "official_id")


def _holders(source: FromClause, office_id: ColumnElement[Any], *, further: bool) -> Select[Any]:
    match, record, tenure = tables.question_match.c, tables.record.c, tables.tenure.c
    matched = tables.record.alias("matched")
    return (
        select(record.id, record.title, office_id, match.score, tenure.official_id, match.position)
        .add_columns(matched.c.id.label("matched_id"), (true() if further else false()).label("further"))
        .select_from(tables.question_match)
        .join(matched, match.record_id == matched.c.id)
        .join(source, record.id == landed(matched))
        .join(tables.tenure, and_(tenure.office_id == office_id, held()), isouter=True)
        .where(
            match.question_id == QUESTION,
            match.network_id == NETWORK,
            is_one_of(record.state, ("published",)),
            # A record that was shown may have been merged since into one that names no place.
            ~is_one_of(record.visibility, ("unattributed",)),
            # Nor may the asker be told the title of one that is for others by now.
            ~is_hidden(),
            office_id.is_not(None),
        )
    )


def _any_member() -> Select[Any]:
    tenure, membership, official = tables.tenure.c, tables.membership.c, tables.official.c
    found = exists().where(
        tenure.office_id == bindparam("office_id"),
        tenure.network_id == NETWORK,
        held(),
        membership.official_id == tenure.official_id,
        membership.left_at.is_(None),
        official.id == tenure.official_id,
        official.verified_at.is_not(None),
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


def _members(dialect: str) -> Select[Any]:
    """Return one row for each official and office they hold, or without one, longest held first."""
    official, membership, tenure = tables.official.c, tables.membership.c, tables.tenure.c
    office, jurisdiction = tables.office, tables.jurisdiction
    of_member = membership.official_id == official.id
    held_by = and_(tenure.official_id == official.id, held())
    if dialect == "postgresql":
        # Said again of each table, because the server carries a list of ids over no outer join.
        of_member = and_(of_member, _among(dialect, membership.official_id))
        held_by = and_(held_by, _among(dialect, tenure.official_id))
    # One identity and not "exists", for which PostgreSQL would read every identity there is.
    some = (
        select(tables.identity.c.id)
        .join(tables.workspace, tables.workspace.c.id == tables.identity.c.workspace_id)
        .where(tables.identity.c.official_id == official.id, IS_REACHABLE)
        .limit(1)
    )
    reachable = some.correlate(tables.official).scalar_subquery().is_not(None)
    return (
        select(
            tables.official,
            reachable.label("reachable"),
            *(membership[name] for name in ("joined_at", "left_at", "capacity", "languages", "time_zone")),
            *(membership[name] for name in ("body", "body_seats", "paused_until")),
            *OFFICE_COLUMNS,
        )
        .join_from(tables.official, tables.membership, of_member, isouter=True)
        .join(tables.tenure, held_by, isouter=True)
        .join(office, office.c.id == tenure.office_id, isouter=True)
        .join(jurisdiction, jurisdiction.c.id == office.c.jurisdiction_id, isouter=True)
        .where(_among(dialect, official.id), official.network_id == NETWORK)
        .order_by(tenure.since, tenure.id)
    )


def _loads(dialect: str) -> Select[Any]:
    introduction = tables.introduction.c
    is_open = is_one_of(introduction.state, OPEN)
    counts = or_(is_open, and_(introduction.agreed_at > SINCE, is_one_of(introduction.state, YES)))
    long_since = introduction.asked_at > bindparam("record_since", type_=UtcDateTime)
    return (
        select(
            introduction.peer_id,
            _how_many(counts),
            func.max(introduction.asked_at),
            _how_many(~is_open),
            _how_many(is_one_of(introduction.state, ANSWERED)),
        )
        .where(_among(dialect, introduction.peer_id), or_(long_since, is_open), ~introduction.unreached)
        .group_by(introduction.peer_id)
    )


def _around() -> Select[Any]:
    """Return who was asked about whom, with the moments of the request, the yes, and the coming together."""
    introduction, move = tables.introduction.c, tables.introduction_move.c
    together = (
        select(func.max(move.moved_at, type_=UtcDateTime))
        .where(move.introduction_id == introduction.id, move.state == "introduced")
        .correlate(tables.introduction)
        .scalar_subquery()
    )
    agreed = introduction.agreed_at.is_not(None)
    # Looked up last and only after a yes: hardly any other one is that old.
    recent = or_(
        introduction.asked_at > SINCE, introduction.agreed_at > SINCE, and_(agreed, together > SINCE)
    )
    return select(
        *(introduction.asker_id, introduction.peer_id, introduction.question_id, introduction.state),
        *(introduction.asked_at, introduction.agreed_at),
        case((agreed, together)).label("together_at"),  # none of those without a yes
    ).where(
        introduction.peer_id.is_not(None),
        introduction.asked_at.is_not(None),
        ~introduction.unreached,
        # Written out so that each of the three is looked up in an index of its own.
        or_(
            introduction.question_id == QUESTION,
            and_(introduction.asker_id == ASKER, recent),
            and_(introduction.peer_id == ASKER, recent),
        ),
    )


def _quiet(dialect: str) -> Select[Any]:
    times = tables.quiet_time.c
    return select(times.official_id, times.first, times.last).where(
        _among(dialect, times.official_id),
        times.first <= bindparam("to", type_=Date),
        times.last >= bindparam("from", type_=Date),
    )


def _taking_on(dialect: str) -> CompoundSelect[Any]:
    """Return one row for who was asked, one for each quiet time, one for each person or place avoided."""
    load, quiet, avoidance = _loads(dialect), _quiet(dialect), tables.avoidance.c
    no_load = _nothing(load.selected_columns[1:])
    no_time = _nothing(quiet.selected_columns[1:])
    nobody = _nothing((avoidance.other_id, avoidance.jurisdiction_id))
    quiet_id, *time = quiet.selected_columns
    avoided = select(avoidance.official_id, *no_load, *no_time, avoidance.other_id, avoidance.jurisdiction_id)
    return union_all(
        load.add_columns(*no_time, *nobody),
        quiet.with_only_columns(quiet_id, *no_load, *time, *nobody),
        avoided.where(_among(dialect, avoidance.official_id)),
    )


def _nothing(columns: Iterable[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """Return a NULL of the type of each column: of three in a union PostgreSQL looks at two at a time."""
    return [cast(null(), column.type) for column in columns]


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)


CLOSE = _close()
ANY_MEMBER = _any_member()
TOPICS = _topics()
MEMBERS, LOADS, QUIET, TAKING_ON = (
    {dialect: made(dialect) for dialect in DIALECTS} for made in (_members, _loads, _quiet, _taking_on)
)
AROUND = _around()
