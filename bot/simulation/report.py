"""A year's figures as a table, or as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

from rich import box
from rich.console import Console
from rich.table import Table

from bot.simulation import laws
from bot.simulation.figures import Figures
from bot.simulation.laws import Size
from bot.simulation.promises import Held, Promise, on_the_mean

WIDTH, WIDE = 100, 130
SECONDS = 600  # issue 4's bound for a year of 500 jurisdictions and 20,000 questions on two cores


@dataclass(frozen=True, slots=True)
class Reported:
    """What a run tells: its size, the two policies with the promises, and how long the year took."""

    size: Size
    held: Held
    seconds: float


SHOWN: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("questions", lambda it: f"{it.questions:,}"),
    ("questions with a match", lambda it: f"{it.matched:,}"),
    ("requests to peers", lambda it: f"{it.requests:,}"),
    ("introductions", lambda it: f"{it.introductions:,}"),
    ("acceptance", lambda it: f"{it.acceptance:.1%}"),
    ("served questions, of all", lambda it: f"{it.served_share:.1%}"),
    ("unserved questions that had a match", lambda it: f"{it.unserved:,}"),
    ("hours to the introduction, median", lambda it: f"{it.hours:.1f}"),
    ("pairs introduced again in the year", lambda it: f"{it.repeats:,}"),
    ("pairs asked again within 90 days", lambda it: f"{it.pairs_too_soon:,}"),
    ("officials above capacity in any 30 days", lambda it: f"{it.above_capacity_by_yes:,}"),
    ("the same, counted when they were asked", lambda it: f"{it.above_capacity:,}"),
    ("officials whose records matched", lambda it: f"{len(it.loads):,}"),
    ("carried by the busiest 1% of them", lambda it: f"{it.busiest_1:.1%}"),
    ("carried by the busiest 10%", lambda it: f"{it.busiest_10:.1%}"),
    ("Gini of their load", lambda it: f"{it.gini:.3f}"),
)


def laws_text(size: Size) -> str:
    """Return the world's laws, a line each."""
    return "\n".join(["The world", *(f"- {each}" for each in laws.sentences(size))])


def table(reported: Reported) -> str:
    """Return the two policies side by side, and the promises below them."""
    held = reported.held
    figures = _table("", "Counterpart", "always the top match")
    for name, shown in SHOWN:
        figures.add_row(name, shown(held.ours), shown(held.baseline))
    promises = _table("promise", "measured", "bound", "")
    for each in held.promises:
        promises.add_row(each.name, said(each, each.measured), bound(each), _verdict(each, alone=True))
    promises.add_row(*_took(reported.seconds))
    console = Console(width=WIDTH, highlight=False, color_system=None)
    with console.capture() as captured:
        console.print(figures)
        console.print(promises)
    return _plain(captured.get())


def table_of_means(years: Sequence[Reported]) -> str:
    """Return the promises as they are made: for the mean of the seeds, with each seed's figure."""
    promises = _table("promise", "mean", "bound", "", "each seed")
    for number, each in enumerate(on_the_mean([year.held for year in years])):
        seeds = ", ".join(said(each, year.held.promises[number].measured) for year in years)
        promises.add_row(each.name, said(each, each.measured), bound(each), _verdict(each), seeds)
    took = ", ".join(f"{year.seconds:.0f}" for year in years)
    promises.add_row(*_took(fmean(year.seconds for year in years)), took)
    console = Console(width=WIDE, highlight=False, color_system=None)
    with console.capture() as captured:
        console.print(promises)
    return _plain(captured.get())


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())


def _verdict(promise: Promise, *, alone: bool = False) -> str:
    if alone and not promise.each_year:
        return "one seed"
    return "kept" if promise.kept else "BROKEN"


def _took(seconds: float) -> tuple[str, str, str, str]:
    """Return the row with how long a year took, which depends on the machine and decides nothing."""
    verdict = "kept" if seconds <= SECONDS else "over"
    return "seconds for the year", f"{seconds:.0f}", f"at most {SECONDS}", verdict


def json_text(years: Sequence[Reported]) -> str:
    """Return everything as JSON; shares are fractions. Several years come with the promises on their mean."""
    if len(years) == 1:
        return json.dumps(_year(years[0]), indent=2)
    promises = on_the_mean([year.held for year in years])
    everything = {"promises": _promises(promises), "years": [_year(each) for each in years]}
    return json.dumps(everything, indent=2)


def _year(reported: Reported) -> dict[str, object]:
    held = reported.held
    return {
        "size": asdict(reported.size),
        "laws": laws.sentences(reported.size),
        "policies": {"counterpart": _as_json(held.ours), "top_match": _as_json(held.baseline)},
        "promises": _promises(held.promises),
        "seconds": round(reported.seconds, 1),
        "seconds_at_most": SECONDS,
    }


def _promises(promises: Sequence[Promise]) -> list[dict[str, object]]:
    return [
        {"name": each.name, "measured": each.measured, "bound": each.bound, "kept": each.kept}
        for each in promises
    ]


def said(promise: Promise, figure: float) -> str:
    """Return a promise's figure as it is read: a number, or a share in per cent."""
    return f"{figure:g}" if promise.bound == 0 else f"{figure:.1%}"


def bound(promise: Promise) -> str:
    """Return the bound with its side."""
    return f"{'at least' if promise.at_least else 'at most'} {said(promise, promise.bound)}"


def _as_json(figures: Figures) -> dict[str, object]:
    shares = {"served_share": figures.served_share, "unserved": figures.unserved}
    return {**asdict(figures), **shares, "loads": list(figures.loads)}


def _table(*headings: str) -> Table:
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings):
        made.add_column(heading, justify="left" if number == 0 else "right")
    return made
