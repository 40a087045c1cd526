"""Finding the place that an official works for: places of the network first, then cities of the gazetteer.

What is chosen is a value such as "known:7", a jurisdiction of the network, or "gazetteer:2950159", a city by
its GeoNames number. Names are compared without case and accents; the state or country may follow the name.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from math import cos, hypot, radians

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from bot import gazetteer
from bot.forms import Option
from bot.gazetteer import City
from bot.importing.words import folded
from bot.phrases import Words, words
from bot.refusal import Refusal
from bot.shortening import cut
from bot.shown import PlaceShown
from matching.domain import Jurisdiction, JurisdictionId, Kind, NetworkId
from store import places

MOST_SHOWN = 20  # what a person reads through in a list that changes while they type
LONGEST_TYPED = 100  # characters; the longest place name in use has 85
LONGEST_NUMBER = 12  # digits of an id; GeoNames has eight today
LANDMARK = 100_000  # people; a city that somebody of the country has heard of
SAME_PLACE = 0.3  # degrees, about 30 km: within it two places of one name are one
MOST_NAMES = 300  # of those that begin alike; a large city has up to thirty names with one beginning
LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that can be chosen: its value, and what its label is made of."""

    value: str
    name: str
    admin1: str
    country: str
    kind: Kind
    population: int
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class _Names:
    """Folded names in their order, each with its city and how many people live there."""

    keys: tuple[str, ...]
    cities: tuple[City, ...]
    people: NDArray[np.int64]

    def exact(self, name: str) -> Sequence[City]:
        return self.cities[bisect_left(self.keys, name) : bisect_left(self.keys, f"{name} ")]

    def largest(self, start: str) -> list[City]:
        """Return the largest cities that have a name with this beginning, in no order."""
        first, end = bisect_left(self.keys, start), bisect_left(self.keys, start + LAST_LETTER)
        if end - first <= MOST_NAMES:
            return list(self.cities[first:end])
        largest = np.argpartition(-self.people[first:end], MOST_NAMES)[:MOST_NAMES]
        return [self.cities[first + each] for each in largest.tolist()]


@dataclass(frozen=True, slots=True)
class _Edition:
    """The cities of one edition of the gazetteer: by their own names, by other names, and by number."""

    own: _Names
    other: _Names
    by_id: Mapping[int, City]


def warm() -> None:
    """Read the gazetteer now (about 6 s), so that the first person who types need not wait for it."""
    for smallest in gazetteer.EDITIONS:
        _edition(smallest)


def search(connection: Connection, network_id: NetworkId, typed: str, its_words: Words) -> tuple[Option, ...]:
    """Return the places that what was typed may mean, those of the network first, then the most populous.

    A name that is written out goes before longer ones. Labels differ, so that places of one name are told
    apart: by state, else by the nearest large city, else by their size.
    """
    wanted = folded(typed[:LONGEST_TYPED]).split()
    if not wanted:
        return ()
    known = [
        each
        for each in places.jurisdictions(connection, network_id)
        if _fits(wanted, folded(each.name), _around(each.admin1, each.country or "", its_words))
    ]
    known.sort(key=lambda each: _order_of_network(each, wanted))
    cities = (each for each in _cities(wanted, its_words) if not any(_same(one, each) for one in known))
    shown = list(islice(chain(map(_known, known), map(_unknown, cities)), MOST_SHOWN))
    labels = _labels(shown, its_words)
    return tuple(Option(place.value, label) for place, label in zip(shown, labels, strict=True))


def option(jurisdiction: Jurisdiction, its_words: Words) -> Option:
    """Return a place of the network as the one that is chosen already."""
    place = _known(jurisdiction)
    return Option(place.value, _labels((place,), its_words)[0])


def find_place(connection: Connection, network_id: NetworkId, place: str) -> Jurisdiction | City:
    """Return what a chosen value means, or what was typed if it can only mean one place; reads only.

    Raises Refusal for no place, and for several.
    """
    source, _, number = place.partition(":")
    if source in ("known", "gazetteer") and number.isdecimal() and len(number) <= LONGEST_NUMBER:
        found = _chosen(connection, network_id, source, int(number))
    else:
        found = _meant(connection, network_id, place)
    if found is None:
        raise Refusal("place_unknown", place=cut(place, LONGEST_TYPED))
    return found


