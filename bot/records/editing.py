"""Editing a record: saved only on top of what its editor saw; else both versions are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events.practice import EditDropped, RecordEdited
from bot.forms import record as record_form
from bot.forms.record import Page, Said
from bot.messages.editing import EditGivenUp, EditMet, PartShown, RecordSaved
from bot.network import Arrival
from bot.outgoing import Outgoing, alone, in_place_of_buttons, quietly
from bot.records import where as record_place
from bot.records.history import in_any_state, named, said_in
from bot.refusal import Refusal
from bot.staff import only_staff
from matching.domain import NetworkId, OfficialId, RecordId
from store import provenance, record_changes, record_edits, record_readers, revisions
from store.provenance import Statement
from store.record_changes import Edit
from store.record_edits import Unsaved
from store.record_values import draft_of
from store.records import Stored
from store.revisions import Change

# Fields that are shown in both versions: three texts of each are read on one screen. What both changed is
# shown however much that is: editing again puts the one version in the place of the other.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits a record: an official of staff, or nobody of the network, as which role and from where."""

    official_id: OfficialId | None
    role: str
    source: str


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote on top of one revision of a record."""

    record_id: RecordId
    seen: int
    filled_in: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edit: the fields that were saved; or, with `met`, what stands in its way."""

    title: str
    state: str
    fields: tuple[str, ...]
    met: "Met | None" = None


@dataclass(frozen=True, slots=True)
class Met:
    """An edit that met another one: the record as its editor saw it, as it is now, and as they want it."""

    stored: Stored
    state_before: str
    before: Said
    theirs: Said
    mine: Said


def edit(connection: Connection, arrival: Arrival, event: RecordEdited, now: datetime) -> list[Outgoing]:
    """Let the record say what staff wrote, or show both versions if somebody changed it meanwhile.

    Raises Refusal for others than staff, and for what a form would not take any more.
    """
    only_staff(connection, arrival)
    network_id, me = arrival.workspace.network_id, arrival.official
    written = Written(RecordId(event.record_id), event.seen, dict(event.filled_in))
    outcome = save(connection, network_id, written, Editor(me.id, "staff", "edit"), now)
    if outcome.met is not None:
        met = _kept(connection, arrival, written, outcome.met, now)
        return [Outgoing(alone(event.speaker, event.spot), met, me.locale)]
    record_edits.forget(connection, network_id, written.record_id, me.id)
    message = RecordSaved(event.record_id, outcome.title, outcome.fields, outcome.state)
    return [Outgoing(quietly(event.speaker, event.spot), message, me.locale)]


def save(
    connection: Connection, network_id: NetworkId, written: Written, editor: Editor, now: datetime
) -> Outcome:
    """Save what was written if the record still says what its editor saw, whoever verified it meanwhile.

    Raises Refusal for what cannot be read, and where nothing would change.
    """
    stored = in_any_state(connection, network_id, written.record_id)
    state_before, before = said_then(connection, network_id, stored, written.seen)
    theirs = said_now(connection, stored)
    mine = record_form.read(connection, record_form.page(connection, network_id, before), written.filled_in)
    fields = record_form.changed(before, mine)
    if not record_form.changed(theirs, mine) or not fields:
        raise Refusal("nothing_changed")
    met = Met(stored, state_before, before, theirs, mine)
    if _is_another(met) or not _write(connection, network_id, met, editor, now):
        stored = in_any_state(connection, network_id, written.record_id)
        met = replace(met, stored=stored, theirs=said_now(connection, stored))
        return Outcome(stored.record.title, stored.state, fields, met)
    return Outcome(mine.draft.title, stored.state, fields)


def drop(connection: Connection, arrival: Arrival, event: EditDropped, now: datetime) -> list[Outgoing]:
    """Forget what the speaker wrote while another changed the record. Raises Refusal if it is gone."""
    unsaved = own_unsaved(connection, arrival, event.edit_id)
    network_id = arrival.workspace.network_id
    stored = in_any_state(connection, network_id, unsaved.record_id)
    record_edits.forget(connection, network_id, unsaved.record_id, arrival.official.id)
    address = in_place_of_buttons(event.speaker, event.spot)
    return [Outgoing(address, EditGivenUp(stored.record.title), arrival.official.locale)]


