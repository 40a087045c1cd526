"""Trying again to find somebody who takes requests: after two working days, or once a peer has rested."""

from datetime import datetime

from sqlalchemy import Connection

from bot.introductions.peers_to_ask import Considered
from bot.introductions.sides import next_at_work, working
from bot.working_time import add_working_days
from matching.choosing import cool_down
from matching.domain import Official
from store import due
from store.introductions import Introduction

RETRY_DUE = "introduction_retry"
LAST_RETRY_DUE = "introduction_retry_last"

# Working days of the asker: by then a pause or a month's full measure may have ended.
RETRY_AFTER_DAYS = 2
# These may end on any day, so that a first try does not wait for a rest.
ANY_DAY = ("paused", "quiet")


def later(
    connection: Connection, waiting: Introduction, asker: Official, considered: Considered, now: datetime
) -> datetime:
    """Let it be tried again when somebody has rested, else after two working days; return when."""
    again_at = add_working_days(now, RETRY_AFTER_DAYS, working(connection, asker))
    rested_at = _rested_at(considered)
    if rested_at is not None and not any(rule in ANY_DAY for _, rule in considered.choice.left_out):
        again_at = max(again_at, next_at_work(connection, asker, rested_at))
    due.again(connection, waiting.network_id, RETRY_DUE, waiting.id, again_at)
    return again_at


def once_more(
    connection: Connection, waiting: Introduction, asker: Official, considered: Considered
) -> datetime | None:
    """Let it be tried a last time when somebody has rested, whom another asker got at this one's turn.

    Returns when, and None where no rest stands in the way. A rest is a week at most, so that it all ends
    within about two.
    """
    rested_at = _rested_at(considered)
    if rested_at is None:
        return None
    again_at = next_at_work(connection, asker, rested_at)
    due.again(connection, waiting.network_id, LAST_RETRY_DUE, waiting.id, again_at)
    return again_at


def _rested_at(considered: Considered) -> datetime | None:
    """Return when the first rest ends of those whom nothing else keeps from being asked."""
    ends = (
        each.last_asked + cool_down(each.capacity)
        for each, rule in considered.choice.left_out
        if rule == "cooling_down" and each.last_asked is not None
    )
    return min(ends, default=None)
