"""`counterpart import FILE`: what the operator sees of an import, from reading to the last embedded text."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID
from sqlalchemy import Connection, Engine

from bot import entry_texts
from bot.embeddings import kept_as
from bot.importing.comparing import as_one
from bot.importing.mapping import NATIVE
from bot.library import Library
from bot.operator import import_preview
from bot.operator.operator_mistake import OperatorMistake
from bot.places.gazetteer import look_up
from bot.records import contribute, imported_pairs
from bot.records.contribute import (
    ChangedMeanwhile,
    Compared,
    Imported,
    Importer,
    NewTopic,
    Reading,
    RowsRejected,
)
from bot.records.imported_pairs import Write
from bot.settings import Settings, read
from bot.wiring import clock, configure_logging, is_served, load_library, serving_name, using_database
from matching.domain import EntryKind, NetworkId
from store import audit, audit_views, networks, to_compare, vectors
from store.audit import Act, watched
from store.audit_views_of_care import with_following

LISTED = 20  # places named in the summary; bad rows are named all
# Records that an import may write while a server runs on the same SQLite file, and can write nothing itself:
# they take 2.4 s, and Slack waits three seconds until what it delivers is stored.
MOST_BESIDE_A_SERVER = 2_000

Ask = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for."""

    file: Path
    mapping: Path | None = None
    encoding: str | None = None
    skip_invalid: bool = False
    preview: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """What an import would do, before anybody agreed to it."""

    reading: Reading
    compared: Sequence[Compared]
    topics: Sequence[NewTopic]

    @property
    def written(self) -> int:
        """How many records would be written."""
        return sum(each.change != "unchanged" for each in self.compared)

    @property
    def seen(self) -> int:
        """A number that stands for all of it."""
        return as_one(self.compared)


def ask_at_terminal(question: str) -> bool:
    """Return whether the operator says yes. Raises OperatorMistake where nobody can be asked."""
    if not sys.stdin.isatty():
        raise OperatorMistake(
            "Nothing was imported: there is no terminal to ask at. Look with --preview, import with --yes."
        )
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def run(
    order: Order, load: Callable[[Settings, Engine], Library] = load_library, ask: Ask = ask_at_terminal
) -> int:
    """Import the file if the operator agrees, and say what happened; if records change meanwhile, ask again.

    Return the exit status: 1 if rows were rejected, and therefore no row taken, or if the operator said no.
    Raises FileUnusable, SettingsWrong, DatabaseUnavailable, OperatorMistake or WeightsError, each a sentence
    for the operator.
    """
    settings = read()
    if settings.demonstration:
        raise OperatorMistake(
            "Nothing was imported: COUNTERPART_DEMO is set, and your records would stand among those of the "
            f"demonstration. Name the network they are for: counterpart --network {settings.network} import "
            "FILE. To try them in the demonstration, send the file in Slack with the word “import”."
        )
    configure_logging(settings.log_level, as_json=False)
    console = Console(highlight=False, soft_wrap=True)
    with console.status(f"Reading {order.file} ..."):
        field_map = contribute.read_map(order.mapping) if order.mapping else NATIVE
        reading = contribute.read(order.file, look_up, field_map, order.encoding or "utf-8")
    with using_database(settings) as engine:
        ahead = _told(console, engine, settings.network, reading)
        if order.preview:
            _tell_preview(console, ahead)
            return 1 if ahead.reading.bad and not order.skip_invalid else 0
        done = None
        while done is None:
            if not _agreed(console, settings, order, ahead, ask):
                return 1
            done = _imported(console, engine, settings.network, ahead, None if order.yes else ahead.seen)
            if done is None:
                ahead = _told(console, engine, settings.network, reading)
        imported, network_id = done
        if imported.new or imported.changed or _lacks_vectors(settings, engine, network_id):
            _embed(console, engine, load(settings, engine), network_id)
    _tell(console, imported, ahead.reading)
    return 0


def _told(console: Console, engine: Engine, network: str, reading: Reading) -> Ahead:
    """Return what the import would do, and say it."""
    ahead = _ahead(engine, network, reading)
    _tell_ahead(console, ahead)
    return ahead


def _ahead(engine: Engine, network: str, reading: Reading) -> Ahead:
    with engine.connect() as connection:
        network_id = networks.by_name(connection, network)
        reading, compared = contribute.compared(connection, network_id, reading)
        return Ahead(reading, compared, contribute.new_topics(connection, network_id, reading))


