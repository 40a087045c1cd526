"""Practice records of a file become records of a network: read and checked first, then written together."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from bot.importing import fields, second_header
from bot.importing import new_topics as topics_of_files
from bot.importing.checking import Contribution, LookUp, Unfit, contribution
from bot.importing.comparing import Compared, as_one, compare, refused
from bot.importing.mapping import NATIVE, FieldMap, columns_missing, map_of, read_map
from bot.importing.new_topics import NewTopic
from bot.importing.problems import FileUnusable, TooManyRows
from bot.importing.rejected import BadRow, write
from bot.importing.source import REJECTED_COLUMNS, Source, open_source
from bot.importing.words import shown
from bot.records import imported_drafts, run_out
from matching.domain import Jurisdiction, NetworkId, Office, OfficialId, RecordId
from store import networks, places, provenance, record_changes, records
from store.places import JurisdictionDraft
from store.provenance import Statement
from store.record_values import RecordDraft
from store.revisions import Change

__all__ = [
    "BadRow",
    "ChangedMeanwhile",
    "Compared",
    "Contribution",
    "FileUnusable",
    "Imported",
    "Importer",
    "NewTopic",
    "Reading",
    "RowsRejected",
    "TooManyRows",
    "accepted",
    "compared",
    "hold",
    "import_records",
    "judged",
    "map_of",
    "new_topics",
    "open_source",
    "read",
    "read_map",
    "write_rejected",
]


MOST_TITLE_ROWS = 10  # above the names of the columns, where people put a title and a date
ROLE = "import"  # in which somebody says the parts of a record that a file of theirs changes


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: rows that can be imported, rows that cannot, and columns that nobody asked for.

    `doubtful` is the line of a row that may name the columns once more, 0 for none.
    """

    source: Source
    good: tuple[Contribution, ...]
    bad: tuple[BadRow, ...]
    unused: tuple[str, ...]
    doubtful: int = 0

    @property
    def places_without_figures(self) -> tuple[str, ...]:
        """The places of offices whose population nobody knew, once each."""
        unknown = (each.place for each in self.good if each.office and each.place)
        return tuple(dict.fromkeys(place.name for place in unknown if place.population is None))

    @property
    def says_nothing(self) -> bool:
        """Whether no row says what the problem was, what was done, or what came of it."""
        drafts = [each.draft for each in self.good]
        return bool(drafts) and not any(each.problem or each.action or each.outcome for each in drafts)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: numbers of records, and topics that the network's list did not have before.

    `made` are the new records.
    """

    new: int
    changed: int
    unchanged: int
    new_topics: tuple[str, ...]
    made: tuple[RecordId, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Importer:
    """Whose import it is, None for an operator's, and of which file.

    `progress` hears after each record how many are done. `seen` is what they agreed to (`as_one`), None where
    nobody was asked.
    """

    file: str = ""
    official_id: OfficialId | None = None
    seen: int | None = None
    progress: Callable[[int], None] = lambda done: None


class ChangedMeanwhile(Exception):
    """An import would do something else by now than whoever agreed to it was shown, so it did nothing."""


OPERATOR = Importer()


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
    """Return what the file holds; places with an office get the figures that `look_up` (a gazetteer) has.

    Looking up can take seconds, so this belongs before the transaction that imports. Raises FileUnusable, a
    sentence with what to do, when the file as a whole cannot be used; a bad row never raises.
    """
    return judged(open_source(path, encoding), look_up, field_map)


def judged(source: Source, look_up: LookUp, field_map: FieldMap = NATIVE) -> Reading:
    """Return what the rows of an open file hold, as `read` does. Raises FileUnusable as `read` does."""
    missing = columns_missing(field_map, source.columns)
    if missing and source.columns:
        raise FileUnusable(_no_column(source, field_map, missing[0]))
    marked = second_header.marked(source)
    good, bad = _sorted(marked.source, field_map, look_up)
    used = field_map.used.union(REJECTED_COLUMNS)
    unused = tuple(column for column in source.columns if column not in used)
    doubtful = marked.doubtful if any(each.line == marked.doubtful for each in good) else 0
    return Reading(marked.source, good, bad, unused, doubtful)


def _no_column(source: Source, field_map: FieldMap, missing: str) -> str:
    found = ", ".join(shown(column) for column in source.columns[:50])
    sentence = f"{source.path} has no column {shown(missing)}. Its columns are {found}."
    for row in source.rows[:MOST_TITLE_ROWS]:
        cells = (cell.strip('" ') for cell in re.split(r"[,;\t\r\n]", row.text))
        if not columns_missing(field_map, cells):
            return f"{sentence} Line {row.line} seems to name the columns: delete what stands above it."
    return sentence


def compared(
    connection: Connection, network_id: NetworkId | None, reading: Reading
) -> tuple[Reading, tuple[Compared, ...]]:
    """Return what importing each good row would do; one that does not go with its record is a bad one now.

    Without a network, as before the first import, every record is new.
    """
    if network_id is None:
        return reading, tuple(Compared(each, "new") for each in reading.good)
    found = tuple(compare(connection, network_id, reading.good))
    reasons = {each.contribution.line: reason for each in found if (reason := refused(each))}
    if not reasons:
        return reading, found
    late = [BadRow(row, reasons[row.line]) for row in reading.source.rows if row.line in reasons]
    kept = replace(
        reading,
        good=tuple(each for each in reading.good if each.line not in reasons),
        bad=tuple(sorted((*reading.bad, *late), key=lambda each: each.line)),
    )
    return kept, tuple(each for each in found if each.contribution.line not in reasons)


def new_topics(
    connection: Connection, network_id: NetworkId | None, reading: Reading
) -> tuple[NewTopic, ...]:
    """Return the topics that importing the good rows would add to the network's list."""
    known = networks.topics(connection, network_id) if network_id is not None else ()
    return topics_of_files.new_topics((topic for each in reading.good for topic in each.draft.topics), known)


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


