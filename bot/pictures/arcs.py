"""Arcs on the map: from who helped to who was helped."""

import numpy as np
from matplotlib.patches import FancyArrowPatch

from bot.pictures.outline import Points
from bot.pictures.theme import DONE

# Of an arc's length: two places that helped each other have two arcs.
_BEND = 0.18

Point = tuple[float, float]


def arc(start: Point, end: Point, share: float) -> FancyArrowPatch:
    """Return an arc, the thicker the more often help went this way; `share` is of the most frequent."""
    return FancyArrowPatch(
        start,
        end,
        connectionstyle=f"arc3,rad={_BEND}",
        arrowstyle="-|>",
        mutation_scale=16,
        shrinkA=5,
        shrinkB=7,
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
