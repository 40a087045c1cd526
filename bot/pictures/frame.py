"""Which part of the world a map shows, and its coasts there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from bot.pictures.outline import Points, outline, projected
from bot.pictures.theme import LAND

# Beyond this many degrees from west to east all of the world is shown, in its usual place.
WIDEST = 180.0

# Of the part that is shown: what is left free around the places, for their names and for bearings.
AROUND = 0.22

# Radians on the globe: a map is of 2,000 km at least, where coasts of this scale still look like coasts.
NARROWEST = 0.35

# Height by width: the flattest and the tallest map, both of which fit a phone with the words around them.
FLATTEST, TALLEST = 0.44, 0.85

# Degrees: all inhabited land, which has no place south of it.
SOUTH, NORTH = -56.0, 80.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the projected world that is shown; `middle` is the longitude at x = 0."""

    middle: float
    left: float
    bottom: float
    width: float
    height: float

    @property
    def whole(self) -> bool:
        """Whether all of the world is shown."""
        return self.middle == 0.0 and self.width > 2 * np.pi * 0.8

    def open_in(self, axes: Axes) -> None:
        """Let the axes show this part of the world and nothing else."""
        axes.set_axis_off()
        axes.set_xlim(self.left, self.left + self.width)
        axes.set_ylim(self.bottom, self.bottom + self.height)

    def touches(self, ring: Points) -> bool:
        """Say whether a part of the ring may be in the frame."""
        low, high = ring.min(axis=0), ring.max(axis=0)
        return bool(
            low[0] < self.left + self.width
            and high[0] > self.left
            and low[1] < self.bottom + self.height
            and high[1] > self.bottom
        )

    def place(self, position: tuple[float, float]) -> tuple[float, float]:
        """Return x and y of a longitude and latitude."""
        [(x, y)] = projected(np.array([_near(position, self.middle)]), self.middle)
        return float(x), float(y)


def frame_of(positions: Sequence[tuple[float, float]]) -> Frame:
    """Return the frame around longitudes and latitudes, across the date line if that is nearer."""
    middle, span = _middle([longitude for longitude, _ in positions])
    if span > WIDEST:
        edges = projected(np.array([(-180.0, 0.0), (180.0, 0.0), (0.0, SOUTH), (0.0, NORTH)]))
        (left, _), (right, _), (_, bottom), (_, top) = edges
        return Frame(0.0, left, bottom, right - left, top - bottom)
    points = projected(np.array([_near(each, middle) for each in positions]), middle)
    low, high = points.min(axis=0), points.max(axis=0)
    width = max((high[0] - low[0]) * (1 + 2 * AROUND), NARROWEST)
    height = max((high[1] - low[1]) * (1 + 2 * AROUND), width * FLATTEST)
    width = max(width, height / TALLEST)
    centre = (low + high) / 2
    return Frame(middle, centre[0] - width / 2, centre[1] - height / 2, width, height)


def draw_coasts(axes: Axes, frame: Frame) -> None:
    """Fill the land of the frame, also where it goes on across the date line."""
    rings = [ring for ring in _rings(frame.middle) if frame.touches(ring)]
    if not rings:
        return
    # In one path, so that the Caspian Sea, a ring within a ring, stays a sea.
    path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
    land = PathPatch(path, facecolor=LAND, edgecolor="none", zorder=1)
    axes.add_artist(land)  # add_patch would look at every point for limits that are set already
    if frame.whole:
        edge = np.linspace(-90, 90, 91)
        sides = [np.column_stack((np.full(91, side), edge)) for side in (-180.0, 180.0)]
        globe = projected(np.concatenate((sides[0], sides[1][::-1])))
        land.set_clip_path(Path(globe, closed=True), axes.transData)


def _rings(middle: float) -> Iterator[Points]:
    for turn in (-360.0, 0.0, 360.0):
        for coast in outline().coasts:
            yield projected(coast + np.array((turn, 0.0)), middle)


def _middle(longitudes: Sequence[float]) -> tuple[float, float]:
    """Return the middle of the shortest part of the circle that holds all longitudes, and how wide it is."""
    around = np.sort(np.array(longitudes) % 360)
    gaps = np.diff(around, append=around[0] + 360)
    widest = int(gaps.argmax())
    span = 360 - float(gaps[widest])
    start = float(around[(widest + 1) % len(around)])
    return (start + span / 2 + 180) % 360 - 180, span


def _near(position: tuple[float, float], middle: float) -> tuple[float, float]:
    """Return the position with its longitude at most half a turn from the middle."""
    longitude, latitude = position
    return (longitude - middle + 180) % 360 - 180 + middle, latitude
