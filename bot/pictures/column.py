"""The words above and below a picture, line under line, beginning where their script begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bot.pictures.theme import INCHES, LARGE, MARGIN, NORMAL, QUIET, SMALL, WIDTH, card, fit, write

# Inches: above the first line, from one line to the next, and below the last.
TOP, LINE, BELOW = 0.22, 0.4, 0.1

_MARK = 0.075  # inches: half of a mark in the legend
_GAP = 0.012  # of the width, between a mark and what it means
_BETWEEN = 0.036  # of the width, between two of them

_FROM_RIGHT = "\u200f"  # lets a line run from the right that begins with a figure, or a name in Latin letters


@dataclass(frozen=True, slots=True)
class Key:
    """One mark of the legend: matplotlib's name of its shape, its colours, and what it means."""

    shape: str
    fill: str
    edge: str
    meaning: str


def head_height(keys: Sequence[Key]) -> float:
    """Return how many inches a title, its figures with their days, and the legend take."""
    return TOP + LINE * (3 + len(_rows(keys))) + BELOW


def isolated(text: str) -> str:
    """Return a part of a line that keeps its own direction, whatever stands around it (an isolate)."""
    return f"\u2068{text}\u2069"


class Column:
    """Writes lines into a figure, from `top` inches below its upper edge on."""

    def __init__(self, figure: Figure, top: float, *, mirrored: bool) -> None:
        self._figure, self._next, self._mirrored = figure, top, mirrored
        self._height = figure.get_figheight()
        self._start, self._side = (1 - MARGIN, "right") if mirrored else (MARGIN, "left")

    def head(self, title: str, figures: str, days: str, keys: Sequence[Key]) -> None:
        """Write the title, the figures and days under it, and the legend in as many rows as it needs."""
        self.line(title, size=LARGE, weight="bold")
        self.line(figures, color=QUIET)
        self.line(days, color=QUIET)
        for row in _rows(keys):
            self._legend(row)

    def line(self, text: str, **how: object) -> None:
        """Write one line, cut to the width."""
        y = 1 - self._next / self._height
        marked = f"{_FROM_RIGHT}{text}" if self._mirrored else text
        styled: dict[str, object] = {"size": NORMAL, "ha": self._side, "va": "top", **how}
        fit(write(self._figure, self._start, y, marked, **styled), WIDTH * (1 - 2 * MARGIN))
        self._next += LINE

    def _legend(self, keys: Sequence[Key]) -> None:
        x, step = self._start, -1 if self._mirrored else 1
        y = 1 - (self._next + 0.1) / self._height
        for key in keys:
            mark = _MARK / INCHES
            self._figure.add_artist(_marker(x + step * mark, y, key))
            x += step * (2 * mark + _GAP)
            write(self._figure, x, y, key.meaning, size=SMALL, ha=self._side, va="center_baseline")
            x += step * (width_of(key.meaning) + _BETWEEN)
        self._next += LINE


def _rows(keys: Sequence[Key]) -> list[list[Key]]:
    """Return the legend in rows that are no wider than the card; translations may need more of them."""
    rows: list[list[Key]] = []
    left = 0.0
    for key in keys:
        needed = 2 * _MARK / INCHES + _GAP + width_of(key.meaning) + _BETWEEN
        if not rows or needed > left:
            rows.append([])
            left = 1 - 2 * MARGIN + _BETWEEN
        rows[-1].append(key)
        left -= needed
    return rows


def width_of(text: str) -> float:
    """Return how much of the card's width a small text takes."""
    extent = write(card(1), 0, 0, text, size=SMALL).get_window_extent()
    return float(extent.width / WIDTH)


def _marker(x: float, y: float, key: Key) -> Line2D:
    return Line2D(
        [x],
        [y],
        marker=key.shape,
        markersize=2 * _MARK * 72,
        markerfacecolor=key.fill,
        markeredgecolor=key.edge,
        markeredgewidth=1.4,
    )
