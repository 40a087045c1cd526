"""`counterpart simulate`: years are played, their journals written, and every promise held against them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import typer

from bot.operator.operator_mistake import OperatorMistake
from bot.settings import read as read_settings
from bot.simulation import baseline, journal, picture, playing, report
from bot.simulation.laws import Size
from bot.simulation.promises import Promise, hold, on_the_mean
from bot.simulation.report import Reported
from matching import embedder
from matching.embedded import Embedder

KEPT, BROKEN = 0, 1
JOURNAL, TOP_MATCH, PICTURE = "journal.jsonl", "top-match.jsonl", "load.png"
MOST_SEEDS = 100  # a day of computing and no better a mean; more is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for; `out` is the folder for the two journals and the picture."""

    size: Size
    out: Path
    as_json: bool = False


def seeds_of(text: str) -> tuple[int, ...]:
    """Return the seeds of "1-5" or "1,3". Raises OperatorMistake."""
    found: dict[int, None] = {}
    for part in text.split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        last = last if dash else first
        if not (first.isdecimal() and last.isdecimal() and 0 <= int(last) - int(first) < MOST_SEEDS):
            raise OperatorMistake(f"{text} names no seeds. Type a range such as 1-5, or 1,3,5.")
        found |= dict.fromkeys(range(int(first), int(last) + 1))
    return tuple(found)


def run(order: Order, load: Callable[[str], Embedder] = embedder.load) -> int:
    """Play the year, write its files and print the figures; return the exit status, 1 for a broken promise.

    Raises OperatorMistake, SettingsWrong or WeightsError.
    """
    return run_all([order], load)


def run_several(order: Order, seeds: Iterable[int], load: Callable[[str], Embedder] = embedder.load) -> int:
    """Play a year of each seed, each into a folder of its own, and judge the promises on their mean.

    Raises as `run` does.
    """
    sizes = (replace(order.size, seed=each) for each in seeds)
    return run_all([replace(order, size=size, out=order.out / str(size.seed)) for size in sizes], load)


def run_all(orders: Sequence[Order], load: Callable[[str], Embedder]) -> int:
    """Play the years and print their figures; return the exit status."""
    as_json = orders[0].as_json
    typer.echo(report.laws_text(orders[0].size), err=as_json)
    typer.echo("Loading the embedding model ...", err=True)
    loaded = load(read_settings().model)
    years = []
    for order in orders:
        years.append(simulated(order, loaded))
        if len(orders) > 1 and not as_json:
            typer.echo(f"Seed {order.size.seed}\n{report.table(years[-1])}")
    return tell(years, as_json=as_json)


def tell(years: Sequence[Reported], *, as_json: bool) -> int:
    """Print the figures, and on standard error each promise that is broken; return the exit status.

    Of one year only what holds in every year is judged: the others are promises for a mean.
    """
    if as_json:
        typer.echo(report.json_text(years))
    else:
        typer.echo(report.table(years[0]) if len(years) == 1 else report.table_of_means(years))
    broken = _broken(years)
    for each in broken:
        typer.echo(
            f"Broken: {each.name} ({report.said(each, each.measured)}, {report.bound(each)}).", err=True
        )
    return BROKEN if broken else KEPT


def _broken(years: Sequence[Reported]) -> tuple[Promise, ...]:
    if len(years) == 1:
        return years[0].held.broken
    return tuple(each for each in on_the_mean([year.held for year in years]) if not each.kept)


def simulated(order: Order, loaded: Embedder) -> Reported:
    """Return the year's figures after its two journals and the picture are written."""
    started = perf_counter()
    rows = playing.play(order.size, loaded)
    seconds = perf_counter() - started
    by_top_match = baseline.play(rows, order.size.seed)
    order.out.mkdir(parents=True, exist_ok=True)
    journal.write(order.out / JOURNAL, rows)
    journal.write(order.out / TOP_MATCH, by_top_match)
    held = hold(rows, by_top_match)
    picture.draw(order.out / PICTURE, order.size, held)
    return Reported(order.size, held, seconds)