def take_place(connection: Connection, network_id: NetworkId, place: str) -> Jurisdiction:
    """Return the jurisdiction that a chosen value means; a city of the gazetteer joins the network by it.

    Raises Refusal for no place, and for text that may mean several.
    """
    found = find_place(connection, network_id, place)
    if isinstance(found, Jurisdiction):
        return found
    known = places.jurisdictions(connection, network_id)
    there = next((each for each in known if _same(each, found)), None)
    if there is not None:
        return there
    taken = {(each.name, each.country, each.admin1) for each in known if each.kind is Kind.CITY}
    # Two cities of one name in one division, or where we have no names of divisions: the large city nearby
    # stands for it, as in Neustadt (Hamburg, Germany), and at last the number.
    division = gazetteer.division_shown(found.country, found.admin1)
    ways = (division, _landmark(_unknown(found)), str(found.id))
    admin1 = next(way for way in ways if (found.name, found.country, way) not in taken)
    return places.ensure_jurisdiction(connection, network_id, gazetteer.draft_of(found, admin1))


def _chosen(
    connection: Connection, network_id: NetworkId, source: str, number: int
) -> Jurisdiction | City | None:
    if source == "known":
        return places.jurisdiction(connection, network_id, JurisdictionId(number))
    editions = map(_edition, gazetteer.EDITIONS)
    return next((each.by_id[number] for each in editions if number in each.by_id), None)


def _meant(connection: Connection, network_id: NetworkId, typed: str) -> Jurisdiction | City | None:
    found = search(connection, network_id, typed, words(""))
    written_out = [each for each in found if folded(each.label) == folded(typed)] or found
    if len(written_out) > 1:
        choices = "; ".join(each.label for each in written_out[:5])
        raise Refusal("place_ambiguous", place=cut(typed, LONGEST_TYPED), choices=choices)
    return find_place(connection, network_id, written_out[0].value) if written_out else None


def _cities(wanted: list[str], its_words: Words) -> list[City]:
    """Return the cities that fit, best first; small towns are looked through where larger ones leave room.

    A name that is written out goes before longer ones, a city's own name and the whole of another name for it
    before the beginning of another name.
    """
    typed, found = " ".join(wanted), dict[int, tuple[int, City]]()
    for edition in map(_edition, gazetteer.EDITIONS):
        own, other = edition.own.exact(typed), edition.other.exact(typed)
        behind = _with_more_behind(wanted, edition, its_words)
        longer = (*edition.own.largest(typed), *other)
        for rank, cities in enumerate(((*own, *behind), longer, edition.other.largest(typed))):
            for city in cities:
                found.setdefault(city.id, (rank, city))
        if own and len(found) >= MOST_SHOWN:
            break
    best = sorted(found.values(), key=lambda ranked: (ranked[0], -ranked[1].population, ranked[1].id))
    return [city for _, city in best]


def _with_more_behind(wanted: list[str], edition: _Edition, its_words: Words) -> Iterator[City]:
    """Give the cities whose name comes first in what was typed, with their state or country behind it."""
    for split in range(1, len(wanted)):
        name, behind = " ".join(wanted[:split]), wanted[split:]
        for city in (*edition.own.exact(name), *edition.other.exact(name)):
            if _begin(behind, _around(city.admin1, city.country, its_words)):
                yield city


def _fits(wanted: list[str], name: str, around: set[str]) -> bool:
    """Say whether the words begin the name at one of its words, or are it with what is around it behind."""
    if f" {' '.join(wanted)}" in f" {name}":
        return True
    size = len(name.split())
    return wanted[:size] == name.split() and _begin(wanted[size:], around)


def _begin(wanted: list[str], around: set[str]) -> bool:
    return all(any(word.startswith(start) for word in around) for start in wanted)


def _around(admin1: str, country: str, its_words: Words) -> set[str]:
    """Return the words that may follow a place's name: its division and its country, in two languages."""
    divisions = gazetteer.division_names(country, admin1)
    names = (*divisions, country, its_words.country(country), words("").country(country))
    return {word for name in names for word in folded(name).split()}


