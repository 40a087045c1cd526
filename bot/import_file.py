"""`counterpart import FILE`: what the operator sees of an import, from reading to the last embedded text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID
from sqlalchemy import Engine

from bot import contribute
from bot.contribute import Imported, Reading, RowsRejected
from bot.gazetteer import look_up
from bot.importing.mapping import NATIVE
from bot.library import Library
from bot.settings import Settings, read
from bot.wiring import clock, configure_logging, load_library, open_database
from matching.domain import NetworkId
from store import audit, audit_views, networks
from store.audit import Act, watched

LISTED = 20  # places and columns named in the summary; bad rows are named all


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for."""

    file: Path
    mapping: Path | None = None
    encoding: str | None = None
    skip_invalid: bool = False


def run(order: Order, load: Callable[[Settings, Engine], Library] = load_library) -> int:
    """Import the file and say what happened; return the exit status, 1 if none was taken.

    Raises FileUnusable, SettingsWrong, DatabaseUnavailable or WeightsError, each a sentence for the operator.
    """
    settings = read()
    configure_logging(settings.log_level, as_json=False)
    console = Console(highlight=False, soft_wrap=True)
    with console.status(f"Reading {order.file} ..."):
        field_map = contribute.read_map(order.mapping) if order.mapping else NATIVE
        reading = contribute.read(order.file, look_up, field_map, order.encoding or "utf-8")
    _tell_bad_rows(console, reading)
    try:
        wanted = contribute.accepted(reading, skip_invalid=order.skip_invalid)
    except RowsRejected as rejected:
        console.print(str(rejected), markup=False)
        return 1
    if reading.bad:
        console.print(f"The rejected rows are in {contribute.write_rejected(reading)}.", markup=False)
    engine = open_database(settings)
    with _bar(console, "Importing", len(wanted)) as (progress, task), engine.begin() as connection:
        network_id = networks.ensure(connection, settings.network)
        now, act = clock(), Act(network_id, audit.COMMAND_LINE, "record.import")
        view = audit_views.together(
            audit_views.topics(network_id),
            audit_views.records(network_id, (each.draft.key for each in wanted)),
        )
        with watched(connection, act, view, now):
            imported = contribute.import_records(
                connection, network_id, wanted, now, lambda done: progress.update(task, completed=done)
            )
    if imported.new or imported.changed:
        _embed(console, load(settings, engine), network_id)
    engine.dispose()
    _tell(console, imported, reading)
    return 0


def _embed(console: Console, library: Library, network_id: NetworkId) -> None:
    """Embed what has no vector yet, so that nobody's first question waits for it."""
    with _bar(console, "Embedding", library.entries(network_id)) as (progress, task):
        library.embed_missing(network_id, lambda more: progress.advance(task, more))


def _tell_bad_rows(console: Console, reading: Reading) -> None:
    for each in reading.bad:
        console.print(f"line {each.row.line}: {each.reason}", markup=False)


def _tell(console: Console, imported: Imported, reading: Reading) -> None:
    console.print(f"{imported.new} new, {imported.changed} changed, {imported.unchanged} unchanged.")
    if imported.new_topics:
        console.print(f"New topics: {', '.join(imported.new_topics)}.", markup=False)
    if unknown := reading.places_without_figures:
        console.print(f"No population known for: {', '.join(unknown[:LISTED])}.", markup=False)
    if reading.unused:
        console.print(f"Columns not used: {', '.join(reading.unused[:LISTED])}.", markup=False)


@contextmanager
def _bar(console: Console, label: str, total: int | None) -> Iterator[tuple[Progress, TaskID]]:
    with Progress(console=console) as progress:
        yield progress, progress.add_task(label, total=total)
