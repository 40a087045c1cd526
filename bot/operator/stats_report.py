"""`counterpart stats`: the figures of a network, or what it asks in vain, to read or as CSV."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

import typer

from bot.harmless import harmless
from bot.importing.tables import Values, write_csv
from bot.operator.served import network_of
from bot.questions.demand import Demand, demand
from bot.records.exporting import BYTE_ORDER_MARK
from bot.settings import read
from bot.stats import last_days
from bot.wiring import clock, serving_name, using_database
from store import metrics
from store.metrics import Figure, Span

# Stable: spreadsheets and scripts read them.
COLUMNS = ("figure", "value", "unit", "since", "until")
DEMAND_COLUMNS = ("name", "language", "questions", "governments", "records", "since", "until", "kinds")


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for: the last so many days, as a table for spreadsheets or to read."""

    days: int
    as_csv: bool = False
    demand: bool = False


def run(order: Order, output: IO[str] | None = None, now: datetime | None = None) -> None:
    """Write every figure of the network, or its demand, to standard output and up to now unless said.

    Raises OperatorMistake for a network that does not exist.
    """
    settings, span = read(), last_days(order.days, now or clock())
    with using_database(settings) as engine, engine.connect() as connection:
        name, network_id = network_of(connection, settings)
        if order.demand:
            model = serving_name(settings, connection)
            told = demand(connection, model, network_id, span.since, span.until)
            table = _Table(DEMAND_COLUMNS, _demand_rows(told), map(_demand_line, told))
        else:
            found = metrics.figures(connection, network_id, span)
            table = _Table(COLUMNS, _rows(found), map(_line, found))
    _write(output or sys.stdout, table, span, f"{name}, the last {order.days} days:", order)


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows under their columns, and the same as lines to read."""

    columns: tuple[str, ...]
    rows: Iterator[Values]
    lines: Iterator[str]


def _write(file: IO[str], table: _Table, span: Span, title: str, order: Order) -> None:
    if order.as_csv:
        moments = {"since": span.since, "until": span.until}
        ends = {name: moment.isoformat(timespec="seconds") for name, moment in moments.items()}
        file.write(BYTE_ORDER_MARK)
        write_csv(file, table.columns, ({**row, **ends} for row in table.rows))
        return
    typer.echo(title, file=file)
    for line in table.lines:
        typer.echo(f"  {line}", file=file)


def _rows(found: Iterable[Figure]) -> Iterator[Values]:
    for each in found:
        yield {"figure": each.name, "value": each.value, "unit": each.unit}


def _demand_rows(told: Iterable[Demand]) -> Iterator[Values]:
    for each in told:
        numbers = {"questions": each.questions, "governments": each.governments, "records": each.records}
        yield {"name": each.told_as, "language": each.language, **numbers, "kinds": _kinds(each)}


def _line(figure: Figure) -> str:
    return f"{figure.name:28} {_written(figure):>10}  {figure.unit}"


def _demand_line(each: Demand) -> str:
    name = harmless(each.told_as) or "(asked in private)"
    kinds = f" ({_kinds(each)})" if each.asked_by else ""
    return (
        f"{each.governments:4} governments{kinds}, {each.questions:4} questions, {each.records:3} records: "
        f"{name}"
    )


def _kinds(each: Demand) -> str:
    """Return how many governments of which kinds asked, as in "4 city small; 3 county"."""
    return "; ".join(
        " ".join(filter(None, (str(kind.governments), kind.kind, kind.size))) for kind in each.asked_by
    )


def _written(figure: Figure) -> str:
    return "-" if figure.value is None else f"{figure.value:,.10g}"
