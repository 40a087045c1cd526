"""Arcs on the map: from who helped to who was helped."""

import numpy as np
from matplotlib.patches import FancyArrowPatch

from bot.pictures.outline import Points
from bot.pictures.theme import DONE

# Of an arc's length: two places that helped each other have two arcs.
_BEND = 0.18

# Points: an arc begins beside one dot and ends beside the other.
_FROM_DOT, _TO_DOT = 5, 7

# Sizes of an arrowhead: what is smaller is a blot. matplotlib makes it .4 of its size long.
_HEAD, _SMALLEST_HEAD = 16, 8

Point = tuple[float, float]


def arc(start: Point, end: Point, share: float, apart: float) -> FancyArrowPatch:
    """Return an arc, the thicker the more often help went this way; `share` is of the most frequent.

    The two are so many points `apart`: the head takes half of a short arc at most, and where dots are so
    close that there is no room for one, a line joins them.
    """
    head = min(_HEAD, (apart - _FROM_DOT - _TO_DOT) / 2 / 0.4)
    pointed = head >= _SMALLEST_HEAD
    return FancyArrowPatch(
        start,
        end,
        connectionstyle=f"arc3,rad={_BEND}",
        arrowstyle="-|>" if pointed else "-",
        mutation_scale=head if pointed else 1,
        shrinkA=_FROM_DOT if pointed else 0,
        shrinkB=_TO_DOT if pointed else 0,
        linewidth=1.2 + 2.4 * share,
        color=DONE,
        alpha=0.75,
        zorder=3,
    )


def along_arc(start: Points, end: Points) -> Points:
    """Return points along such an arc, all in pixels: matplotlib draws a quadratic Bézier curve."""
    across = end - start
    bent = (start + end) / 2 + _BEND * np.array((across[1], -across[0]))
    part = np.linspace(0, 1, 60)[:, None]
    curve: Points = (1 - part) ** 2 * start + 2 * part * (1 - part) * bent + part**2 * end
    return curve
