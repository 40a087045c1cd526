"""How records change: saved, drafted, edited, verified, withdrawn; each change leaves a revision."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Update, case, delete, insert, or_, select, update

from matching.domain import EntryKind, JurisdictionId, NetworkId, RecordId
from store import answered_questions, changes, merge_chain, record_readers, records, revisions, tables
from store.record_values import VERIFIED_FOR, RecordDraft, columns, content, draft_of
from store.revisions import Change, Kept
from store.statements import insert_once

IMPORTED = Change("imported")
DRAFTED = Change("drafted")
VERIFIED = Change("verified")
WITHDRAWN = Change("withdrawn")


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a draft did to the record."""

    id: RecordId
    change: Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the record as its author saw it; `seen` is the number of that revision.

    `readers` are the places that are named as its readers from then on; with None they stay as they are.
    """

    record_id: RecordId
    seen: int
    change: Change
    readers: tuple[JurisdictionId, ...] | None = None


@dataclass(frozen=True, slots=True)
class Drafting:
    """Whose draft it is, and on top of which revision they wrote it: 0 for the first, None for any.

    `readers` are as those of an Edit.
    """

    change: Change = DRAFTED
    seen: int | None = None
    readers: tuple[JurisdictionId, ...] | None = None


ANY_DRAFT = Drafting()


def save(
    conn: Connection, network_id: NetworkId, draft: RecordDraft, now: datetime, change: Change = IMPORTED
) -> Saved:
    """Publish the draft under its key; saving the same draft again changes nothing.

    A withdrawn record stays withdrawn until a draft with other words comes; one that was merged is merged no
    more then, and the other keeps what it took over. One that was verified on the same day before counts as
    verified until the day that was said then, and by whom; of another day nobody knows.
    Raises IntegrityError for an office of another network.
    """
    values = columns(draft, now, "published")
    is_new = insert_once(conn, tables.record, network_id=network_id, key=draft.key, **values)
    record_id = records.id_of(conn, network_id, draft.key)
    before = "" if is_new else _state_before(conn, record_id, values["content_hash"])
    if before is None:
        return Saved(record_id, "unchanged")
    if not is_new:
        values |= {
            "verify_by": _kept_of_the_day(draft, "verify_by", values["verify_by"]),
            "verifier_id": _kept_of_the_day(draft, "verifier_id", None),
        }
        _changed(conn, update(tables.record).filter_by(id=record_id, network_id=network_id), values)
    _replace_topics(conn, record_id, draft.topics)
    revisions.keep(conn, network_id, record_id, Kept(change, content(draft, "published"), now))
    if is_new or before == "published":
        changes.note(conn, network_id, EntryKind.RECORD, record_id)
    else:
        _stand_alone(conn, network_id, record_id, change, now)
        _note_with_questions(conn, network_id, record_id)
    return Saved(record_id, "new" if is_new else "changed")


def draft(
    conn: Connection,
    network_id: NetworkId,
    written: RecordDraft,
    now: datetime,
    drafting: Drafting = ANY_DRAFT,
) -> RecordId | None:
    """Keep a draft under its key, in place of what the draft said before; nobody finds it.

    One that staff returned is a draft again. None, and nothing is changed, once staff published, rejected or
    withdrew it, and if it has changed since its author saw it. Raises IntegrityError for an office of another
    network.
    """
    values = columns(written, now, "drafted")
    if not insert_once(conn, tables.record, network_id=network_id, key=written.key, **values):
        named = update(tables.record).filter_by(network_id=network_id, key=written.key)
        if drafting.seen is not None:
            named = named.filter_by(revision=drafting.seen)
        if not _changed(conn, named.where(tables.record.c.state.in_(("drafted", "returned"))), values):
            return None
    record_id = records.id_of(conn, network_id, written.key)
    _replace_topics(conn, record_id, written.topics)
    _name_readers(conn, network_id, record_id, drafting.readers)
    revisions.keep(conn, network_id, record_id, Kept(drafting.change, content(written, "drafted"), now))
    return record_id


def edit(conn: Connection, network_id: NetworkId, edited: Edit, written: RecordDraft, now: datetime) -> bool:
    """Let the record say this, in whatever state it is; its key stays.

    False, and nothing is changed, if it has changed since its author saw it. Raises IntegrityError for an
    office of another network.
    """
    before = records.stored_by_id(conn, network_id, edited.record_id)
    if before is None:
        return False
    written = replace(written, key=before.record.key)
    values = columns(written, now, before.state)
    if written.verified_on == before.record.verified_on:
        values["verify_by"] = before.record.verify_by
    if not _changed(conn, _seen(network_id, edited).filter_by(state=before.state), values):
        return False
    _replace_topics(conn, edited.record_id, written.topics)
    _name_readers(conn, network_id, edited.record_id, edited.readers)
    revisions.keep(
        conn, network_id, edited.record_id, Kept(edited.change, content(written, before.state), now)
    )
    if before.state == "published":
        changes.note(conn, network_id, EntryKind.RECORD, edited.record_id)
    return True


def move(
    conn: Connection,
    network_id: NetworkId,
    edited: Edit,
    state: str,
    now: datetime,
    **further: Any,
) -> bool:
    """Bring the record into this state, with `further` columns such as merged_into; its words stay.

    False, and nothing is changed, if it has changed since its author saw it.
    """
    before = records.stored_by_id(conn, network_id, edited.record_id)
    if before is None:
        return False
    said = content(draft_of(before.record), state)
    values = columns(draft_of(before.record), now, state) | {"verify_by": before.record.verify_by} | further
    if not _changed(conn, _seen(network_id, edited).filter_by(state=before.state), values):
        return False
    revisions.keep(conn, network_id, edited.record_id, Kept(edited.change, said, now))
    if "published" in (state, before.state) or "merged_into" in further:
        _note_with_questions(conn, network_id, edited.record_id)
    return True


def confirm(
    conn: Connection, network_id: NetworkId, record_id: RecordId, now: datetime, change: Change = VERIFIED
) -> bool:
    """Note that its office, or staff, found a published record right today; False if one had by then.

    It counts as verified for VERIFIED_FOR from then.
    """
    on = now.date()
    unconfirmed = or_(tables.record.c.verified_on.is_(None), tables.record.c.verified_on < on)
    named = update(tables.record).filter_by(id=record_id, network_id=network_id, state="published")
    values: dict[str, Any] = {"verified_on": on, "verify_by": on + VERIFIED_FOR}
    if change.made_by is not None:
        values["verifier_id"] = change.made_by
    if not _changed(conn, named.where(unconfirmed), values):
        return False
    _keep_as_it_is(conn, network_id, record_id, change, now)
    return True


def verify(conn: Connection, network_id: NetworkId, edited: Edit, until: date, now: datetime) -> bool:
    """Note that whose change it is found the record right today, and that it counts as verified until a day.

    False, and nothing is changed, if it has changed since they saw it.
    """
    before = records.stored_by_id(conn, network_id, edited.record_id)
    if before is None:
        return False
    said = content(replace(draft_of(before.record), verified_on=now.date()), before.state)
    values = {
        "verified_on": now.date(),
        "verify_by": until,
        "verifier_id": edited.change.made_by,
    }
    if not _changed(conn, _seen(network_id, edited).filter_by(state=before.state), values):
        return False
    revisions.keep(conn, network_id, edited.record_id, Kept(edited.change, said, now))
    return True


def withdraw(
    conn: Connection, network_id: NetworkId, record_id: RecordId, now: datetime, change: Change = WITHDRAWN
) -> bool:
    """Take a published record out of the network's answers; True only for the one call that did.

    As `move`, for whoever saw the record as it is now; use cases name the revision that somebody saw.
    """
    before = records.stored_by_id(conn, network_id, record_id)
    if before is None or before.state != "published":
        return False
    return move(conn, network_id, Edit(record_id, before.record.revision, change), "withdrawn", now)


def _kept_of_the_day(draft: RecordDraft, column: str, otherwise: date | None) -> Any:
    """Return what the column says if the record was verified on the same day before, else the other value."""
    record = tables.record.c
    same_day = record.verified_on == draft.verified_on if draft.verified_on else record.verified_on.is_(None)
    return case((same_day, record[column]), else_=otherwise)


def _state_before(conn: Connection, record_id: RecordId, content_hash: str) -> str | None:
    """Return the state of a record that says something else, None if it says this.

    What says something else stays as it is until the transaction ends: SQLite has one writer anyway.
    """
    other = select(tables.record.c.state).filter_by(id=record_id)
    other = other.where(tables.record.c.content_hash != content_hash)
    return conn.execute(other.with_for_update()).scalar()


def _stand_alone(
    conn: Connection, network_id: NetworkId, record_id: RecordId, change: Change, now: datetime
) -> None:
    """Let a record that is published again lead to itself, and to it whatever was merged into it."""
    if merge_chain.end(conn, network_id, record_id, change.made_by, now):
        conn.execute(update(tables.record).filter_by(id=record_id).values(merged_into=None))
        merge_chain.lead(conn, network_id, record_id, record_id)


def _note_with_questions(conn: Connection, network_id: NetworkId, record_id: RecordId) -> None:
    """Tell the readers of the change log of the record, and of the questions that are found by it alone."""
    changes.note(conn, network_id, EntryKind.RECORD, record_id)
    answered_questions.note_led_to(conn, network_id, record_id)


def _changed(conn: Connection, named: Update, values: dict[str, Any]) -> bool:
    counted = named.values(values | {"revision": tables.record.c.revision + 1})
    return conn.execute(counted).rowcount == 1


def _seen(network_id: NetworkId, edited: Edit) -> Update:
    return update(tables.record).filter_by(id=edited.record_id, network_id=network_id, revision=edited.seen)


def _keep_as_it_is(
    conn: Connection, network_id: NetworkId, record_id: RecordId, change: Change, now: datetime
) -> None:
    stored = records.stored_by_id(conn, network_id, record_id)
    assert stored is not None, "it was changed in this transaction"
    revisions.keep(
        conn, network_id, record_id, Kept(change, content(draft_of(stored.record), stored.state), now)
    )


def _name_readers(
    conn: Connection, network_id: NetworkId, record_id: RecordId, named: Iterable[JurisdictionId] | None
) -> None:
    if named is not None:
        record_readers.set_readers(conn, network_id, record_id, named)


def _replace_topics(conn: Connection, record_id: RecordId, topics: Iterable[str]) -> None:
    conn.execute(delete(tables.record_topic).filter_by(record_id=record_id))
    rows = [{"record_id": record_id, "topic": topic} for topic in sorted(set(topics))]
    if rows:
        conn.execute(insert(tables.record_topic), rows)
