"""The picture of a year: how many introductions each official carried, by both policies."""

from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from bot.simulation.laws import Size
from bot.simulation.promises import Held

INCHES, DOTS = (8.0, 4.5), 120


def draw(path: Path, size: Size, held: Held) -> None:
    """Write the picture; a line's dashes and darkness tell the policies apart, also without colour."""
    # Not pyplot, which keeps every figure in the process and looks for a screen.
    figure = Figure(figsize=INCHES, dpi=DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    ours, theirs = held.ours, held.baseline
    axes.step(*_line(theirs.loads), where="post", color="#999999", linestyle="--", linewidth=1.6)
    axes.step(*_line(ours.loads), where="post", color="#102a6b", linewidth=2.0)
    # By logarithm, so that the busiest hundredth, which the promise is about, is not a line at the edge.
    axes.set_xscale("log")
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(bottom=0)
    axes.set_xlim(1, max(len(ours.loads), len(theirs.loads), 2))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(ScalarFormatter())
    axes.set_xlabel("officials whose records matched, the busiest first")
    axes.set_ylabel("introductions in the year")
    axes.set_title(f"Who carries the introductions (seed {size.seed}, {size.questions:,} questions)")
    axes.legend(
        [
            f"always the top match: busiest 1% carry {theirs.busiest_1:.1%}, Gini {theirs.gini:.2f}",
            f"Counterpart: busiest 1% carry {ours.busiest_1:.1%}, Gini {ours.gini:.2f}",
        ],
        frameon=False,
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    figure.savefig(path, metadata={"Software": "counterpart simulate"})


def _line(loads: tuple[int, ...]) -> tuple[range, tuple[int, ...]]:
    return range(1, len(loads) + 1), loads
