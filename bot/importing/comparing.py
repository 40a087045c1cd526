"""What an import would do to each record: new, changed in which fields, unchanged, or too old to be taken."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection

from bot.importing import fields
from bot.importing.checking import Contribution, backwards
from matching.domain import NetworkId, PracticeRecord, RecordId
from store import records, revisions
from store.record_values import RecordDraft, draft_of
from store.records import Stored
from store.revisions import Change
from store.statements import chunks


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record that the row would change."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Compared:
    """A row beside the record of its key: which of the five it is, and how they differ if it is changed.

    An outdated row was exported before somebody changed the record, and says something else; an unfit one
    does not go with what the record says where the file has no column. `revision` is that of the record, 0
    for a new one; `edited_here` that its words were changed in the network since they were imported last,
    which the row, as it names no revision, may not know. `unpublished` is by which change, and why, a record
    is not published that the row would publish. `before` is what the record said of which the row says
    something else, None of any other.
    """

    contribution: Contribution
    change: Literal["new", "changed", "unchanged", "outdated", "unfit"]
    differences: tuple[Difference, ...] = ()
    revision: int = 0
    edited_here: bool = False
    before: RecordDraft | None = None
    unpublished: Change | None = None

    @property
    def was(self) -> str:
        """The state of a record that importing the row would publish, "" for any other."""
        found = (each.before for each in self.differences if each.field == "state")
        return str(next(found, ""))


def compare(
    connection: Connection, network_id: NetworkId, contributions: Iterable[Contribution]
) -> Iterator[Compared]:
    """Give each contribution, in its order, with what importing it would do.

    A record that was withdrawn, returned or rejected stays so until a row says something else; a draft is
    published by any row. A row is not too old for a record that was only verified since, and what its office
    confirmed later than the row was verified stays confirmed. What the record says beside its parts stays
    where the file has no column for it.
    """
    for chunk in chunks(contributions):
        stored = records.stored(connection, network_id, [each.draft.key for each in chunk])
        found = [_compared(each, stored.get(each.draft.key)) for each in chunk]
        found = _not_too_old(connection, network_id, found, stored)
        found = _with_edits(connection, network_id, found, stored)
        yield from _with_reasons(connection, network_id, found, stored)


def as_one(compared: Iterable[Compared]) -> int:
    """Return a number that stands for what an import would do to which record, before and after.

    So nobody overwrites what a colleague wrote after the preview. It fits into a button and into JSON.
    """
    changes = [
        (each.contribution.draft.key, each.change, [(d.field, d.before, d.after) for d in each.differences])
        for each in compared
    ]
    digest = sha256(json.dumps(changes, default=str).encode()).digest()
    return int.from_bytes(digest[:6]) + 1


def refused(each: Compared) -> str:
    """Return why the row cannot be imported, "" if it can."""
    draft = each.contribution.draft
    if each.change == "unfit":
        return (
            f"it begins in {draft.year_start}, and the record ended in {draft.details.year_end}: give the "
            "file the column year_end, too"
        )
    if each.change != "outdated":
        return ""
    return (
        f"record changed since this file was exported (revision {each.contribution.revision}, now "
        f"{each.revision}): export it again"
    )


def _compared(each: Contribution, stored: Stored | None) -> Compared:
    if stored is None:
        return Compared(each, "new")
    record = stored.record
    each = _as_confirmed(_completed(each, record), record.verified_on)
    before, after = fields.of_record(record), fields.of_contribution(each)
    differences = [Difference(name, before[name], after[name]) for name in fields.differing(before, after)]
    if stored.state == "drafted" or (differences and stored.state != "published"):
        differences.append(Difference("state", stored.state, "published"))
    if not differences:
        return Compared(each, "unchanged", (), record.revision)
    if backwards(each.draft.year_start, each.draft.details.year_end):
        return Compared(each, "unfit", tuple(differences), record.revision)
    is_old = each.revision is not None and each.revision < record.revision
    change: Literal["changed", "outdated"] = "outdated" if is_old else "changed"
    return Compared(each, change, tuple(differences), record.revision, before=draft_of(record))


def _not_too_old(
    connection: Connection, network_id: NetworkId, found: list[Compared], stored: Mapping[str, Stored]
) -> list[Compared]:
    """Return the same, with those as changed whose record was only verified since the row was exported."""
    numbers = {
        _record_id(each, stored): (each.contribution.revision or 0, each.revision)
        for each in found
        if each.change == "outdated"
    }
    if not numbers:
        return found
    same = revisions.only_verified(connection, network_id, numbers)
    late = [each.change == "outdated" and _record_id(each, stored) in same for each in found]
    return [replace(each, change="changed") if fine else each for each, fine in zip(found, late, strict=True)]


def _with_edits(
    connection: Connection, network_id: NetworkId, found: list[Compared], stored: Mapping[str, Stored]
) -> list[Compared]:
    """Return the same, saying of the changed ones which were edited here since they were imported."""
    ids = {
        each.contribution.draft.key: _record_id(each, stored)
        for each in found
        if each.change == "changed" and each.contribution.revision is None
    }
    if not ids:
        return found
    edited = revisions.edited_since_import(connection, network_id, ids.values())
    return [replace(each, edited_here=ids.get(each.contribution.draft.key) in edited) for each in found]


def _with_reasons(
    connection: Connection, network_id: NetworkId, found: list[Compared], stored: Mapping[str, Stored]
) -> list[Compared]:
    """Return the same, saying of what would be published by which change it is not."""
    ids = {
        each.contribution.draft.key: _record_id(each, stored)
        for each in found
        if each.change == "changed" and stored[each.contribution.draft.key].state != "published"
    }
    if not ids:
        return found
    why = revisions.unpublished_by(connection, network_id, ids.values())
    return [
        replace(each, unpublished=why.get(ids[key])) if (key := each.contribution.draft.key) in ids else each
        for each in found
    ]


def _record_id(each: Compared, stored: Mapping[str, Stored]) -> RecordId:
    return stored[each.contribution.draft.key].record.id


def _completed(each: Contribution, record: PracticeRecord) -> Contribution:
    """Return the contribution with what the record says of the fields that the file has no column for."""
    absent = fields.BESIDE.difference(each.given)
    kept = {name: getattr(record.details, name) for name in fields.OF_DETAILS if name in absent}
    if "more_sources" in absent:
        kept["sources"] = record.details.sources
    draft = replace(each.draft, details=replace(each.draft.details, **kept))
    if "visibility" in absent:
        draft = replace(draft, visibility=record.visibility)
    return replace(each, draft=draft)


def _as_confirmed(each: Contribution, on: date | None) -> Contribution:
    """Return the contribution, verified on that day unless it was later."""
    if on is None or (each.draft.verified_on is not None and each.draft.verified_on >= on):
        return each
    return replace(each, draft=replace(each.draft, verified_on=on))
