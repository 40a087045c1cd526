"""`counterpart stats`: the figures of a network at the terminal, or as CSV for whoever reports them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import typer

from bot.exporting import BYTE_ORDER_MARK
from bot.importing.tables import Values, write_csv
from bot.operator_mistake import OperatorMistake
from bot.settings import read
from bot.stats import last_days
from bot.wiring import clock, using_database
from store import metrics, networks
from store.metrics import Figure, Span

COLUMNS = ("figure", "value", "unit", "since", "until")  # stable: spreadsheets and scripts read them


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for: the last so many days, as a table for spreadsheets or to read."""

    days: int
    as_csv: bool = False


def run(order: Order, output: IO[str] | None = None) -> None:
    """Write every figure of the network, to standard output unless another is given.

    Raises OperatorMistake for a network that does not exist.
    """
    settings, span = read(), last_days(order.days, clock())
    with using_database(settings) as engine, engine.connect() as connection:
        network_id = networks.by_name(connection, settings.network)
        if network_id is None:
            raise OperatorMistake(f"There is no network {settings.network}; is COUNTERPART_NETWORK right?")
        found = metrics.figures(connection, network_id, span)
    file = output or sys.stdout
    if order.as_csv:
        file.write(BYTE_ORDER_MARK)
        write_csv(file, COLUMNS, _rows(found, span))
        return
    typer.echo(f"{settings.network}, the last {order.days} days:", file=file)
    for each in found:
        typer.echo(f"  {each.name:28} {_written(each):>10}  {each.unit}", file=file)


def _rows(found: tuple[Figure, ...], span: Span) -> Iterator[Values]:
    for each in found:
        yield {
            "figure": each.name,
            "value": each.value,
            "unit": each.unit,
            "since": span.since.isoformat(timespec="seconds"),
            "until": span.until.isoformat(timespec="seconds"),
        }


def _written(figure: Figure) -> str:
    return "-" if figure.value is None else f"{figure.value:,.10g}"
