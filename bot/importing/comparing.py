"""What an import would do to each record: new, changed in which fields, or unchanged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from bot.importing import fields
from bot.importing.checking import Contribution
from matching.domain import NetworkId, PracticeRecord
from store import records
from store.statements import chunks


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record that the row would change."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Compared:
    """A row beside the record of its key: which of the three it is, and how they differ if it is changed."""

    contribution: Contribution
    change: Literal["new", "changed", "unchanged"]
    differences: tuple[Difference, ...] = ()


def compare(
    connection: Connection, network_id: NetworkId, contributions: Iterable[Contribution]
) -> Iterator[Compared]:
    """Give each contribution, in its order, with what importing it would do.

    A record that was withdrawn stays so until a row says something else; a draft is published by any row.
    What its office confirmed later than the row was verified stays confirmed; what the record says beside its
    parts stays where the file has no column for it.
    """
    for chunk in chunks(contributions):
        stored = records.stored(connection, network_id, [each.draft.key for each in chunk])
        for each in chunk:
            yield _compared(each, stored.get(each.draft.key))


def _compared(each: Contribution, stored: records.Stored | None) -> Compared:
    if stored is None:
        return Compared(each, "new")
    each = _as_confirmed(_completed(each, stored.record), stored.record.verified_on)
    before, after = fields.of_record(stored.record), fields.of_contribution(each)
    differences = [Difference(name, before[name], after[name]) for name in fields.differing(before, after)]
    if stored.state == "drafted" or (differences and stored.state == "withdrawn"):
        differences.append(Difference("state", stored.state, "published"))
    return Compared(each, "changed" if differences else "unchanged", tuple(differences))


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