def hold(connection: Connection, network_id: NetworkId, contributions: Iterable[Contribution]) -> None:
    """Keep the records of these rows, and all imports of the network, to this transaction until it ends."""
    networks.hold(connection, network_id)
    records.hold(connection, network_id, (each.draft.key for each in contributions))


def import_records(
    connection: Connection,
    network_id: NetworkId,
    contributions: Sequence[Contribution],
    now: datetime,
    importer: Importer = OPERATOR,
) -> Imported:
    """Publish the contributions in the network, with the offices and topics they name.

    Importing the same ones again writes nothing of them. Of two imports into one network the second waits for
    the first, and finds its records; who edits one of them meanwhile waits too, and then finds it changed.
    Raises FileUnusable where a record was changed after its row was exported, which `compared` tells before,
    and ChangedMeanwhile.
    """
    hold(connection, network_id, contributions)
    found = tuple(compare(connection, network_id, contributions))
    if importer.seen not in (None, as_one(found)):
        raise ChangedMeanwhile
    wanted = {topic for each in contributions for topic in each.draft.topics}
    added = sorted(wanted.difference(networks.topics(connection, network_id)))
    networks.ensure_topics(connection, network_id, added)
    changes, made, said_anew = Counter[str](), list[RecordId](), list[RecordId]()
    drafts = list[RecordId]()
    offices = _offices(connection, network_id)
    for done, each in enumerate(found, start=1):
        if reason := refused(each):
            raise FileUnusable(f"Line {each.contribution.line}: {reason}. Nothing was imported.")
        office = offices(each.contribution)
        if each.change != "unchanged":
            draft = replace(each.contribution.draft, office_id=office.id if office else None)
            change = Change("imported", importer.official_id)
            saved = record_changes.save(connection, network_id, draft, now, change)
            if each.change == "new" and saved.change != "new":
                raise ChangedMeanwhile  # nobody can be kept from using a key that is free
            _say(connection, network_id, (saved.id, each, draft), importer, now)
            (made if saved.change == "new" else said_anew).append(saved.id)
            drafts += [saved.id] if each.was in imported_drafts.DRAFTS else []
        changes[each.change] += 1
        importer.progress(done)
    run_out.close_verified(connection, network_id, said_anew, importer.official_id, now)
    imported_drafts.are_published(connection, network_id, drafts, importer.official_id, now)
    new, changed, unchanged = (changes[each] for each in ("new", "changed", "unchanged"))
    return Imported(new, changed, unchanged, tuple(added), tuple(made))


def _say(
    connection: Connection,
    network_id: NetworkId,
    saved: tuple[RecordId, Compared, RecordDraft],
    importer: Importer,
    now: datetime,
) -> None:
    """Note who says by now what the row changed; all of a new record is said by its source."""
    record_id, each, draft = saved
    if each.before is None:
        return
    after, by = provenance.everything(draft), importer.official_id
    # What differs in spaces alone is no difference, and stays with whom it was.
    other = fields.parts_of(difference.field for difference in each.differences)
    changed = provenance.changed(provenance.everything(each.before), after)
    parts = [part for part in changed if part in other]
    approved = (by, now) if by is not None else (None, None)
    filled = provenance.filled(after, parts)
    said = [Statement(part, by, ROLE, importer.file, now, *approved) for part in filled]
    provenance.unsay(connection, record_id, parts)
    provenance.say(connection, network_id, record_id, said)


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
