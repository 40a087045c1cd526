"""The simulated year for five seeds, its promises on the mean: `python -m benchmarks.simulate`.

Takes about ten minutes a seed. Processor time is that of both processes together, without what the
machine does besides. The journals stay in var/simulation, the picture of the first seed is kept.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev

from benchmarks.report import RESULTS, heading
from bot.simulation import report, run
from bot.simulation.laws import Size
from bot.simulation.promises import on_the_mean
from bot.simulation.report import Reported
from matching import embedder

SEEDS = (1, 2, 3, 4, 5)
FOLDER = Path("var", "simulation")
PICTURE = Path("docs", "simulation.png")


def main() -> None:
    """Play the years, print the table and keep it."""
    loaded = embedder.load()
    years, processor = [], []
    for seed in SEEDS:
        before = sum(os.times()[:4])
        years.append(run.simulated(run.Order(Size(seed), FOLDER / str(seed)), loaded))
        processor.append(sum(os.times()[:4]) - before)
        sys.stderr.write(f"{report.table(years[-1])}\nProcessor time: {processor[-1]:.0f} s\n")
    shutil.copyfile(FOLDER / str(SEEDS[0]) / run.PICTURE, PICTURE)
    tables = [*promises(years), *seconds(years, processor), "", *figures(years)]
    text = "\n".join([heading("simulate"), *tables]) + "\n"
    (RESULTS / "simulation.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def promises(years: Sequence[Reported]) -> list[str]:
    """Return the table of promises: the mean over the seeds against the bound, and each seed's figure."""
    lines = [
        f"| promise | mean of seeds {SEEDS[0]} to {SEEDS[-1]} | bound | | each seed |",
        "|---|--:|--:|---|---|",
    ]
    for number, mean in enumerate(on_the_mean([year.held for year in years])):
        seeds = ", ".join(report.said(mean, year.held.promises[number].measured) for year in years)
        verdict, bound = "kept" if mean.kept else "**broken**", report.bound(mean)
        lines.append(f"| {mean.name} | {report.said(mean, mean.measured)} | {bound} | {verdict} | {seeds} |")
    return lines


def seconds(years: Sequence[Reported], processor: Sequence[float]) -> list[str]:
    """Return the rows that say how long a year took: on the clock, and of both processes' processor time."""
    rows = {
        "seconds for the year | {:.0f} | at most 600": [year.seconds for year in years],
        "processor seconds, both policies | {:.0f} | at most 1,200": processor,
    }
    return [
        f"| {what.format(fmean(each))} | | {', '.join(f'{one:.0f}' for one in each)} |"
        for what, each in rows.items()
    ]


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
