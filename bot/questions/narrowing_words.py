"""How follow-ups are put into words: "what about smaller cities?", "solo en Europa", "seit 2020", "もっと".

Simple rules; any other text is a question of its own. Words are those of all our languages, whatever the
locale; countries and regions are known by their names in English, in Spanish and in the asker's language, and
after a word such as "only" in the language of that word.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale

from bot.questions.narrowing import LARGE, LIKE_YOURS, NEWER, REGIONS, SMALL, Narrowing
from bot.questions.narrowing_cues import CUES, Cues
from matching.domain import Result

_YEAR = r"((?:19|20)[0-9]{2})"  # the only group of a condition
_MARKS = " .,!?¿¡。、，！？؟،।"  # around a follow-up
_MEANT = {
    "small": Narrowing(below=SMALL),
    "large": Narrowing(least=LARGE),
    "failed": Narrowing(result=Result.FAILED),
    "like_yours": Narrowing(climate=LIKE_YOURS),
    "hot": Narrowing(climate="hot"),
    "cold": Narrowing(climate="cold"),
    "dry": Narrowing(climate="dry"),
    "further": Narrowing(further=True),
}


def narrowing(text: str, locale: str, this_year: int, *, addressed: bool = True) -> Narrowing | None:
    """Return what the text narrows an answer to; None if it is anything else.

    Who names a place and no more may say that to anybody ("Germany!"): unless the text is `addressed` to the
    bot, a word such as "in" or "only" must stand by the place.
    """
    said = _plain(text)
    for patterns in _conditions().values():
        for name, pattern in patterns.items():
            if found := pattern.fullmatch(said):
                return _meant(name, found, this_year)
    own = locale.replace("_", "-").split("-")[0] or "en"
    for language in CUES:
        if found := _place_said(language).fullmatch(said):
            cue = bool(found["opening"] or found["closing"])
            names = ("en", "es", own, *((language,) if cue else ()))
            if (cue or addressed) and (place := _place(found["place"], names)):
                return Narrowing(place=place)
    return None


def _plain(text: str) -> str:
    """Return the text on one line without marks around it, with digits and apostrophes of ASCII."""
    digits = "".join(str(unicodedata.digit(each, each)) if each.isdecimal() else each for each in text)
    return " ".join(unicodedata.normalize("NFC", digits).replace("’", "'").strip(_MARKS).split())


def _meant(name: str, found: re.Match[str], this_year: int) -> Narrowing:
    match name:
        case "since":
            return Narrowing(since=_year(found))
        case "after":
            return Narrowing(since=_year(found) + 1)
        case "newer":
            return Narrowing(since=this_year - NEWER)
    return _MEANT[name]


def _year(found: re.Match[str]) -> int:
    """Return the year, which stands in one of several groups."""
    return int(next(filter(None, found.groups())))


@cache
def _conditions() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    return {
        language: {name: _condition(cues, pattern) for name, pattern in cues.conditions.items()}
        for language, cues in CUES.items()
    }


def _condition(cues: Cues, pattern: str) -> re.Pattern[str]:
    filled = pattern.replace("{p}", cues.places).replace("{year}", _YEAR)
    return _pattern(rf"{cues.opening}{cues.articles}(?:{filled}){cues.closing}")


@cache
def _place_said(language: str) -> re.Pattern[str]:
    cues = CUES[language]
    # As few letters as can be, since the closing of a language may be written without a space.
    place = r"(?P<place>\D{2,40}?)"
    return _pattern(rf"(?P<opening>{cues.opening}){cues.articles}{place}(?P<closing>{cues.closing})")


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(unicodedata.normalize("NFC", words), re.IGNORECASE)


def _place(name: str, languages: tuple[str, ...]) -> str:
    """Return the code of the country or region, "" if there is none of that name."""
    for each in dict.fromkeys(languages):
        if code := _places(each).get(name.casefold()):
            return code
    return ""


# What people say beside the one name that CLDR has in their language.
_ALSO = {"es": {"américa latina": "419"}}


@cache
def _places(language: str) -> Mapping[str, str]:
    return _ALSO.get(language, {}) | {
        unicodedata.normalize("NFC", name).casefold(): code
        for code, name in Locale.parse(language).territories.items()
        if code in REGIONS or (len(code) == 2 and code.isalpha())
    }
