"""Whose turn it is: which waiting message may be posted now, by one process, without overtaking another."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select, true, update

from store import deliveries, tables
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


def ready(conn: Connection, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Return the ids of messages that may be posted now, oldest first, one for each free conversation."""
    query = (
        select(func.min(_delivery.c.id).label("id"))
        .join(_lane, _lane.c.name == _delivery.c.lane)
        .where(_is_next(now), _is_free(now, or_(~_delivery.c.paced, _past(_lane.c.free_at, now))))
        .group_by(_delivery.c.lane, _delivery.c.paced)
        .order_by("id")
        .limit(limit)
    )
    return tuple(conn.execute(query).scalars())


def next_moment(conn: Connection, now: datetime) -> datetime | None:
    """Return when, after now, time alone lets another message be posted; None if it lets none.

    What waits for an earlier message of its thread is not counted: that one's end is its moment.
    """
    long_ago = datetime.min.replace(tzinfo=UTC)
    retry, held, free = (
        func.coalesce(column, long_ago, type_=_delivery.c.retry_at.type)
        for column in (_delivery.c.retry_at, _lane.c.held_until, _lane.c.free_at)
    )
    let = _later(_later(retry, held), case((_delivery.c.paced, free), else_=retry))
    query = (
        select(func.min(let, type_=_delivery.c.retry_at.type))
        .join(_lane, _lane.c.name == _delivery.c.lane)
        .where(_delivery.c.state == "waiting", let > now, ~_behind_another(now))
    )
    return conn.execute(query).scalar_one()


def claim(conn: Connection, delivery_id: int, pace: timedelta, now: datetime) -> Delivery | None:
    """Count an attempt and return the message; None if it waits no longer or it is not its turn.

    For None the caller rolls back. For LEASE nobody else gets the message, nor what is behind it.
    """
    waiting = deliveries.place_of(conn, delivery_id)
    if waiting is None:
        return None
    free = _past(_lane.c.free_at, now) if waiting.paced else true()
    turn = update(_lane).where(_lane.c.name == waiting.name, _is_free(now, free))
    moved = turn.values(free_at=now + pace if waiting.paced else _lane.c.free_at)
    if conn.execute(moved).rowcount != 1:
        return None
    mine = update(_delivery).where(_delivery.c.id == delivery_id, _is_next(now))
    counted = mine.values(attempts=_delivery.c.attempts + 1, retry_at=now + LEASE)
    return deliveries.by_id(conn, delivery_id) if conn.execute(counted).rowcount == 1 else None


def rest(conn: Connection, claimed: Delivery, until: datetime) -> None:
    """Let nothing be posted into the message's conversation before that moment, if it is paced."""
    of_it = select(_delivery.c.lane).where(_delivery.c.id == claimed.id, _delivery.c.paced)
    conn.execute(update(_lane).where(_lane.c.name.in_(of_it)).values(free_at=until))


def hold(conn: Connection, claimed: Delivery, until: datetime) -> None:
    """Let the whole conversation wait, as the chat asked; the attempt posted nothing and is not counted."""
    of_it = select(_delivery.c.lane).where(_delivery.c.id == claimed.id)
    conn.execute(update(_lane).where(_lane.c.name.in_(of_it)).values(held_until=until))
    conn.execute(deliveries.held(claimed).values(retry_at=until, attempts=claimed.attempts - 1))


def postpone(conn: Connection, claimed: Delivery, until: datetime) -> None:
    """Let this message be tried again at that moment."""
    conn.execute(deliveries.held(claimed).values(retry_at=until))


def release(conn: Connection, now: datetime) -> None:
    """Let every message be tried at once. Only for a process that is alone on its database.

    What a former process may have been posting as it died is looked for a little later.
    """
    waiting = update(_delivery).filter_by(state="waiting")
    conn.execute(waiting.values(retry_at=case((_delivery.c.attempts > 0, now + UNDER_WAY), else_=now)))


def _past(column: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now)


def _is_free(now: datetime, paced: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(_past(_lane.c.held_until, now), paced)


def _later(one: ColumnElement[datetime], other: ColumnElement[datetime]) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)


def _is_next(now: datetime) -> ColumnElement[bool]:
    """Return whether the message waits, is not in anybody's hands, and none before it in its thread waits."""
    return and_(_delivery.c.state == "waiting", _past(_delivery.c.retry_at, now), ~_behind_another(now))


def _behind_another(now: datetime) -> ColumnElement[bool]:
    before = _delivery.alias("before")
    return exists().where(
        before.c.lane == _delivery.c.lane,
        before.c.thread == _delivery.c.thread,
        before.c.id < _delivery.c.id,
        before.c.state == "waiting",
        before.c.created_at > now - OVERTAKEN_AFTER,
    )
