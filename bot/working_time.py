"""When somebody is at work: from nine to five where they are, on the working days of their country.

Everything is counted on their own clock, so a change of the clocks moves the moment and never the hour.
Public holidays are not known; who is away then has said so in their profile, or is asked again later.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from babel import Locale, UnknownLocaleError

from matching import working_hours
from matching.working_hours import CLOSES, OPENS, CommonHours

HOURS_A_DAY = CLOSES.hour - OPENS.hour
SATURDAY, SUNDAY = 5, 6
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Working:
    """Where and in which country somebody works; an unknown zone is UTC, an unknown country as most are."""

    time_zone: str
    country: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of their clock."""
        return zone(self.time_zone)

    def local_date(self, moment: datetime) -> date:
        """Return which day it is for them."""
        return moment.astimezone(self.zone).date()


def next_working_moment(moment: datetime, time_zone: str, country: str | None) -> datetime:
    """Return the moment itself if they are at work then, else when they next begin, in UTC."""
    here = moment.astimezone(zone(time_zone))
    working = np.is_busday(here.date(), weekmask=_working_days(country))
    if working and OPENS <= here.time() < CLOSES:
        return moment.astimezone(UTC)
    # "forward" leaves a working day as it is, and moves every other one to the next.
    over = bool(working) and here.time() >= CLOSES
    day = _offset(here.date(), int(over), country)
    return datetime.combine(day, OPENS, here.tzinfo).astimezone(UTC)


def add_working_days(moment: datetime, days: int, working: Working) -> datetime:
    """Return the moment so many of their working days later, at the same hour of their clock, in UTC.

    Outside of their working hours the count begins when they next begin.
    """
    here = _begun(moment, working)
    day = _offset(here.date(), days, working.country)
    return datetime.combine(day, here.time(), here.tzinfo).astimezone(UTC)


def add_working_hours(moment: datetime, hours: int, working: Working) -> datetime:
    """Return the moment so many of their working hours later, in UTC; what ends at five stays on that day."""
    here = _begun(moment, working)
    since_nine = here - datetime.combine(here.date(), OPENS, here.tzinfo)  # on their clock: one zone, no DST
    wanted, day = since_nine + timedelta(hours=hours), timedelta(hours=HOURS_A_DAY)
    days = wanted // day
    if days and wanted % day == timedelta():
        days -= 1
    opening = datetime.combine(_offset(here.date(), days, working.country), OPENS, here.tzinfo)
    return (opening + (wanted - days * day)).astimezone(UTC)


def common_hours(one: Working, other: Working, on: date) -> CommonHours | None:
    """Return the longest time around that day at which both are in working hours, None if there is none."""
    return working_hours.common_hours(one.zone, other.zone, on)


def zone(name: str) -> ZoneInfo:
    """Return the time zone of this name; UTC for a name that is none."""
    return working_hours.zone(name) or ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Say whether there is a time zone of this name; "" is UTC."""
    return zone(name).key == (name or "UTC")


def read_rules_anew() -> None:
    """Forget the rules of all time zones, so that those which were installed meanwhile hold from now on."""
    working_hours.zone.cache_clear()
    working_hours.common_hours.cache_clear()
    ZoneInfo.clear_cache()


def _begun(moment: datetime, working: Working) -> datetime:
    return next_working_moment(moment, working.time_zone, working.country).astimezone(working.zone)


def _offset(day: date, days: int, country: str | None) -> date:
    found = np.busday_offset(day, days, roll="forward", weekmask=_working_days(country))
    moved: date = found.astype(object)
    return moved


@cache
def _working_days(country: str | None) -> tuple[bool, ...]:
    """Return for each day of a week, Monday first, whether it is a working one (Unicode's territory data)."""
    try:
        locale = Locale.parse(f"und_{country}")  # "und": whatever language is spoken there
        first, last = int(locale.weekend_start), int(locale.weekend_end)
    except (UnknownLocaleError, ValueError):
        first, last = SATURDAY, SUNDAY
    free = (last - first) % DAYS_OF_A_WEEK
    return tuple((day - first) % DAYS_OF_A_WEEK > free for day in range(DAYS_OF_A_WEEK))
