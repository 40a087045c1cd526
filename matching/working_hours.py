"""Office hours and the hours that two places have in common: one rule for the choice and for what is said."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OPENS, CLOSES = time(9), time(17)  # the hours in which most offices of a government answer
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = 1024  # the world has some 600; names that are none are kept too, so there is an end
PAIRS = 4096  # of zones and days: those of a busy day


@dataclass(frozen=True, slots=True)
class CommonHours:
    """The hours of a day at which both work, as moments in UTC."""

    start: datetime
    end: datetime


@lru_cache(maxsize=ZONES)
def zone(name: str) -> ZoneInfo | None:
    """Return the time zone of this name, None for a name that is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "Europe"
        return None


@lru_cache(maxsize=PAIRS)
def common_hours(one: ZoneInfo, other: ZoneInfo, on: date) -> CommonHours | None:
    """Return the longest time around that day at which both are in office hours, None if there is none.

    A day of the one is compared with the nearest of the other, which may be another date. Weekends are not
    looked at: the two choose a working day of both themselves.
    """
    first = _hours(one, on)
    shared = [
        CommonHours(max(first.start, second.start), min(first.end, second.end))
        for second in (_hours(other, on + turn * A_DAY) for turn in (-1, 0, 1))
    ]
    longest = max(shared, key=lambda each: each.end - each.start)
    return longest if longest.end > longest.start else None


def shared_hours(a: str, b: str, now: datetime) -> float | None:
    """Return how many office hours both time zones have in common today; None for a zone nobody knows."""
    one, other = zone(a), zone(b)
    if one is None or other is None:
        return None
    common = common_hours(one, other, now.astimezone(one).date())
    return (common.end - common.start) / AN_HOUR if common else 0.0


def _hours(where: ZoneInfo, on: date) -> CommonHours:
    opening = datetime.combine(on, OPENS, where).astimezone(UTC)
    return CommonHours(opening, datetime.combine(on, CLOSES, where).astimezone(UTC))
