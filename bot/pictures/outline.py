"""The world on a flat picture: its coasts, a point for each country, and the projection of both.

benchmarks/world_outline.py makes the file and says where its data come from.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parents[1] / "data" / "outline.npz"

DEGREE = 100  # steps of a degree in the file: a hundredth is a kilometre, less than a dot of the picture

# The Equal Earth projection: B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection",
# International Journal of Geographical Information Science 33(3), 2019, equations 1 and 2.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = 3**0.5 / 2

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outline:
    """Coasts as rings of longitude and latitude, and a longitude and latitude for each country's code."""

    coasts: tuple[Points, ...]
    countries: dict[str, tuple[float, float]]


@cache
def outline() -> Outline:
    """Return the outline of the world, read once."""
    with FILE.open("rb") as file, np.load(file) as arrays:
        points = arrays["points"].astype(np.float64) / DEGREE
        ends = np.cumsum(arrays["lengths"].astype(np.int64))[:-1]
        centres = (arrays["centres"].astype(np.float64) / DEGREE).tolist()
        countries = {
            str(code): tuple(centre) for code, centre in zip(arrays["countries"], centres, strict=True)
        }
    return Outline(tuple(np.split(points, ends)), countries)


def projected(degrees: Points, middle: float = 0.0) -> Points:
    """Return longitudes and latitudes as x and y of the Equal Earth projection, whose x is 0 at `middle`.

    Areas keep their proportions, so no region looks larger than it is. A longitude may be beyond 180.
    """
    longitude, latitude = np.radians(degrees[:, 0] - middle), np.radians(degrees[:, 1])
    theta = np.arcsin(_M * np.sin(latitude))
    powers = theta**2
    slope = 9 * _A4 * powers**4 + 7 * _A3 * powers**3 + 3 * _A2 * powers + _A1
    x = longitude * np.cos(theta) / (_M * slope)
    y = theta * (_A4 * powers**4 + _A3 * powers**3 + _A2 * powers + _A1)
    return np.column_stack((x, y))
