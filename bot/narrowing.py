"""What a follow-up narrows an answer to: "what about smaller cities?", "only in Spain", "did any fail?".

Simple rules over what records say of themselves; any other text is a question of its own.
"""

import re
from dataclasses import dataclass

from babel import Locale

from bot.shown import NarrowedShown
from matching.domain import Candidate, Result

# People. Below the first a place is small, from the second on it is large: the sizes at which funds and
# networks of cities commonly draw these lines.
SMALL, LARGE = 100_000, 500_000

_OPENING = r"(?:(?:and|but|what about|how about|only|just|show)\s+)*(?:only\s+)?(?:in\s+|from\s+)?(?:the\s+)?"
_PLACES = r"(?:cities|towns|places|ones)"
_SMALL = re.compile(rf"{_OPENING}(?:smaller|small)\s+{_PLACES}", re.IGNORECASE)
_LARGE = re.compile(rf"{_OPENING}(?:larger|large|bigger|big)\s+{_PLACES}", re.IGNORECASE)
_FAILED = re.compile(
    r"(?:and\s+)?did any(?: of them| places)? fail|(?:what|which)(?: ones)? failed", re.IGNORECASE
)
_COUNTRY = re.compile(rf"{_OPENING}(?P<country>\D{{3,40}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One condition on the place or the result of a record."""

    below: int | None = None
    least: int | None = None
    country: str = ""
    result: Result | None = None

    def keeps(self, candidate: Candidate) -> bool:
        """Say whether the record is known to meet the condition; what it does not say, it does not meet."""
        record = candidate.record
        people = record.office.jurisdiction.population if record.office else None
        if self.below is not None:
            return people is not None and people < self.below
        if self.least is not None:
            return people is not None and people >= self.least
        if self.country:
            return record.country == self.country
        return record.result is self.result

    @property
    def shown(self) -> NarrowedShown:
        """What the asker reads of how they were understood."""
        result = self.result.value if self.result else ""
        return NarrowedShown(self.below or 0, self.least or 0, self.country, result)


def narrowing(text: str, locale: str) -> Narrowing | None:
    """Return what the text narrows an answer to; None if it is anything else.

    Countries are known by their names in English and in the locale.
    """
    said = text.strip(" .!?¿¡")
    if _SMALL.fullmatch(said):
        return Narrowing(below=SMALL)
    if _LARGE.fullmatch(said):
        return Narrowing(least=LARGE)
    if _FAILED.fullmatch(said):
        return Narrowing(result=Result.FAILED)
    named = _COUNTRY.fullmatch(said)
    country = _country(named["country"], locale) if named else ""
    return Narrowing(country=country) if country else None


def _country(name: str, locale: str) -> str:
    """Return the country's code, "" if it is none of that name."""
    for each in ("en", locale.replace("_", "-").split("-")[0] or "en"):
        for code, known in Locale.parse(each).territories.items():
            if len(code) == 2 and code.isalpha() and known.casefold() == name.casefold():
                return str(code)
    return ""