def _order_of_network(jurisdiction: Jurisdiction, wanted: list[str]) -> tuple[bool, int, int]:
    name = folded(jurisdiction.name).split()
    return (wanted[: len(name)] != name, -(jurisdiction.population or 0), jurisdiction.id)


def _labels(shown: Sequence[_Place], its_words: Words) -> list[str]:
    """Return a label for each: only as long as needed for no two to be the same."""

    def near(place: _Place) -> str:
        return _label(place, place.admin1 or _landmark(place), its_words)

    def sized(place: _Place) -> str:
        people = PlaceShown("", "", "", place.kind.value, place.population or None)
        return f"{near(place)}: {its_words.kind_of_place(people)}"

    labels = [_label(place, place.admin1, its_words) for place in shown]
    for longer in (near, sized):
        counted = Counter(labels)
        labels = [
            longer(place) if counted[label] > 1 else label for place, label in zip(shown, labels, strict=True)
        ]
    return labels


def _label(place: _Place, admin1: str, its_words: Words) -> str:
    return its_words.place(PlaceShown(place.name, admin1, place.country, place.kind.value, None))


def _known(jurisdiction: Jurisdiction) -> _Place:
    return _Place(
        f"known:{jurisdiction.id}",
        jurisdiction.name,
        jurisdiction.admin1,
        jurisdiction.country or "",
        jurisdiction.kind,
        jurisdiction.population or 0,
        jurisdiction.latitude,
        jurisdiction.longitude,
    )


def _unknown(city: City) -> _Place:
    return _Place(
        f"gazetteer:{city.id}",
        city.name,
        _shown_division(city),
        city.country,
        Kind.CITY,
        city.population,
        city.latitude,
        city.longitude,
    )


def _shown_division(city: City) -> str:
    return gazetteer.division_shown(city.country, city.admin1)


def _same(known: Jurisdiction, city: City) -> bool:
    """Say whether the network's place is this city: where it lies decides, as far as anybody knows that."""
    if known.country != city.country or known.kind not in (Kind.CITY, Kind.UNKNOWN):
        return False
    if known.latitude is None or known.longitude is None:
        divisions = ("", _shown_division(city), city.admin1)
        return folded(known.name) == folded(city.name) and known.admin1 in divisions
    if (known.latitude, known.longitude) == (city.latitude, city.longitude):
        return True  # an import took its figures from this city, under a name of its own
    away = _degrees(known.latitude, known.longitude, city)
    return folded(known.name) == folded(city.name) and away < SAME_PLACE


def _landmark(place: _Place) -> str:
    """Return the nearest large city of the same country, "" where none is known or it is the place itself."""
    if place.latitude is None or place.longitude is None:
        return ""
    here = (place.latitude, place.longitude)
    others = (city for city in _large(place.country) if (city.latitude, city.longitude) != here)
    nearest = min(others, key=lambda city: _degrees(*here, city), default=None)
    return nearest.name if nearest else ""


def _degrees(latitude: float, longitude: float, city: City) -> float:
    """Return how far away the city is, in degrees of latitude; right enough for places near each other."""
    east = (city.longitude - longitude + 180) % 360 - 180
    return hypot(city.latitude - latitude, east * cos(radians(latitude)))


@cache
def _large(country: str) -> tuple[City, ...]:
    cities = _edition(gazetteer.EDITIONS[0]).by_id.values()
    return tuple(city for city in cities if city.country == country and city.population >= LANDMARK)


@cache
def _edition(smallest: int) -> _Edition:
    """Read an edition: large cities by their names in every language, small ones by their own."""
    largest_edition = gazetteer.EDITIONS[0]
    own, other, by_id = list[tuple[str, City]](), list[tuple[str, City]](), dict[int, City]()
    for city, others in gazetteer.every_city(smallest):
        if smallest == largest_edition:
            by_other_names = {folded(each) for each in others} - {folded(city.name), ""}
            other.extend((each, city) for each in by_other_names)
        elif city.population >= largest_edition:
            continue
        own.append((folded(city.name), city))
        by_id[city.id] = city
    return _Edition(_names(own), _names(other), by_id)


def _names(named: list[tuple[str, City]]) -> _Names:
    named.sort(key=lambda pair: pair[0])
    people = np.array([city.population for _, city in named], dtype=np.int64)
    return _Names(tuple(name for name, _ in named), tuple(city for _, city in named), people)
