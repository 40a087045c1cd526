"""Whose turn it is: which waiting message may be posted now, by one process, without overtaking another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from store import deliveries, tables
from store.columns import UtcDateTime
from store.deliveries import Delivery

# Longer than looking for a message and posting it can take, 25 s each (POST_TIMEOUT in bot/slack): who
# has not ended by then is dead.
LEASE = timedelta(seconds=60)

# What a process sent just before it died may stand some seconds later only: who looks for it at once does not
# find it, and posts it again. A start takes another five seconds.
UNDER_WAY = timedelta(seconds=5)

# Those behind a message that fails in passing wait for it so long; then they are posted without it.
OVERTAKEN_AFTER = timedelta(minutes=15)

_delivery, _lane = tables.delivery, tables.lane
_before = _delivery.alias("before")
_long_ago = literal(datetime.min.replace(tzinfo=UTC), UtcDateTime)


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcDateTime)


def _past(column: ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= _moment("now"))


def _later(one: ColumnElement[datetime], other: ColumnElement[datetime]) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)


def _or_long_ago(column: ColumnElement[datetime | None]) -> ColumnElement[datetime]:
    return func.coalesce(column, _long_ago, type_=_delivery.c.retry_at.type)


# Every message runs these, so they are made once: making one takes several times as long as its answer.

_BEHIND_ANOTHER = exists().where(
    _before.c.lane == _delivery.c.lane,
    _before.c.thread == _delivery.c.thread,
    _before.c.id < _delivery.c.id,
    _before.c.state == "waiting",
    _before.c.created_at > _moment("overtaken"),
)
# It waits, is not in anybody's hands, and none before it in its thread waits.
_IS_NEXT = and_(_delivery.c.state == "waiting", _past(_delivery.c.retry_at), ~_BEHIND_ANOTHER)
_NOT_HELD = _past(_lane.c.held_until)

_READY = (
    select(func.min(_delivery.c.id).label("id"))
    .join(_lane, _lane.c.name == _delivery.c.lane)
    .where(_IS_NEXT, _NOT_HELD, or_(~_delivery.c.paced, _past(_lane.c.free_at)))
    .group_by(_delivery.c.lane, _delivery.c.paced)
    .order_by("id")
    .limit(bindparam("most", type_=Integer))
)

_MAY = _later(
    _later(_or_long_ago(_delivery.c.retry_at), _or_long_ago(_lane.c.held_until)),
    case((_delivery.c.paced, _or_long_ago(_lane.c.free_at)), else_=_or_long_ago(_delivery.c.retry_at)),
)
_NEXT_MOMENT = (
    select(func.min(_MAY, type_=_delivery.c.retry_at.type))
    .join(_lane, _lane.c.name == _delivery.c.lane)
    .where(_delivery.c.state == "waiting", _moment("now") < _MAY, ~_BEHIND_ANOTHER)
)

_OF_LANE = update(_lane).where(_lane.c.name == bindparam("lane_name"), _NOT_HELD)
# To change nothing is to hold the row, so that of two processes one is first.
_TAKE_UNPACED_TURN = _OF_LANE.values(free_at=_lane.c.free_at)
_TAKE_PACED_TURN = _OF_LANE.where(_past(_lane.c.free_at)).values(free_at=_moment("free"))
_TAKE_IN_HAND = deliveries.HELD.where(_IS_NEXT).values(
    attempts=_delivery.c.attempts + 1, retry_at=_moment("lease_ends")
)
_REST = update(_lane).where(_lane.c.name == bindparam("lane_name")).values(free_at=_moment("until"))
_POSTPONE = deliveries.HELD.values(attempts=bindparam("counts"), retry_at=_moment("until"))


def ready(conn: Connection, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Return the ids of messages that may be posted now, oldest first, one for each free conversation."""
    return tuple(conn.execute(_READY, {**_times(now), "most": limit}).scalars())


def next_moment(conn: Connection, now: datetime) -> datetime | None:
    """Return when, after now, time alone lets another message be posted; None if it lets none.

    What waits for an earlier message of its thread is not counted: that one's end is its moment.
    """
    return conn.execute(_NEXT_MOMENT, _times(now)).scalar_one()


def claim(conn: Connection, delivery_id: int, pace: timedelta, now: datetime) -> Delivery | None:
    """Count an attempt and return the message; None if it waits no longer or it is not its turn.

    For None the caller rolls back. For LEASE nobody else gets the message, nor what is behind it.
    """
    waiting = deliveries.by_id(conn, delivery_id)
    if waiting is None or waiting.state != "waiting":
        return None
    turn = {"lane_name": waiting.lane.name, "now": now}
    if waiting.lane.paced:
        taken = conn.execute(_TAKE_PACED_TURN, {**turn, "free": now + pace})
    else:
        taken = conn.execute(_TAKE_UNPACED_TURN, turn)
    if taken.rowcount != 1:
        return None
    mine = deliveries.of_claimant(waiting) | _times(now) | {"lease_ends": now + LEASE}
    if conn.execute(_TAKE_IN_HAND, mine).rowcount != 1:
        return None
    return replace(waiting, attempts=waiting.attempts + 1, retry_at=now + LEASE)


def rest(conn: Connection, claimed: Delivery, until: datetime) -> None:
    """Let nothing be posted into the message's conversation before that moment, if it is paced."""
    if claimed.lane.paced:
        conn.execute(_REST, {"lane_name": claimed.lane.name, "until": until})


def hold(conn: Connection, claimed: Delivery, until: datetime) -> None:
    """Let the whole conversation wait, as the chat asked; the attempt posted nothing and is not counted."""
    conn.execute(update(_lane).filter_by(name=claimed.lane.name).values(held_until=until))
    _postpone(conn, claimed, until, claimed.attempts - 1)


def postpone(conn: Connection, claimed: Delivery, until: datetime, *, counted: bool = True) -> None:
    """Let this message be tried again at that moment; an attempt that posted nothing need not be counted."""
    _postpone(conn, claimed, until, claimed.attempts if counted else claimed.attempts - 1)


def _postpone(conn: Connection, claimed: Delivery, until: datetime, attempts: int) -> None:
    conn.execute(_POSTPONE, deliveries.of_claimant(claimed) | {"until": until, "counts": attempts})


def release(conn: Connection, now: datetime) -> None:
    """Let every message be tried at once. Only for a process that is alone on its database.

    What a former process may have been posting as it died is looked for a little later.
    """
    waiting = update(_delivery).filter_by(state="waiting")
    conn.execute(waiting.values(retry_at=case((_delivery.c.attempts > 0, now + UNDER_WAY), else_=now)))


def _times(now: datetime) -> dict[str, datetime]:
    return {"now": now, "overtaken": now - OVERTAKEN_AFTER}
