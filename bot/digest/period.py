"""The days of a summary, as its pictures and its page write them."""

from datetime import timedelta

from bot.digest import Digest
from bot.phrases.digest import days
from bot.working_time import zone


def period(digest: Digest, locale: str, longer: timedelta | None = None) -> str:
    """Return the first and the last day of the summary on its own clock, such as "Nov 17 – 24, 2026".

    What looks back over a `longer` time ends on the same day.
    """
    since = digest.until - longer if longer else digest.since
    first, last = (moment.astimezone(zone(digest.zone)).date() for moment in (since, digest.until))
    return days(first, last, locale)
