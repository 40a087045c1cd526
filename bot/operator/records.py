"""`counterpart practice`: what operators do with one record, in the words that staff read in the chat."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.card import Card
from bot.cards import card
from bot.forms import record as record_form
from bot.messages import Message
from bot.messages.editing import RecordSaved, VerificationNoted
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.served import network_of
from bot.phrases import record as record_phrases
from bot.phrases import words
from bot.records import expiring_task, run_out
from bot.records import fields as record_fields
from bot.records import history as record_history
from bot.records import near as near_records
from bot.records import state as standing
from bot.records.editing import Editor, Met, Written, said_now, save
from bot.refusal import Refusal
from bot.settings import read
from bot.staff import told_later
from bot.wiring import clock, using_database
from matching.domain import NetworkId, RecordId
from store import audit, provenance, records
from store.audit import Act, View, watched
from store.audit_views_of_care import records_with_tasks
from store.record_changes import Edit
from store.record_values import VERIFIED_FOR, content
from store.records import Stored
from store.revisions import Change

ENGLISH = words("en")
OPERATOR = Editor(None, "operator", "command line")
LONGEST_NUMBER = 15  # digits of an id; a longer number would only fail later, in SQL

# What was typed for each field.
Typed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Operating:
    """A transaction in the operator's network."""

    connection: Connection
    network: str
    network_id: NetworkId
    now: datetime

    def named(self, name: str) -> Stored:
        """Return the record of this number or key. Raises OperatorMistake if there is none."""
        return named(self.connection, self.network_id, name, self.network)

    def watched(self, action: str, view: View) -> AbstractContextManager[None]:
        """Let the audit trail have what happens meanwhile to what the view shows."""
        return watched(self.connection, Act(self.network_id, audit.COMMAND_LINE, action), view, self.now)


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that an operator named, in the transaction in which it is read or changed."""

    connection: Connection
    network_id: NetworkId
    stored: Stored
    now: datetime

    @property
    def id(self) -> RecordId:
        """The record's number."""
        return self.stored.record.id

    def seen(self, revision: int | None) -> int:
        """Return the revision that the operator saw, the latest where they named none.

        Raises OperatorMistake for one that has not been yet.
        """
        latest = self.stored.record.revision
        if revision is not None and revision > latest:
            raise OperatorMistake(f"Record {self.id} is at revision {latest}; {revision} has not been yet.")
        return latest if revision is None else revision


def show(name: str, *, as_json: bool) -> str:
    """Return all that the record says. Raises OperatorMistake for a name that no record has."""
    with opening(name) as opened:
        said = said_now(opened.connection, opened.stored)
        page = record_form.page(opened.connection, opened.network_id, said)
        if as_json:
            return json.dumps(_as_json(opened, page.values["readers"]), ensure_ascii=False, indent=2)
    _, record = ENGLISH.gettext, opened.stored.record
    lines = [f"{record.id}  {record.key}  {opened.stored.state}  revision {record.revision}"]
    for field in record_form.NAMES:
        text = "\n".join(page.values[field]) if field != "topics" else "; ".join(page.values[field])
        if text:
            lines.append(f"{field} ({record_phrases.label(_, field)}):\n  " + text.replace("\n", "\n  "))
    if record.verify_by:
        lines.append(f"verified on {record.verified_on}, until {record.verify_by}")
    return "\n".join(lines)


def history(name: str) -> str:
    """Return the latest changes of the record. Raises OperatorMistake as `show` does."""
    with opening(name) as opened:
        found = record_history.of_record(opened.connection, opened.network_id, opened.stored, opened.now)
    return as_text(found)


def edit(name: str, typed: Typed, revision: int | None) -> str:
    """Change the fields and return what was done. Raises OperatorMistake, and nothing is changed."""
    if not typed:
        raise OperatorMistake("Name what to change, for example: --set title='A better title'")
    with opening(name, "record.edit") as opened:
        written = Written(opened.id, opened.seen(revision), typed)
        _check(opened, typed)
        outcome = save(opened.connection, opened.network_id, written, OPERATOR, opened.now)
        if outcome.met is not None:
            raise _changed(outcome.met)
        saved = RecordSaved(opened.id, outcome.title, outcome.fields, outcome.state)
    return as_text(saved)


def withdraw(name: str, reason: str, revision: int | None) -> str:
    """Take the record out of the answers and return what was done. Raises OperatorMistake."""
    with opening(name, "record.withdraw") as opened:
        standing.published(opened.connection, opened.network_id, opened.id)
        said = record_fields.needed(reason, record_fields.LONGEST_REASON)
        edited = Edit(opened.id, opened.seen(revision), Change("withdrawn", None, said))
        standing.move(opened.connection, opened.network_id, edited, "withdrawn", opened.now)
        _settle(opened, "withdrawn")
        moved = standing.moved(opened.connection, opened.network_id, opened.id, said)
    return as_text(moved)


def restore(name: str, revision: int | None) -> str:
    """Put the record back and return what was done. Raises OperatorMistake."""
    with opening(name, "record.restore") as opened:
        if not standing.can_be_restored(opened.connection, opened.network_id, opened.stored):
            raise Refusal("not_withdrawn")
        edited = Edit(opened.id, opened.seen(revision), Change("restored"))
        standing.move(opened.connection, opened.network_id, edited, "published", opened.now)
        if run_out.has_run_out(opened.connection, opened.network_id, opened.id, opened.now):
            told_later.opened(opened.connection, opened.network_id, expiring_task.KIND, opened.id, opened.now)
        moved = standing.moved(opened.connection, opened.network_id, opened.id)
    return as_text(moved)


