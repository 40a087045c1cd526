"""`counterpart simulate`: a year is played, its journal written, and every promise held against it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import typer

from bot.settings import read as read_settings
from bot.simulation import baseline, journal, picture, playing, report
from bot.simulation.laws import Size
from bot.simulation.promises import hold
from bot.simulation.report import Reported
from matching import embedder
from matching.embedded import Embedder

KEPT, BROKEN = 0, 1
JOURNAL, TOP_MATCH, PICTURE = "journal.jsonl", "top-match.jsonl", "load.png"


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for; `out` is the folder for the two journals and the picture."""

    size: Size
    out: Path
    as_json: bool = False


def run(order: Order, load: Callable[[str], Embedder] = embedder.load) -> int:
    """Play the year, write its files and print the figures; return the exit status, 1 for a broken promise.

    Raises OperatorMistake, SettingsWrong or WeightsError.
    """
    typer.echo(report.laws_text(order.size), err=order.as_json)
    typer.echo("Loading the embedding model ...", err=True)
    loaded = load(read_settings().model)
    return tell(simulated(order, loaded), as_json=order.as_json)


def tell(reported: Reported, *, as_json: bool) -> int:
    """Print the figures, and on standard error each promise that is broken; return the exit status."""
    typer.echo(report.json_text(reported) if as_json else report.table(reported))
    for each in reported.held.broken:
        typer.echo(
            f"Broken: {each.name} ({report.said(each, each.measured)}, {report.bound(each)}).", err=True
        )
    return BROKEN if reported.held.broken else KEPT


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
