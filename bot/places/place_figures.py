"""What bot/places/gazetteer.py knows of a place, from the table of cities: for a server, which keeps running.

It takes 18 MB instead of 400 (bot/places/city_table.py). Only the names that places under 15,000 people have
in other languages are not in it.
"""

from functools import cache

from bot.importing.words import folded
from bot.places import gazetteer
from bot.places.city_table import table
from bot.places.gazetteer import EDITIONS, City, Wanted, look_up_by
from matching.domain import Kind
from store.places import JurisdictionDraft


def look_up(name: str, country: str | None, admin1: str, kind: Kind) -> JurisdictionDraft | None:
    """Return the place with its figures under the name it was given, as gazetteer.look_up does."""
    return look_up_by(_find, Wanted(name, country, admin1, kind))


def _find(name: str, country: str, admin1: str) -> City | None:
    cities, wanted, division = table(), folded(name), _division(country, admin1)
    for names in (cities.own, cities.other, cities.small):  # as gazetteer.find: its own name comes first
        found = (cities.city(number) for number in names.exact(wanted))
        fitting = [city for city in found if city.country == country and division in ("", city.admin1)]
        if fitting:
            return max(fitting, key=lambda city: (city.population, -city.id))
    return None


@cache
def _division(country: str, admin1: str) -> str:
    return gazetteer.division(country, admin1, table().large(country, EDITIONS[0]) if admin1 else ())
