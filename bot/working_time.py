"""When somebody is at work: from nine to five where they are, on the working days of their country."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError

OPENS, CLOSES = time(9), time(17)  # the hours in which most offices of a government answer
SATURDAY, SUNDAY = 5, 6


def next_working_moment(moment: datetime, time_zone: str, country: str | None) -> datetime:
    """Return the moment itself if they are at work then, else when they next begin, in UTC."""
    here = moment.astimezone(_zone(time_zone))
    first, last = _weekend(country)
    day = here.date() + timedelta(days=here.time() >= CLOSES)
    while _is_weekend(day, first, last):
        day += timedelta(days=1)
    if day == here.date() and here.time() >= OPENS:
        return moment.astimezone(UTC)
    return datetime.combine(day, OPENS, here.tzinfo).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _weekend(country: str | None) -> tuple[int, int]:
    try:
        locale = Locale("en", territory=country)
    except UnknownLocaleError:
        return SATURDAY, SUNDAY
    return int(locale.weekend_start), int(locale.weekend_end)


def _is_weekend(day: date, first: int, last: int) -> bool:
    return (day.weekday() - first) % 7 <= (last - first) % 7
