"""Practice records of a file become records of a network: read and checked first, then written together."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from bot.importing.checking import Contribution, LookUp, Unfit, contribution
from bot.importing.comparing import Compared, compare
from bot.importing.mapping import NATIVE, FieldMap, columns_missing, read_map
from bot.importing.problems import FileUnusable
from bot.importing.rejected import BadRow, write
from bot.importing.source import REJECTED_COLUMNS, Source, open_source
from bot.importing.words import shown
from matching.domain import Jurisdiction, NetworkId, Office
from store import networks, places, record_changes
from store.places import JurisdictionDraft

__all__ = [
    "BadRow",
    "Compared",
    "Contribution",
    "FileUnusable",
    "Imported",
    "Reading",
    "RowsRejected",
    "accepted",
    "compare",
    "import_records",
    "judged",
    "open_source",
    "read",
    "read_map",
    "write_rejected",
]


MOST_TITLE_ROWS = 10  # above the names of the columns, where people put a title and a date


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: rows that can be imported, rows that cannot, and columns that nobody asked for."""

    source: Source
    good: tuple[Contribution, ...]
    bad: tuple[BadRow, ...]
    unused: tuple[str, ...]

    @property
    def places_without_figures(self) -> tuple[str, ...]:
        """The places of offices whose population nobody knew, once each."""
        unknown = (each.place for each in self.good if each.office and each.place)
        return tuple(dict.fromkeys(place.name for place in unknown if place.population is None))


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: numbers of records, and topics that the network's list did not have before."""

    new: int
    changed: int
    unchanged: int
    new_topics: tuple[str, ...]


class RowsRejected(Exception):
    """Some rows cannot be imported, so none was; `bad` holds them with their reasons."""

    def __init__(self, bad: Sequence[BadRow], total: int) -> None:
        rows = "1 row" if len(bad) == 1 else f"{len(bad)} rows"
        super().__init__(
            f"{rows} of {total} cannot be imported, so nothing was. "
            "Correct them, or import the others with --skip-invalid."
        )
        self.bad = tuple(bad)


def read(path: Path, look_up: LookUp, field_map: FieldMap = NATIVE, encoding: str = "utf-8") -> Reading:
    """Return what the file holds; places with an office get the figures that `look_up` (bot.gazetteer) has.

    Looking up can take seconds, so this belongs before the transaction that imports. Raises FileUnusable, a
    sentence with what to do, when the file as a whole cannot be used; a bad row never raises.
    """
    return judged(open_source(path, encoding), look_up, field_map)


def judged(source: Source, look_up: LookUp, field_map: FieldMap = NATIVE) -> Reading:
    """Return what the rows of an open file hold, as `read` does. Raises FileUnusable as `read` does."""
    missing = columns_missing(field_map, source.columns)
    if missing and source.columns:
        raise FileUnusable(_no_column(source, field_map, missing[0]))
    good, bad = _sorted(source, field_map, look_up)
    used = field_map.used.union(REJECTED_COLUMNS)
    return Reading(source, good, bad, tuple(column for column in source.columns if column not in used))


def _no_column(source: Source, field_map: FieldMap, missing: str) -> str:
    found = ", ".join(shown(column) for column in source.columns[:50])
    sentence = f"{source.path} has no column {shown(missing)}. Its columns are {found}."
    for row in source.rows[:MOST_TITLE_ROWS]:
        cells = (cell.strip('" ') for cell in re.split(r"[,;\t\r\n]", row.text))
        if not columns_missing(field_map, cells):
            return f"{sentence} Line {row.line} seems to name the columns: delete what stands above it."
    return sentence


def accepted(reading: Reading, *, skip_invalid: bool) -> tuple[Contribution, ...]:
    """Return what to import: all rows or, where that is wanted, the good ones. Raises RowsRejected."""
    if reading.bad and not skip_invalid:
        raise RowsRejected(reading.bad, len(reading.source.rows))
    return reading.good


def write_rejected(reading: Reading) -> Path:
    """Write the bad rows with their reasons beside the file and return where; corrected, it can be imported.

    Raises FileUnusable if the file cannot be written.
    """
    return write(reading.source, reading.bad)


def import_records(
    connection: Connection,
    network_id: NetworkId,
    contributions: Sequence[Contribution],
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> Imported:
    """Publish the contributions in the network, with the offices and topics they name.

    Importing the same ones again writes nothing of them. Of two imports into one network the second waits for
    the first, and finds its records. `progress` hears after each record how many are done.
    """
    networks.hold(connection, network_id)
    wanted = {topic for each in contributions for topic in each.draft.topics}
    new_topics = sorted(wanted.difference(networks.topics(connection, network_id)))
    networks.ensure_topics(connection, network_id, new_topics)
    changes: Counter[str] = Counter()
    offices = _offices(connection, network_id)
    for done, each in enumerate(compare(connection, network_id, contributions), start=1):
        office = offices(each.contribution)
        if each.change != "unchanged":
            draft = replace(each.contribution.draft, office_id=office.id if office else None)
            record_changes.save(connection, network_id, draft, now)
        changes[each.change] += 1
        progress(done)
    return Imported(changes["new"], changes["changed"], changes["unchanged"], tuple(new_topics))


def _offices(connection: Connection, network_id: NetworkId) -> Callable[[Contribution], Office | None]:
    """Return what gives a contribution its office, made with its place if the network lacks them.

    Also an unchanged record's place may have figures now that it had not before.
    """

    @cache
    def jurisdiction(place: JurisdictionDraft) -> Jurisdiction:
        return places.ensure_jurisdiction(connection, network_id, place)

    @cache
    def office(place: JurisdictionDraft, name: str) -> Office:
        return places.ensure_office(connection, network_id, jurisdiction(place), name)

    return lambda each: office(each.place, each.office) if each.office and each.place else None


def _sorted(
    source: Source, field_map: FieldMap, look_up: LookUp
) -> tuple[tuple[Contribution, ...], tuple[BadRow, ...]]:
    good, bad = [], []
    lines: dict[str, int] = {}
    for row in source.rows:
        try:
            each = contribution(row, field_map, look_up)
            first = lines.setdefault(each.draft.key, row.line)
            if first != row.line:
                raise Unfit(
                    f"{field_map.label('id')}: {shown(each.draft.key)} is already used in line {first}"
                )
        except Unfit as reason:
            bad.append(BadRow(row, str(reason)))
        else:
            good.append(each)
    return tuple(good), tuple(bad)
