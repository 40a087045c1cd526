"""A day as people and spreadsheets write it; one that could be two days is none."""

import re
from datetime import date, timedelta

from bot.importing.words import shown

# Excel counts days from here (and takes 1900 for a leap year, which matters only before March of it).
EXCEL_ZERO = date(1899, 12, 30)

_EXCEL = re.compile(r"(\d{5})(?:\.0+)?")  # 1927 to 2173
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


def day(text: str) -> date | None:
    """Return the day, None for an empty text.

    It may be written 2024-05-31, 31.05.2024, as Excel's number (45443), or with slashes where the order of
    day and month is certain. Raises ValueError, a sentence that names the value, for anything else.
    """
    plain = _MIDNIGHT.sub("", text)
    if not plain:
        return None
    try:
        found = _day(plain)
    except ValueError as no_day:
        raise ValueError(f"{shown(text)} is no day; write it as 2024-05-31") from no_day
    if found is None:
        raise ValueError(f"{shown(text)} could be two days; write it as 2024-05-31")
    return found


def _day(text: str) -> date | None:
    """Return the day, None where day and month cannot be told apart. Raises ValueError."""
    if number := _EXCEL.fullmatch(text):
        return EXCEL_ZERO + timedelta(days=int(number[1]))
    if parts := _YEAR_FIRST.fullmatch(text):
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    if not (parts := _YEAR_LAST.fullmatch(text)):
        return date.fromisoformat(text)
    first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
    if parts[2] == "." or first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None