def verify(name: str, until: str, revision: int | None) -> str:
    """Note that the record is right today and return until when that counts. Raises OperatorMistake."""
    with opening(name, "record.verify") as opened:
        standing.published(opened.connection, opened.network_id, opened.id)
        today = opened.now.date()
        day = record_fields.last_day(until, today) if until else today + VERIFIED_FOR
        edited = Edit(opened.id, opened.seen(revision), Change("verified"))
        standing.confirm(opened.connection, opened.network_id, edited, day, opened.now)
        _settle(opened, "confirmed")
        title = opened.stored.record.title
    return as_text(VerificationNoted(title, day.isoformat()))


def from_texts(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what FIELD=TEXT says. Raises OperatorMistake for another form, and for a field that is none."""
    return dict(_field(each, lambda text: text) for each in pairs)


def from_files(pairs: Iterable[str], folder: Path) -> dict[str, tuple[str, ...]]:
    """Return what the files of FIELD=FILE hold. Raises OperatorMistake, also for one that cannot be read."""

    def held(name: str) -> str:
        try:
            return (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as failure:
            raise OperatorMistake(f"The file {name} cannot be read as UTF-8: {failure}.") from failure

    return dict(_field(each, held) for each in pairs)


def _field(pair: str, value: Callable[[str], str]) -> tuple[str, tuple[str, ...]]:
    name, equals, rest = pair.partition("=")
    if not equals or name not in record_form.NAMES:
        raise OperatorMistake(f"{pair} is not FIELD=…; the fields are {', '.join(record_form.NAMES)}.")
    text = value(rest)
    return name, tuple(text.split(";")) if name == "topics" else (text,)


@contextmanager
def operating() -> Iterator[Operating]:
    """Give a transaction in the network of the settings.

    What is refused inside is an OperatorMistake in the words that staff would read.
    """
    settings = read()
    with using_database(settings) as engine, engine.begin() as connection:
        name, network_id = network_of(connection, settings)
        try:
            yield Operating(connection, name, network_id, clock())
        except Refusal as refusal:
            raise OperatorMistake(ENGLISH.refusal(refusal.reason, dict(refusal.details))) from refusal


@contextmanager
def opening(name: str, action: str = "") -> Iterator[Opened]:
    """Give the record in a transaction, as `operating`; with an action, which the audit trail then has."""
    with operating() as its:
        opened = Opened(its.connection, its.network_id, its.named(name), its.now)
        if not action:
            yield opened
            return
        with its.watched(action, records_with_tasks(its.network_id, opened.id)):
            yield opened


def named(connection: Connection, network_id: NetworkId, name: str, network: str) -> Stored:
    """Return the record with this number; one with this key where no number is meant.

    Raises OperatorMistake if there is none.
    """
    number, found = name.removeprefix("#"), None
    if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER:
        found = records.stored_by_id(connection, network_id, RecordId(int(number)))
    found = found or records.stored(connection, network_id, [name]).get(name)
    if found is None:
        raise OperatorMistake(f"The network {network} has no record with the number or key {name}.")
    return found


def _check(opened: Opened, typed: Typed) -> None:
    """Raise OperatorMistake with every field that cannot stay as it was typed."""
    page = record_form.page(opened.connection, opened.network_id, said_now(opened.connection, opened.stored))
    wrong = record_form.mistakes(opened.connection, page, typed, ENGLISH)
    if wrong:
        raise OperatorMistake(" ".join(f"{name}: {sentence}" for name, sentence in wrong.items()))


def _changed(met: Met) -> OperatorMistake:
    record = met.stored.record
    fields = ", ".join(record_form.changed(met.before, met.theirs)) or met.stored.state
    return OperatorMistake(
        f"Record {record.id} has changed since that revision, in: {fields}. Nothing is saved. Look at it "
        f"with `counterpart practice show {record.id}`, then edit with --revision {record.revision}."
    )


def _settle(opened: Opened, outcome: str) -> None:
    connection, network_id, now = opened.connection, opened.network_id, opened.now
    ended = expiring_task.close(connection, network_id, opened.id, (None, outcome), now)
    settled = near_records.settle(connection, network_id, opened.id, None, now)
    told_later.ended(connection, (ended, *settled), now)


def _as_json(opened: Opened, readers: Iterable[str]) -> dict[str, object]:
    stored, record = opened.stored, opened.stored.record
    said = said_now(opened.connection, stored)
    return {
        "id": record.id,
        "revision": record.revision,
        **content(said.draft, stored.state),
        "readers": [line for text in readers for line in text.splitlines()],
        "verify_by": record.verify_by.isoformat() if record.verify_by else None,
        "statements": [
            {
                "part": each.part,
                "said_by": each.said_by,
                "role": each.role,
                "source": each.source,
                "said_at": each.said_at.isoformat(),
                "approved_by": each.approved_by,
            }
            for each in provenance.of_record(opened.connection, record.id)
        ],
    }


def as_text(message: Message) -> str:
    shown: Card = card(message, "en")
    return "\n".join(filter(None, (shown.heading, *shown.paragraphs, *shown.notes)))
