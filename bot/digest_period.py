"""The days of a summary, as its pictures and its page write them."""

from zoneinfo import ZoneInfo

from babel.dates import format_interval

from bot.digest import Digest


def period(digest: Digest, locale: str) -> str:
    """Return the first and the last day of the summary in its own time zone, such as "Nov 17 – 24, 2026"."""
    zone = ZoneInfo(digest.zone)
    first, last = (moment.astimezone(zone).date() for moment in (digest.since, digest.until))
    return format_interval(first, last, skeleton="yMMMd", locale=locale)
