"""The simulated year for five seeds, its promises on the mean: `python -m benchmarks.simulate`.

Takes about ten minutes a seed. The journals stay in var/simulation, the picture of the first seed is kept.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev

from benchmarks.report import RESULTS, heading
from bot.simulation import report, run
from bot.simulation.laws import Size
from bot.simulation.report import Reported
from matching import embedder

SEEDS = (1, 2, 3, 4, 5)
FOLDER = Path("var", "simulation")
PICTURE = Path("docs", "simulation.png")


def main() -> None:
    """Play the years, print the table and keep it."""
    loaded = embedder.load()
    years = []
    for seed in SEEDS:
        years.append(run.simulated(run.Order(Size(seed), FOLDER / str(seed)), loaded))
        sys.stderr.write(report.table(years[-1]) + "\n")
    shutil.copyfile(FOLDER / str(SEEDS[0]) / run.PICTURE, PICTURE)
    text = "\n".join([heading("simulate"), *promises(years), "", *figures(years)]) + "\n"
    (RESULTS / "simulation.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def promises(years: Sequence[Reported]) -> list[str]:
    """Return the table of promises: the mean over the seeds against the bound, and each seed's figure."""
    lines = [
        f"| promise | mean of seeds {SEEDS[0]} to {SEEDS[-1]} | bound | | each seed |",
        "|---|--:|--:|---|---|",
    ]
    for each in zip(*(year.held.promises for year in years), strict=True):
        first, mean = each[0], fmean(one.measured for one in each)
        kept = mean >= first.bound if first.at_least else mean <= first.bound
        measured = f"{mean:g}" if first.bound == 0 else f"{mean:.1%}"
        seeds = ", ".join(report.said(first, one.measured) for one in each)
        verdict = "kept" if kept else "**broken**"
        lines.append(f"| {first.name} | {measured} | {report.bound(first)} | {verdict} | {seeds} |")
    seconds = [year.seconds for year in years]
    each_second = ", ".join(f"{one:.0f}" for one in seconds)
    lines.append(f"| seconds for the year | {fmean(seconds):.0f} | at most 600 | | {each_second} |")
    return lines


def figures(years: Sequence[Reported]) -> list[str]:
    """Return the figures of both policies, the mean over the seeds with the standard deviation."""
    lines = ["| figure | Counterpart | always the top match |", "|---|--:|--:|"]
    for name, value in FIGURES.items():
        ours, theirs = ([value(getattr(year.held, side)) for year in years] for side in ("ours", "baseline"))
        lines.append(f"| {name} | {spread(ours)} | {spread(theirs)} |")
    return lines


def spread(values: Sequence[float]) -> str:
    """Return mean and standard deviation."""
    digits = 3 if max(values) <= 1 else 1
    return f"{fmean(values):,.{digits}f} ± {stdev(values):.{digits}f}"


FIGURES = {
    "introductions": lambda it: it.introductions,
    "requests": lambda it: it.requests,
    "acceptance": lambda it: it.acceptance,
    "served share": lambda it: it.served_share,
    "unserved questions that had a match": lambda it: it.unserved,
    "hours to the introduction, median": lambda it: it.hours,
    "pairs introduced again in the year": lambda it: it.repeats,
    "pairs asked again within 90 days": lambda it: it.pairs_too_soon,
    "officials above capacity in any 30 days": lambda it: it.above_capacity_by_yes,
    "the same, counted when they were asked": lambda it: it.above_capacity,
    "carried by the busiest 1%": lambda it: it.busiest_1,
    "carried by the busiest 10%": lambda it: it.busiest_10,
    "Gini of load": lambda it: it.gini,
}


if __name__ == "__main__":
    main()
