"""The gazetteer's cities by what people call them: in any language, with the state or country behind.

The first question reads the gazetteer (about 6 s on a quiet machine); every later one takes milliseconds.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Condition

import numpy as np
from cachetools import cached
from numpy.typing import NDArray

from bot import gazetteer
from bot.gazetteer import City
from bot.importing.words import folded
from bot.phrases import Words, words

ENOUGH = 20  # cities that a list shows; small towns are looked through only where there are fewer
LANDMARK = 100_000  # people; a city that somebody of the country has heard of
MOST_NAMES = 300  # of those that begin alike; a large city has up to thirty names with one beginning
LAST_LETTER = "\U0010ffff"


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


def matching(wanted: list[str], its_words: Words) -> list[City]:
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
        if own and len(found) >= ENOUGH:
            break
    best = sorted(found.values(), key=lambda ranked: (ranked[0], -ranked[1].population, ranked[1].id))
    return [city for _, city in best]


def by_id(number: int) -> City | None:
    """Return the city with this GeoNames number, or None."""
    editions = map(_edition, gazetteer.EDITIONS)
    return next((each.by_id[number] for each in editions if number in each.by_id), None)


@cache
def large(country: str) -> tuple[City, ...]:
    """Return the country's large cities."""
    cities = _edition(gazetteer.EDITIONS[0]).by_id.values()
    return tuple(city for city in cities if city.country == country and city.population >= LANDMARK)


def warm() -> None:
    """Read the gazetteer now, so that the first person who types need not wait for it."""
    for smallest in gazetteer.EDITIONS:
        _edition(smallest)


def around(admin1: str, country: str, its_words: Words) -> set[str]:
    """Return the words that may follow a place's name: its division and its country, in two languages."""
    divisions = gazetteer.division_names(country, admin1)
    names = (*divisions, country, its_words.country(country), words("").country(country))
    return {word for name in names for word in folded(name).split()}


def begin(wanted: list[str], known: set[str]) -> bool:
    """Say whether each word that is wanted begins a known one."""
    return all(any(word.startswith(start) for word in known) for start in wanted)


def _with_more_behind(wanted: list[str], edition: _Edition, its_words: Words) -> Iterator[City]:
    """Give the cities whose name comes first in what was typed, with their state or country behind it."""
    for split in range(1, len(wanted)):
        name, behind = " ".join(wanted[:split]), wanted[split:]
        for city in (*edition.own.exact(name), *edition.other.exact(name)):
            if begin(behind, around(city.admin1, city.country, its_words)):
                yield city


@cached({}, condition=Condition())
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
