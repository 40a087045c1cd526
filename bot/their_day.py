"""Which day it is for a person, who may be a day behind the server or ahead of it."""

from datetime import date, datetime

from sqlalchemy import Connection

from bot.introductions.sides import working
from bot.working_time import Working
from matching.domain import Official

# A day ends here last: of somebody whose zone is not known, no day is over that is not over everywhere.
WHERE_A_DAY_ENDS_LAST = "Etc/GMT+12"


def their_day(connection: Connection, official: Official, moment: datetime, time_zone: str = "") -> date:
    """Return the day of a moment by this time zone, else by that of their profile or place; last by UTC's."""
    return Working(time_zone or working(connection, official).time_zone).local_date(moment)


def earliest_day(connection: Connection, official: Official, now: datetime, time_zone: str = "") -> date:
    """Return the first day that is not over for them, as far as their time zone is known."""
    zone = time_zone or working(connection, official).time_zone or WHERE_A_DAY_ENDS_LAST
    return Working(zone).local_date(now)
