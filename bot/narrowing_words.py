"""How follow-ups are put into words: "what about smaller cities?", "solo en Europa", "since 2020", "more".

Simple rules; any other text is a question of its own. Words are English and Spanish, whatever the locale;
countries and regions are known by their names in these two and in the asker's language.
"""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

from bot.narrowing import LARGE, LIKE_YOURS, NEWER, REGIONS, SMALL, Narrowing
from matching.domain import Result

# What may stand before a condition, by language.
_OPENINGS = {
    "en": r"(?:(?:and|but|what about|how about|only|just|show(?: me)?)\s+)*(?:in\s+|from\s+)?(?:the\s+)?",
    "es": r"(?:(?:y|pero|qu[eé] hay de|qu[eé] pasa con|qu[eé] tal|s[oó]lo|solamente|muestra)\s+)*"
    r"(?:en\s+|de\s+)?(?:l[ao]s?\s+|el\s+)?",
}
_PLACES = {
    "en": r"(?:cities|towns|places|ones)",
    "es": r"(?:ciudades|municipios|pueblos|lugares|localidades)",
}
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"

# By language and condition; {p} stands for places. Before each the language's opening may stand.
_CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "small": r"(?:smaller|small) {p}",
        "large": r"(?:larger|large|bigger|big) {p}",
        "failed": r"did any(?: of them| {p})? fail|(?:what|which)(?: {p})? failed",
        "like_yours": r"(?:{p} )?(?:with |in )?(?:a |the )?(?:similar|same) climates?",
        "hot": r"(?:hot|hotter|warm|warmer) (?:{p}|climates?|countries)",
        "cold": r"(?:cold|colder) (?:{p}|climates?|countries)",
        "dry": r"(?:dry|drier|arid) (?:{p}|climates?|countries)",
        "since": r"(?:{p} )?since {year}",
        "after": r"(?:{p} )?after {year}",
        "newer": r"(?:newer|more recent|recent) (?:{p}|records|examples)",
        "further": r"(?:any |some )?(?:more|others)(?:,? please)?|(?:what|who|anything|anyone) else",
    },
    "es": {
        "small": r"{p} (?:más )?pequeñ[ao]s|más pequeñ[ao]s",
        "large": r"{p} (?:más )?grandes|más grandes",
        "failed": r"(?:qué|cuál|cuáles) (?:fracasó|fracasaron|falló|fallaron)|(?:fracasó|falló) algun[oa]",
        "like_yours": r"(?:{p} )?(?:con )?(?:un )?(?:clima (?:similar|parecido)|el mismo clima|mismo clima)",
        "hot": r"(?:{p}|climas?|países) (?:más )?(?:cálid[ao]s?|caluros[ao]s?)",
        "cold": r"(?:{p}|climas?|países) (?:más )?frí[ao]s?",
        "dry": r"(?:{p}|climas?|países) (?:más )?(?:sec[ao]s?|árid[ao]s?)",
        "since": r"(?:{p} )?(?:desde|a partir de) (?:el )?{year}",
        "after": r"(?:{p} )?después de(?:l)? {year}",
        "newer": r"(?:{p} )?(?:más )?recientes|{p} más nuev[ao]s|más nuev[ao]s",
        "further": r"(?:hay |algun[ao]s? )?más|qu(?:é|e|ién|iénes) más|otr[ao]s",
    },
}
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
    bot, a word such as "in" or "only" must stand before the place.
    """
    said = " ".join(text.strip(" .,!?¿¡").split())
    for language, patterns in _conditions().items():
        for name, pattern in patterns.items():
            if found := pattern.fullmatch(said):
                return _meant(name, found, this_year)
        named = _place_said(language).fullmatch(said)
        if named and (named["opening"] or addressed) and (place := _place(named["place"], locale)):
            return Narrowing(place=place)
    return None


def _meant(name: str, found: re.Match[str], this_year: int) -> Narrowing:
    match name:
        case "since":
            return Narrowing(since=int(found["year"]))
        case "after":
            return Narrowing(since=int(found["year"]) + 1)
        case "newer":
            return Narrowing(since=this_year - NEWER)
    return _MEANT[name]


@cache
def _conditions() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    return {
        language: {name: _condition(language, pattern) for name, pattern in patterns.items()}
        for language, patterns in _CONDITIONS.items()
    }


def _condition(language: str, pattern: str) -> re.Pattern[str]:
    filled = pattern.replace("{p}", _PLACES[language]).replace("{year}", _YEAR)
    return re.compile(rf"{_OPENINGS[language]}(?:{filled})", re.IGNORECASE)


@cache
def _place_said(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<opening>{_OPENINGS[language]})(?P<place>\D{{3,40}})", re.IGNORECASE)


def _place(name: str, locale: str) -> str:
    """Return the code of the country or region, "" if there is none of that name."""
    for each in dict.fromkeys(("en", "es", locale.replace("_", "-").split("-")[0] or "en")):
        if code := _places(each).get(name.casefold()):
            return code
    return ""


@cache
def _places(language: str) -> Mapping[str, str]:
    return {
        name.casefold(): code
        for code, name in Locale.parse(language).territories.items()
        if code in REGIONS or (len(code) == 2 and code.isalpha())
    }
