"""Away: a member who paused or said that these are quiet days; then silence is no miss."""

from datetime import datetime

from sqlalchemy import Connection

from bot.introductions.sides import working_by
from matching.domain import Official
from store import loads, memberships


def is_away(connection: Connection, official: Official, now: datetime) -> bool:
    """Say whether the official wants to be left in peace at this moment."""
    return was_away(connection, official, now, now)


def was_away(connection: Connection, official: Official, since: datetime, now: datetime) -> bool:
    """Say whether they wanted to be left in peace at some time since then."""
    said = memberships.at_work(connection, official.id)
    if said.paused_until is not None and since < said.paused_until:
        return True
    here = working_by(said, official)
    return bool(loads.quiet(connection, [official.id], here.local_date(since), here.local_date(now)))
