"""The gazetteer's cities by what people call them: in any language, with the state or country behind."""

from collections.abc import Iterable, Iterator
from functools import cache

from bot.importing.words import folded
from bot.phrases import Words, words
from bot.places import gazetteer
from bot.places.city_table import Names, table
from bot.places.gazetteer import City

ENOUGH = 20  # cities that a list shows; small towns are looked through only where there are fewer
LANDMARK = 100_000  # people; a city that somebody of the country has heard of
MOST_NAMES = 300  # of those that begin alike; a large city has up to thirty names with one beginning


def matching(wanted: list[str], its_words: Words) -> tuple[list[City], list[City]]:
    """Return the cities whose name is written out, and the others that fit, best first.

    The most populous go first; of the others, a longer name of their own and the whole of another name for
    one go before the beginning of another name. Small towns are looked through where larger ones leave room.
    """
    cities, typed = table(), " ".join(wanted)
    own, other = cities.own.exact(typed), cities.other.exact(typed)
    written_out = {*own, *_with_more_behind(wanted, (cities.own, cities.other), its_words)}
    longer = {*cities.own.largest(typed, MOST_NAMES), *other} - written_out
    begun = {*cities.other.largest(typed, MOST_NAMES)} - written_out - longer
    if not own or len(written_out) + len(longer) + len(begun) < ENOUGH:
        written_out.update(cities.small.exact(typed), _with_more_behind(wanted, (cities.small,), its_words))
        longer.update({*cities.small.largest(typed, MOST_NAMES)} - written_out)
    return _best_first(written_out), [*_best_first(longer), *_best_first(begun)]


@cache
def also_called(name: str, country: str | None) -> frozenset[str]:
    """Return what the cities of this name in the country are called anywhere, folded; empty for none."""
    cities, typed = table(), folded(name)
    lists = (cities.own, cities.other, cities.small)
    found = {number for names in lists for number in names.exact(typed)}
    meant = [number for number in found if country in (None, cities.city(number).country)]
    return frozenset(each for number in meant for names in lists for each in names.of(number))


@cache
def large(country: str) -> tuple[City, ...]:
    """Return the country's large cities."""
    return tuple(table().large(country, LANDMARK))


def around(admin1: str, country: str, its_words: Words) -> set[str]:
    """Return the words that may follow a place's name: its division and its country, in two languages."""
    divisions = gazetteer.division_names(country, admin1)
    names = (*divisions, country, its_words.country(country), words("").country(country))
    return {word for name in names for word in folded(name).split()}


def begin(wanted: list[str], known: set[str]) -> bool:
    """Say whether each word that is wanted begins a known one."""
    return all(any(word.startswith(start) for word in known) for start in wanted)


def _with_more_behind(wanted: list[str], named: Iterable[Names], its_words: Words) -> Iterator[int]:
    """Give the cities whose name comes first in what was typed, with their state or country behind it."""
    for split in range(1, len(wanted)):
        name, behind = " ".join(wanted[:split]), wanted[split:]
        for number in (each for names in named for each in names.exact(name)):
            city = table().city(number)
            if begin(behind, around(city.admin1, city.country, its_words)):
                yield number


def _best_first(numbers: Iterable[int]) -> list[City]:
    """Return the cities, the most populous first."""
    people = table().people
    best = sorted(numbers, key=lambda number: (-int(people[number]), number))
    return [table().city(number) for number in best]