def _agreed(console: Console, settings: Settings, order: Order, ahead: Ahead, ask: Ask) -> bool:
    """Say whether the import can begin: no row is bad or bad ones are left out, and the operator says yes.

    Raises OperatorMistake where it would keep a server from writing for long.
    """
    try:
        contribute.accepted(ahead.reading, skip_invalid=order.skip_invalid)
    except RowsRejected as rejected:
        console.print(str(rejected), markup=False)
        return False
    if ahead.written > MOST_BESIDE_A_SERVER and is_served(settings.database_url):
        raise OperatorMistake(
            f"Counterpart is serving from this database, and could write nothing while {ahead.written:,} "
            f"records are imported. Stop it first, or import at most {MOST_BESIDE_A_SERVER:,} at once."
        )
    if order.yes or not ahead.written or ask(f"Import this into {settings.network}?"):
        return True
    console.print("Nothing was imported.")
    return False


def _imported(
    console: Console, engine: Engine, network: str, ahead: Ahead, seen: int | None
) -> tuple[Imported, NetworkId] | None:
    """Import the good rows; None, and nothing is imported, if that is not any more what the operator saw."""
    if ahead.reading.bad:
        rejected = contribute.write_rejected(ahead.reading)
        console.print(f"The rejected rows are in {rejected}.", markup=False)
    try:
        return _import(console, engine, network, ahead.reading, seen)
    except ChangedMeanwhile:
        console.print("Records have changed since, so nothing was imported. By now it would be:")
        return None


def _import(
    console: Console, engine: Engine, network: str, reading: Reading, seen: int | None
) -> tuple[Imported, NetworkId]:
    wanted = reading.good
    with _bar(console, "Importing", len(wanted)) as (progress, task), engine.begin() as connection:
        network_id = networks.ensure(connection, network)
        now, act = clock(), Act(network_id, audit.COMMAND_LINE, "record.import")
        of_records = audit_views.records(network_id, (each.draft.key for each in wanted))
        view = audit_views.together(audit_views.topics(network_id), with_following(network_id, of_records))
        importer = Importer(
            reading.source.path.name, None, seen, lambda done: progress.update(task, completed=done)
        )
        contribute.hold(connection, network_id, wanted)  # so that the trail has what the import does alone
        with watched(connection, act, view, now):
            imported = contribute.import_records(connection, network_id, wanted, now, importer)
        to_compare.remember(connection, network_id, imported.made)
    return imported, network_id


def _lacks_vectors(settings: Settings, engine: Engine, network_id: NetworkId) -> bool:
    """Return whether an earlier import ended before every text was embedded; asked without loading models."""
    with engine.connect() as connection:
        model = kept_as(serving_name(settings, connection), EntryKind.RECORD)
        entries = entry_texts.every(connection, network_id)
        hashes = {each.hash for each in entries if each.key.kind is EntryKind.RECORD}
        return vectors.count(connection, model, hashes) < len(hashes)


def _embed(console: Console, engine: Engine, library: Library, network_id: NetworkId) -> None:
    """Embed what has no vector yet, so that nobody's first question waits for it, and compare what is new."""
    with _bar(console, "Embedding", library.entries(network_id)) as (progress, task):
        library.embed_missing(network_id, lambda more: progress.advance(task, more))
    near = imported_pairs.work_off(engine, library, network_id, _writing(engine), clock)
    if near:
        console.print(f"{near} seem to say what another one says; staff find them with /curate duplicates.")


def _writing(engine: Engine) -> Write:
    def write(_name: str, function: Callable[[Connection], bool]) -> bool:
        with engine.begin() as connection:
            return function(connection)

    return write


def _tell_ahead(console: Console, ahead: Ahead) -> None:
    for each in ahead.reading.bad:
        console.print(f"line {each.row.line}: {each.reason}", markup=False)
    console.print(import_preview.counts(ahead.compared), markup=False)
    for line in import_preview.warnings(ahead.reading, ahead.compared, ahead.topics):
        console.print(line, markup=False)


def _tell_preview(console: Console, ahead: Ahead) -> None:
    for line in import_preview.lines(ahead.compared):
        console.print(line, markup=False)
    if ahead.reading.bad:
        console.print(f"{len(ahead.reading.bad)} rejected, for the reasons above.")
    _tell_unknown_places(console, ahead.reading)
    console.print("This was a preview: nothing was imported.")


def _tell(console: Console, imported: Imported, reading: Reading) -> None:
    done = f"{imported.new} new, {imported.changed} changed, {imported.unchanged} unchanged"
    console.print(f"Imported: {done}.")
    _tell_unknown_places(console, reading)


def _tell_unknown_places(console: Console, reading: Reading) -> None:
    if unknown := reading.places_without_figures:
        console.print(f"No population known for: {', '.join(unknown[:LISTED])}.", markup=False)


@contextmanager
def _bar(console: Console, label: str, total: int | None) -> Iterator[tuple[Progress, TaskID]]:
    with Progress(console=console) as progress:
        yield progress, progress.add_task(label, total=total)
