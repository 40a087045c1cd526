"""Makes bot/data/outline.npz: the coasts of the world, and a point for each country.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m benchmarks.world_outline package/land-50m.json

The coasts are Natural Earth's land at 1:50 million, which is in the public domain, as Mike Bostock's package
world-atlas holds them (TopoJSON; ISC licence). The point of a country is the middle of where people live: the
mean of its cities of 15,000 people and more (GeoNames, CC BY 4.0), weighed by their population.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.pictures.outline import DEGREE, FILE
from bot.places.gazetteer import EDITIONS, every_city

# Degrees between two points of a coast: 11 km, five pixels on the closest map that is drawn.
STEP = 0.1

# Nobody governs a town on Antarctica, and it would be a fifth of the picture.
ANTARCTICA = -60.0


def main(source: Path) -> None:
    """Write the file and say what is in it."""
    land = _rings(json.loads(source.read_text("utf-8")))
    rings = [_thinned(ring) for ring in land if ring[:, 1].max() > ANTARCTICA]
    countries, centres = zip(*sorted(_centres().items()), strict=True)
    np.savez_compressed(
        FILE,
        lengths=np.array([len(ring) for ring in rings], dtype=np.uint16),
        points=np.round(np.concatenate(rings) * DEGREE).astype(np.int16),
        countries=np.array(countries),
        centres=np.round(np.array(centres) * DEGREE).astype(np.int16),
    )
    points = sum(map(len, rings))
    print(
        f"{len(rings)} coasts, {points:,} points, {len(countries)} countries, {FILE.stat().st_size:,} bytes"
    )


def _rings(topology: dict[str, Any]) -> list[NDArray[np.float64]]:
    """Return every ring of the land as longitudes and latitudes.

    An arc is a list of steps in whole numbers, -1 - n is the n-th arc backwards, and arcs of a ring share
    their ends (https://github.com/topojson/topojson-specification).
    """
    scale, shift = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    rings = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
                rings.append(_unbroken(np.concatenate([parts[0], *(part[1:] for part in parts[1:])])))
    return rings


def _unbroken(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ring with longitudes beyond 180 where Russia and Fiji would jump to the other edge."""
    along = np.unwrap(ring[:, 0], period=360)
    middle = (along.min() + along.max()) / 2
    return np.column_stack((along - 360 * np.round(middle / 360), ring[:, 1]))


def _thinned(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ring without points nearer than STEP to the one before; an island keeps three at least."""
    kept = [0]
    for number in range(1, len(ring) - 1):
        if np.abs(ring[number] - ring[kept[-1]]).max() >= STEP:
            kept.append(number)
    return ring[kept] if len(kept) > 2 else ring[:: max(len(ring) // 4, 1)]


def _centres() -> dict[str, tuple[float, float]]:
    """Return for each country the middle of its people, on the globe: Fiji lies on both edges of a map."""
    sums: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(3))
    for city, _ in every_city(EDITIONS[0]):
        longitude, latitude = np.radians((city.longitude, city.latitude))
        direction = (
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        )
        sums[city.country] += np.array(direction) * max(city.population, 1)
    return {
        country: (float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y)))))
        for country, (x, y, z) in sums.items()
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