def own_unsaved(connection: Connection, arrival: Arrival, edit_id: int) -> Unsaved:
    """Return what the speaker wrote. Raises Refusal for others than staff and what is gone, or not theirs."""
    only_staff(connection, arrival)
    unsaved = record_edits.by_id(connection, arrival.workspace.network_id, edit_id)
    if unsaved is None or unsaved.author_id != arrival.official.id:
        raise Refusal("edit_gone")
    return unsaved


def said_now(connection: Connection, stored: Stored) -> Said:
    """Return what the record says, and who is named to read it."""
    return Said(draft_of(stored.record), record_readers.readers(connection, stored.record.id))


def said_then(connection: Connection, network_id: NetworkId, stored: Stored, number: int) -> tuple[str, Said]:
    """Return the state of the record in this revision, and what it said. Raises Refusal if it has none such.

    Revisions did not always keep the readers. Of the latest they are those of now; of an earlier one nobody
    can tell, so that both versions are shown to who edits it.
    """
    seen = revisions.at(connection, network_id, stored.record.id, number)
    if seen is None:
        raise Refusal("unknown_form")
    said = said_in(seen)
    if number == stored.record.revision:
        said = replace(said, readers=record_readers.readers(connection, stored.record.id))
    return str(seen.content["state"]), said


def _is_another(met: Met) -> bool:
    """Say whether the record says something else by now, or stands elsewhere."""
    return met.stored.state != met.state_before or bool(record_form.changed(met.before, met.theirs))


def _write(connection: Connection, network_id: NetworkId, met: Met, editor: Editor, now: datetime) -> bool:
    record = met.stored.record
    # Whoever found it right meanwhile changed none of its words: that stays.
    kept = {name: getattr(met.theirs.draft, name) for name in record_form.UNASKED}
    draft = record_place.settled(connection, network_id, replace(met.mine.draft, **kept), met.mine.moved)
    readers = met.mine.readers if met.mine.readers != met.theirs.readers else None
    edited = Edit(record.id, record.revision, Change("edited", editor.official_id), readers)
    if not record_changes.edit(connection, network_id, edited, draft, now):
        return False
    approved = (editor.official_id, now if editor.official_id is not None else None)
    before = provenance.everything(met.theirs.draft, met.theirs.readers)
    after = provenance.everything(draft, met.mine.readers)
    parts = provenance.changed(before, after)
    said = [
        Statement(part, editor.official_id, editor.role, editor.source, now, *approved)
        for part in provenance.filled(after, parts)
    ]
    provenance.unsay(connection, record.id, parts)
    provenance.say(connection, network_id, record.id, said)
    return True


def _kept(connection: Connection, arrival: Arrival, written: Written, met: Met, now: datetime) -> EditMet:
    """Keep what the speaker wrote, so that it outlives the form, and return both versions."""
    network_id, record = arrival.workspace.network_id, met.stored.record
    mine = record_form.changed(met.before, met.mine)
    pages = [record_form.page(connection, network_id, said) for said in (met.before, met.theirs, met.mine)]
    own = {name: written.filled_in[name] for name in mine if name in written.filled_in}
    if "place" in own:  # by its name: the form that shows it again knows no other
        own["place"] = pages[-1].values["place"]
    unsaved = Unsaved(record.id, arrival.official.id, written.seen, own)
    edit_id = record_edits.keep(connection, network_id, unsaved, now)
    contested, others = _fields(met)
    shown = (*contested, *others[: max(0, SHOWN - len(contested))])
    latest = revisions.at(connection, network_id, record.id, record.revision)
    return EditMet(
        edit_id=edit_id,
        record_id=record.id,
        title=record.title,
        by=named(connection, network_id, latest.change.made_by if latest else None, now),
        state=met.stored.state if met.stored.state != met.state_before else "",
        parts=tuple(_part(name, pages) for name in shown),
        rest=tuple(name for name in others if name not in shown),
    )


def _fields(met: Met) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which fields both changed to something else, and which others one of them changed."""
    theirs, mine = (set(record_form.changed(met.before, said)) for said in (met.theirs, met.mine))
    both = theirs & mine & set(record_form.changed(met.theirs, met.mine))
    changed = [name for name in record_form.NAMES if name in theirs | mine]
    return tuple(name for name in changed if name in both), tuple(
        name for name in changed if name not in both
    )


def _part(name: str, pages: Sequence[Page]) -> PartShown:
    before, theirs, mine = (tuple(page.values[name]) for page in pages)
    return PartShown(name, before, theirs, mine)
