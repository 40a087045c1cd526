"""Names beside dots that cover neither one another nor a dot, and as little of an arc as can be."""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from bot.pictures.outline import Points
from bot.pictures.theme import GROUND, SMALL, write

# Pixels: half of a dot, from its middle to its name, and what stays free around each name.
_DOT, _AWAY, _FREE = 12, 18, 5

# Where a name may stand by its dot, the best first: beside it, above or below, or off a corner.
_SPOTS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
_SIDES = {1: "left", 0: "center", -1: "right"}
_HEIGHTS = {1: "bottom", 0: "center", -1: "top"}

# Points of an arc, of which each has sixty: a name that hides more of one is left out.
_MOST_COVERED = 5

Dot = tuple[float, float]  # in pixels


def name_dots(axes: Axes, dots: Sequence[tuple[Dot, str]], arcs: Points) -> None:
    """Write the names of dots, the first first; one that finds no room stays without.

    `arcs` are points along everything else that a name should not cover; all are in pixels.
    """
    taken = [Bbox.from_extents(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for (x, y), _ in dots]
    for dot, name in dots:
        text = write(axes, 0, 0, name, size=SMALL, zorder=5)
        text.set_path_effects([withStroke(linewidth=3.5, foreground=GROUND)])  # it may cross an arc after all
        free = [spot for spot in _SPOTS if _is_free(axes, _box(axes, text, dot, spot), taken)]
        if not free:
            text.remove()
            continue
        best = min(free, key=lambda spot: _covered(_box(axes, text, dot, spot), arcs))
        box = _box(axes, text, dot, best)
        if _covered(box, arcs) > _MOST_COVERED:
            text.remove()
            continue
        taken.append(box)


def _box(axes: Axes, text: Text, dot: Dot, spot: tuple[int, int]) -> Bbox:
    """Put the text on this spot by the dot and return the room that it takes."""
    right, up = spot
    text.set(ha=_SIDES[right], va=_HEIGHTS[up])
    moved = axes.transData.inverted().transform((dot[0] + right * _AWAY, dot[1] + up * _AWAY))
    text.set_position((float(moved[0]), float(moved[1])))
    return text.get_window_extent().padded(_FREE)


def _is_free(axes: Axes, box: Bbox, taken: Iterable[Bbox]) -> bool:
    room = axes.get_window_extent()
    inside = room.x0 <= box.x0 and box.x1 <= room.x1 and room.y0 <= box.y0 and box.y1 <= room.y1
    return bool(inside) and not any(box.overlaps(each) for each in taken)


def _covered(box: Bbox, points: Points) -> int:
    within = (points > box.min) & (points < box.max)
    return int(np.count_nonzero(within.all(axis=1)))
