"""Who knows one of some topics: a few of them, others for each seed, read along an index.

The ids of a topic lie on a circle (store/columns.py `in_turn`). A seed says where reading begins, and it ends
when enough are found; so a topic that thousands know costs no more than one that a dozen know.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    bindparam,
    func,
    null,
    select,
    union_all,
)

from store import tables
from store.columns import PRIME, in_turn
from store.load_statements import NETWORK, held
from store.statements import is_one_of

# One that names more topics than these is no question about one of them.
MOST_TOPICS = 16

MOST: BindParameter[Any] = bindparam("most", type_=Integer)
BEGIN: BindParameter[Any] = bindparam("begin", type_=Integer)

# Rows that know the topic, with its id on the circle.
Knowing = Callable[[BindParameter[str]], tuple[Select[Any], ColumnElement[int]]]


def values(topics: tuple[str, ...], seed: int, limit: int) -> dict[str, Any]:
    """Return what the statements for so many topics are handed, but for network and day."""
    each = {_name(number): topic for number, topic in enumerate(topics)}
    return {**each, "begin": -seed % PRIME, "most": limit}


@cache
def volunteers(topics: int) -> Select[Any]:
    """Return one row for each member who volunteers: their id and one of the topics."""
    some = _first(_each_topic(topics, _volunteering), "official_id").subquery()
    return (
        select(some.c.official_id, func.min(some.c.topic))
        .join_from(some, tables.membership, tables.membership.c.official_id == some.c.official_id)
        .where(tables.membership.c.left_at.is_(None))
        .group_by(some.c.official_id)
    )


@cache
def knowing(topics: int) -> CompoundSelect[Any]:
    """Return one row for each volunteer, without an office, and one for each owner of a record."""
    official_id, topic = volunteers(topics).selected_columns
    without_office = volunteers(topics).with_only_columns(official_id, null().label("office_id"), topic)
    return union_all(without_office, _owners(topics))


def _owners(topics: int) -> Select[Any]:
    """Look up people for a few records alone: of a topic with many, looking up all would take longest."""
    tenure = tables.tenure.c
    some = _first(_each_topic(topics, _recorded), "record_id").subquery()
    return (
        select(tenure.official_id, func.min(tenure.office_id), func.min(some.c.topic))
        .join_from(some, tables.tenure, tenure.office_id == some.c.office_id)
        .join(tables.membership, tables.membership.c.official_id == tenure.official_id)
        .where(held(), tables.membership.c.left_at.is_(None))
        .group_by(tenure.official_id)
    )


def _first(found: FromClause, id_name: str) -> Select[Any]:
    """Return the first MOST of these rows on the circle."""
    return select(found).order_by(found.c.place, found.c[id_name], found.c.topic).limit(MOST)


def _each_topic(topics: int, knowing_it: Knowing) -> FromClause:
    """Return the first MOST rows of each topic, which is written out: SQLite has no LATERAL."""
    of_topics = [knowing_it(bindparam(_name(number))) for number in range(topics)]
    return union_all(*(select(arc.subquery()) for rows in of_topics for arc in _arcs(rows))).subquery()


def _arcs(of_topic: tuple[Select[Any], ColumnElement[int]]) -> Iterator[Select[Any]]:
    """Give the first MOST rows from BEGIN to the circle's end, and those from its start to BEGIN."""
    rows, place = of_topic
    for turn, is_on_arc in enumerate((place >= BEGIN, place < BEGIN)):
        on_arc = rows.add_columns((place + turn * PRIME).label("place")).where(is_on_arc)
        yield on_arc.order_by(place, rows.selected_columns[0]).limit(MOST)


def _volunteering(topic: BindParameter[str]) -> tuple[Select[Any], ColumnElement[int]]:
    member = tables.member_topic.c
    rows = select(member.official_id, member.topic).where(member.network_id == NETWORK, member.topic == topic)
    return rows, in_turn(member.official_id)


def _recorded(topic: BindParameter[str]) -> tuple[Select[Any], ColumnElement[int]]:
    """Return the records that all members may read: who is asked because of one is known as its owner."""
    about, record = tables.record_topic.c, tables.record.c
    # Written out and with the index of the topic alone, as the state: tests/store/test_topics_in_turn.py.
    for_all = is_one_of(record.visibility, ("public", "members"))
    rows = (
        select(about.record_id, record.office_id, about.topic)
        .join_from(tables.record_topic, tables.record, record.id == about.record_id)
        .where(about.topic == topic, record.network_id == NETWORK, is_one_of(record.state, ("published",)))
        .where(for_all)
    )
    return rows, in_turn(about.record_id)


def _name(number: int) -> str:
    return f"topic_{number}"
