"""Merging one record into another, and taking that back: both keep their histories.

`merged_into` of a record always names the record that is left at the end of a chain, so that who reads it
looks one step far; the rows of record_merge say which record was merged into which, one after the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from matching.domain import JurisdictionId, NetworkId, OfficialId, RecordId
from store import (
    merge_chain,
    merged_statements,
    provenance,
    record_changes,
    record_contacts,
    record_readers,
    records,
    revisions,
    tables,
)
from store.provenance import Statement
from store.record_changes import Edit
from store.record_values import RecordDraft, content, draft_of, draft_of_content
from store.records import Stored
from store.revisions import Change
from store.statements import insert_row, is_one_of

# Read for every introduction, so it is made once: making it takes longer than its answer.
_MERGED_INTO = select(tables.record.c.merged_into).where(
    tables.record.c.id == bindparam("record_id"),
    tables.record.c.network_id == bindparam("network_id"),
    is_one_of(tables.record.c.state, ("withdrawn",)),
)

# What can change of a record without anybody having edited its words.
NOT_WORDS = ("verified_on", "state")


@dataclass(frozen=True, slots=True)
class Merging:
    """One record to be merged into another, both as who decides it saw them: by their revisions.

    `by` is None for an operator.
    """

    record_id: RecordId
    record_seen: int
    into_id: RecordId
    into_seen: int
    by: OfficialId | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the other record says after it, and which places are named as its readers.

    `taken` are the texts, and the result, that are the merged one's, or those of both. `nothing_of_it` says
    that the record which stays keeps its own contacts, too.
    """

    written: RecordDraft
    taken: tuple[str, ...]
    readers: tuple[JurisdictionId, ...] = ()
    nothing_of_it: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that holds: `taken` are the parts that the other record took over."""

    id: int
    record_id: RecordId
    into_id: RecordId
    merged_at: datetime
    record_revision: int
    into_revision: int
    into_after: int
    taken: tuple[str, ...]
    before: Mapping[str, Any]


def landed(conn: Connection, network_id: NetworkId, record_id: RecordId) -> RecordId:
    """Return the record that says by now what this one said: itself unless it was merged."""
    found = conn.execute(_MERGED_INTO, {"record_id": record_id, "network_id": network_id}).scalar()
    return record_id if found is None else RecordId(found)


def current(conn: Connection, network_id: NetworkId, record_id: RecordId) -> Merge | None:
    """Return the merge that holds for the record, None if it is merged into no other."""
    named = {"network_id": network_id, "record_id": record_id, "undone_at": None}
    row = conn.execute(select(tables.record_merge).filter_by(**named)).one_or_none()
    return None if row is None or landed(conn, network_id, record_id) == record_id else _merge_of(row)


def latest(conn: Connection, network_id: NetworkId, record_id: RecordId) -> Merge | None:
    """Return the last merge of the record into another one, also one that was taken back; None for none."""
    named = select(tables.record_merge).filter_by(network_id=network_id, record_id=record_id)
    row = conn.execute(named.order_by(tables.record_merge.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _merge_of(row)


def merge(conn: Connection, network_id: NetworkId, merging: Merging, outcome: Outcome, now: datetime) -> bool:
    """Withdraw the one record and let the other say what was decided, with both's contacts.

    False, and nothing is changed, if one of the two has changed since it was seen.
    """
    seen = {merging.record_id: merging.record_seen, merging.into_id: merging.into_seen}
    if not _hold(conn, network_id, seen):
        return False
    record = _stored(conn, network_id, merging.record_id)
    into = _stored(conn, network_id, merging.into_id)
    change = Change("merged", merging.by)
    after = provenance.everything(outcome.written, outcome.readers)
    theirs, own = (merged_statements.side(conn, each.record) for each in (record, into))
    said = merged_statements.taken_over(theirs, own, after, merging.by, now)
    before = _before(conn, merging.into_id, said)
    withdrawn = Edit(merging.record_id, merging.record_seen, change)
    # One that an import published again when that did not end its merge still has the row of then.
    merge_chain.end(conn, network_id, merging.record_id, merging.by, now)
    moved = record_changes.move(conn, network_id, withdrawn, "withdrawn", now, merged_into=merging.into_id)
    assert moved, "nobody else changes what is held"
    edited = Edit(merging.into_id, merging.into_seen, change, outcome.readers)
    _write(conn, network_id, into, outcome.written, edited, now)
    provenance.unsay(conn, merging.into_id, said)
    provenance.say(conn, network_id, merging.into_id, filter(None, said.values()))
    if not outcome.nothing_of_it:
        record_contacts.add(conn, network_id, into=merging.into_id, from_id=merging.record_id)
    merge_chain.lead(conn, network_id, merging.record_id, merging.into_id)
    _keep(conn, network_id, merging, outcome, before, now)
    return True


def unmerge(
    conn: Connection, network_id: NetworkId, merged: Merge, by: OfficialId | None, now: datetime
) -> bool | None:
    """Restore both records as they were before the merge.

    False if the other one was edited since: it keeps what it says now, and only the merged one comes back.
    None, and nothing is changed, if the merge does not hold any more.
    """
    record = _stored(conn, network_id, merged.record_id)
    into = _stored(conn, network_id, merged.into_id)
    seen = {merged.record_id: record.record.revision, merged.into_id: into.record.revision}
    if record.state != "withdrawn" or not _hold(conn, network_id, seen):
        return None
    if not merge_chain.end(conn, network_id, merged.record_id, by, now):
        return None
    change = Change("unmerged", by)
    back = revisions.at(conn, network_id, merged.record_id, merged.record_revision)
    assert back is not None, "each revision is kept"
    restored = Edit(merged.record_id, seen[merged.record_id], change)
    record_changes.move(conn, network_id, restored, back.content["state"], now, merged_into=None)
    untouched = _is_untouched(conn, network_id, merged, into)
    written = _words_before(conn, network_id, merged, into) if untouched else draft_of(into.record)
    readers = tuple(map(JurisdictionId, merged.before["readers"])) if untouched else None
    _write(conn, network_id, into, written, Edit(merged.into_id, seen[merged.into_id], change, readers), now)
    if untouched:
        merged_statements.restore(conn, network_id, merged.into_id, merged.before, merged.taken)
    record_contacts.remove(conn, into=merged.into_id, from_id=merged.record_id)
    merge_chain.lead(conn, network_id, merged.record_id, merged.record_id)
    return untouched


def _hold(conn: Connection, network_id: NetworkId, seen: Mapping[RecordId, int]) -> bool:
    """Keep both records as they were seen until the transaction ends; False if one has changed."""
    # An update that changes nothing: SQLite locks with the first write only. Always in the same order, so
    # that two who merge a pair both ways round do not wait for each other.
    for record_id, revision in sorted(seen.items()):
        named = {"id": record_id, "network_id": network_id, "revision": revision}
        held = update(tables.record).filter_by(**named).values(revision=tables.record.c.revision)
        if conn.execute(held).rowcount != 1:
            return False
    return True


def _write(  # noqa: PLR0913 (which record, what it says, as whose edit, and when)
    conn: Connection,
    network_id: NetworkId,
    before: Stored,
    written: RecordDraft,
    edited: Edit,
    now: datetime,
) -> None:
    """Let the record say this; its day of verification stays."""
    assert record_changes.edit(conn, network_id, edited, written, now), "nobody else changes what is held"
    named = update(tables.record).filter_by(id=edited.record_id, network_id=network_id)
    conn.execute(named.values(verify_by=before.record.verify_by))


def _keep(  # noqa: PLR0913 (what a row holds)
    conn: Connection,
    network_id: NetworkId,
    merging: Merging,
    outcome: Outcome,
    before: Mapping[str, Any],
    now: datetime,
) -> None:
    insert_row(
        conn,
        tables.record_merge,
        network_id=network_id,
        record_id=merging.record_id,
        into_id=merging.into_id,
        merged_by=merging.by,
        merged_at=now,
        record_revision=merging.record_seen,
        into_revision=merging.into_seen,
        into_after=merging.into_seen + 1,
        parts=list(outcome.taken),
        before=dict(before),
    )


def _before(conn: Connection, into_id: RecordId, said: Mapping[str, Statement | None]) -> dict[str, Any]:
    """Return what of the record changes beside what a revision keeps."""
    readers = {"readers": list(record_readers.readers(conn, into_id))}
    return readers | merged_statements.as_json(conn, into_id, said)


def _is_untouched(conn: Connection, network_id: NetworkId, merged: Merge, into: Stored) -> bool:
    """Say whether the record has the words, and the readers, that the merge left it with."""
    left = revisions.at(conn, network_id, merged.into_id, merged.into_after)
    assert left is not None, "each revision is kept"
    readers = {"readers": list(record_readers.readers(conn, merged.into_id))}
    said = content(draft_of(into.record), into.state) | readers
    # A merge of before revisions kept readers counts as having left those of now.
    return _words(readers | dict(left.content)) == _words(said)


def _words_before(conn: Connection, network_id: NetworkId, merged: Merge, into: Stored) -> RecordDraft:
    kept = revisions.at(conn, network_id, merged.into_id, merged.into_revision)
    assert kept is not None, "each revision is kept"
    return replace(draft_of_content(kept.content), verified_on=into.record.verified_on)


def _words(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name not in NOT_WORDS}


def _stored(conn: Connection, network_id: NetworkId, record_id: RecordId) -> Stored:
    found = records.stored_by_id(conn, network_id, record_id)
    assert found is not None, "a record is never deleted"
    return found


def _merge_of(row: Row[Any]) -> Merge:
    return Merge(
        id=row.id,
        record_id=RecordId(row.record_id),
        into_id=RecordId(row.into_id),
        merged_at=row.merged_at,
        record_revision=row.record_revision,
        into_revision=row.into_revision,
        into_after=row.into_after,
        taken=tuple(row.parts),
        before=row.before,
    )
