"""`counterpart export FILE`: the published records of a network as a file that an import takes back."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from bot.importing.problems import FileUnusable
from bot.importing.tables import Values
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.served import network_of
from bot.records import chat_export, exporting
from bot.records.exporting import Format
from bot.settings import read
from bot.wiring import clock, configure_logging, using_database
from matching.domain import NetworkId
from store import audit


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for; without a file, standard output is meant."""

    file: Path | None
    format: Format
    overwrite: bool = False


def format_of(name: str | None, file: Path | None) -> Format:
    """Return the format of this name or, if none is given, of the file's ending. Raises OperatorMistake."""
    said = name or (file.suffix.removeprefix(".") if file else "")
    if said.lower() in list(Format):
        return Format(said.lower())
    raise OperatorMistake(f"Say in which format: {', '.join(f'--format {each}' for each in Format)}.")


def run(order: Order, output: IO[bytes] | None = None) -> str:
    """Write every published record and return a sentence that says so; the audit trail keeps it.

    `output` stands for standard output. A file is there whole or not at all, and one that exists is kept
    unless the order says otherwise. Raises OperatorMistake, FileUnusable, SettingsWrong or
    DatabaseUnavailable, each a sentence for the operator.
    """
    if order.file and order.file.exists() and not order.overwrite:
        raise OperatorMistake(
            f"{order.file} exists already. Name another file, or write over it: --overwrite."
        )
    settings = read()
    configure_logging(settings.log_level, as_json=False)
    with using_database(settings) as engine:
        with engine.connect() as connection:
            name, network_id = network_of(connection, settings)
        rows = _Counted(_rows(engine, network_id))
        if order.file:
            _write_file(order.file, lambda file: exporting.write(file, order.format, rows))
        else:
            exporting.write(output or sys.stdout.buffer, order.format, rows)
        with engine.begin() as connection:
            taken = (order.format, rows.count)
            chat_export.note(connection, network_id, audit.COMMAND_LINE, taken, clock())
    records = "1 record" if rows.count == 1 else f"{rows.count:,} records"
    return f"Wrote {records} of {name} to {order.file or 'standard output'}."


class _Counted:
    """Rows that are counted while they are read."""

    def __init__(self, rows: Iterator[Values]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Values]:
        for row in self._rows:
            self.count += 1
            yield row


def _rows(engine: Engine, network_id: NetworkId) -> Iterator[Values]:
    """Give the network's records as rows."""
    with engine.connect() as connection:
        yield from exporting.rows(connection, network_id)


def _write_file(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write beside the path and put the whole file in its place. Raises FileUnusable."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            write(file)
        unfinished.replace(path)
    except OSError as failure:
        raise FileUnusable(f"{path} cannot be written: {failure.strerror}.") from failure
    finally:
        unfinished.unlink(missing_ok=True)
