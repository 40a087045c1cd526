"""Draws how far the probabilities can be trusted: a reliability diagram and a risk-coverage curve."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from matching.bootstrap import interval_of_share
from matching.calibration import Bands
from matching.fitting import MOST_WRONG, Answered

Curves = Sequence[tuple[str, Sequence[Answered]]]
BINS = 8  # of equally many questions: about 17 of the demo network's in each
COLOURS = ("#0072B2", "#E69F00", "#009E73")  # Okabe and Ito's, told apart by the colour-blind
MARKERS = ("o", "s", "D")


def draw(curves: Curves, thresholds: Bands, folder: Path) -> None:
    """Write reliability.png and risk_coverage.png."""
    mpl.use("Agg")
    _save(_reliability, curves, thresholds, folder / "reliability.png")
    _save(_risk_coverage, curves, thresholds, folder / "risk_coverage.png")


def _save(paint, curves: Curves, thresholds: Bands, path: Path) -> None:
    figure = Figure(figsize=(7, 5), dpi=120, layout="constrained")
    axes = figure.subplots()
    paint(axes, curves, thresholds)
    axes.grid(color="#dddddd", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Software": None})


def _reliability(axes: Axes, curves: Curves, thresholds: Bands) -> None:
    axes.plot([0, 1], [0, 1], color="#777777", linestyle="--", linewidth=1, label="as sure as right")
    for (name, answered), colour, marker in zip(curves, COLOURS, MARKERS, strict=True):
        ordered = sorted(answered, key=lambda each: each.probability)
        bins = [each for each in np.array_split(np.array(ordered, dtype=object), BINS) if len(each)]
        means = [np.mean([each.probability for each in one]) for one in bins]
        right = [np.mean([each.best_right for each in one]) for one in bins]
        ends = np.array([interval_of_share(sum(each.best_right for each in one), len(one)) for one in bins]).T
        bars = np.abs(ends - right)
        axes.errorbar(means, right, yerr=bars, color=colour, marker=marker, capsize=3, label=name)
    axes.set(
        xlabel="probability of the best match",
        ylabel="share of best matches that answer",
        title="Are matches as often right as they say? (out of sample, 95% intervals)",
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
    )
    axes.legend(loc="upper left", frameon=False)


def _risk_coverage(axes: Axes, curves: Curves, thresholds: Bands) -> None:
    for (name, answered), colour in zip(curves, COLOURS, strict=True):
        ordered = sorted(answered, key=lambda each: -each.probability)
        number = np.arange(1, len(ordered) + 1)
        wrong = np.cumsum([not each.right for each in ordered]) / number
        axes.plot(number / len(ordered), wrong, color=colour, linewidth=1.8, label=name)
        if name.startswith("demo"):
            share = float(np.mean([each.probability >= thresholds.good for each in ordered]))
            axes.axvline(share, color=colour, linestyle=":", linewidth=1)
            axes.annotate(
                "good answers end here", (share - 0.005, 0.28), rotation=90, ha="right", color=colour
            )
    axes.axhline(MOST_WRONG, color="#777777", linestyle="--", linewidth=1)
    axes.annotate(f"target: {MOST_WRONG:.0%} wrong", (0.99, MOST_WRONG + 0.01), ha="right", color="#555555")
    axes.set(
        xlabel="share of all questions that are answered, the surest first",
        ylabel="share of these answers without a right match",
        title="What answering more costs (out of sample)",
        xlim=(0, 1),
        ylim=(0, 0.8),
    )
    axes.legend(loc="upper left", frameon=False)
