"""Countries by code or English name, as ISO 3166-1 alpha-2."""

import difflib
from functools import cache

from babel import Locale
from babel.core import get_global

from bot.importing.words import SHOWN, folded, shown

# How alike (difflib's ratio) a suggestion must be: Germany for "Germny", not Réunion for "European Union".
NEAR = 0.8

# Codes that CLDR lists among the territories and that are no country: groups, tests and "unknown".
_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}

# Names in use beside those of CLDR, as UN bodies, ISO 3166-1 and officials write them.
_OTHER_NAMES = {
    "Bolivia, Plurinational State of": "BO",
    "Burma": "MM",
    "Cape Verde": "CV",
    "Cote d'Ivoire": "CI",
    "Czech Republic": "CZ",
    "Democratic Republic of the Congo": "CD",
    "East Timor": "TL",
    "England": "GB",
    "Great Britain": "GB",
    "Holland": "NL",
    "Hong Kong": "HK",
    "Iran, Islamic Republic of": "IR",
    "Ivory Coast": "CI",
    "Korea, Republic of": "KR",
    "Lao PDR": "LA",
    "Macao": "MO",
    "Macau": "MO",
    "Macedonia": "MK",
    "Myanmar": "MM",
    "Northern Ireland": "GB",
    "Palestine": "PS",
    "Republic of Ireland": "IE",
    "Republic of Korea": "KR",
    "Republic of Moldova": "MD",
    "Republic of North Macedonia": "MK",
    "Republic of the Congo": "CG",
    "Russian Federation": "RU",
    "Scotland": "GB",
    "Slovak Republic": "SK",
    "Swaziland": "SZ",
    "Syrian Arab Republic": "SY",
    "Tanzania, United Republic of": "TZ",
    "Turkey": "TR",
    "U.S.": "US",
    "UAE": "AE",
    "United States of America": "US",
    "Viet Nam": "VN",
    "Wales": "GB",
}


def code(text: str) -> str:
    """Return the alpha-2 code of a country named by alpha-2, alpha-3 or English name; "" for an empty text.

    Case, accents, punctuation, "the" and "and" do not count. Raises ValueError for anything else, its text a
    sentence that names the value and, where one is near, the name that was perhaps meant.
    """
    wanted = _plain(text)
    if not wanted:
        return ""
    found = _codes().get(wanted)
    if found is None:
        raise ValueError(f"{shown(text)} is no country known by code or English name{_suggestion(wanted)}")
    return found


@cache
def _names() -> dict[str, str]:
    """Return English name -> code."""
    territories = Locale("en").territories
    names = {name: each for each, name in territories.items() if len(each) == 2 and each not in _NO_COUNTRY}
    return names | _OTHER_NAMES


@cache
def _codes() -> dict[str, str]:
    by_name = {_plain(name): each for name, each in _names().items()}
    by_code = {each.casefold(): each for each in by_name.values()}
    # CLDR's aliases hold every alpha-3 code, and old codes; those that became several countries stay unknown.
    aliases = get_global("territory_aliases").items()
    one_country = {
        alias.casefold(): new[0] for alias, new in aliases if len(new) == 1 and not alias.isdigit()
    }
    return one_country | by_code | by_name


def _plain(text: str) -> str:
    words = (word for word in folded(text).split() if word not in ("the", "and"))
    return " ".join("saint" if word == "st" else word for word in words)


def _suggestion(wanted: str) -> str:
    by_plain_name = {_plain(name): name for name in _names()}
    near = (
        difflib.get_close_matches(wanted, by_plain_name, n=1, cutoff=NEAR) if 3 < len(wanted) <= SHOWN else []
    )
    return f'; did you mean "{by_plain_name[near[0]]}"?' if near else ', such as "DE", "DEU" or "Germany"'
