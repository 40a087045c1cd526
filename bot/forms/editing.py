"""The forms by which staff change a record: edit, edit again, withdraw, verify."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.events import Event
from bot.events.practice import RecordEdited, RecordVerified, RecordWithdrawn
from bot.forms import Field, Form, FormKind, Mistakes, Submitted, Values
from bot.forms import record as record_form
from bot.forms.checks import mistakes, one, together
from bot.forms.place import suggested
from bot.forms.record import Page
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import editing as editing_phrases
from bot.phrases import record as record_phrases
from bot.phrases import staff as staff_phrases
from bot.records import fields as record_fields
from bot.records.editing import own_unsaved, said_now, said_then
from bot.records.history import in_any_state
from bot.records.state import published
from bot.shortening import title
from bot.staff import only_staff
from matching.domain import NetworkId, PracticeRecord, RecordId
from store.record_values import VERIFIED_FOR
from store.records import Stored

EDIT, EDIT_AGAIN, WITHDRAW, VERIFY = "edit_record", "edit_again", "withdraw_record", "verify_record"


def _edit(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    only_staff(connection, arrival)
    stored = in_any_state(connection, arrival.workspace.network_id, RecordId(ids[0]))
    return _edit_form(connection, stored, arrival.workspace.network_id, words)


def _edit_again(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form on top of what the record says now, with what its editor had written before."""
    unsaved = own_unsaved(connection, arrival, ids[0])
    stored = in_any_state(connection, arrival.workspace.network_id, unsaved.record_id)
    return _edit_form(connection, stored, arrival.workspace.network_id, words, unsaved.filled_in)


def _edit_form(
    connection: Connection,
    stored: Stored,
    network_id: NetworkId,
    words: Words,
    instead: Values | None = None,
) -> Form:
    _, record = words.gettext, stored.record
    page = record_form.page(connection, network_id, said_now(connection, stored))
    left_out = ", ".join(record_phrases.label(_, name) for name in page.left_out)
    intro = (
        _about(record),
        "" if stored.state == "published" else editing_phrases.not_found_by_anybody(_),
        record_phrases.left_out(_, left_out) if left_out else "",
    )
    return Form(
        name=EDIT,
        ids=(record.id, record.revision),
        title=editing_phrases.edit(_),
        submit=staff_phrases.save(_),
        intro="\n".join(filter(None, intro)),
        fields=record_form.fields(page, words, instead),
    )


def _edit_checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    only_staff(connection, arrival)
    page = _page_seen(connection, arrival.workspace.network_id, submitted)
    return record_form.mistakes(connection, page, submitted.values, words)


def _page_seen(connection: Connection, network_id: NetworkId, submitted: Submitted) -> Page:
    """Return what the form showed. Raises Refusal if there never was such a revision."""
    record_id, seen = submitted.ids
    stored = in_any_state(connection, network_id, RecordId(record_id))
    _state, said = said_then(connection, network_id, stored, seen)
    return record_form.page(connection, network_id, said)


def _edited(submitted: Submitted) -> Event:
    filled_in = tuple((name, tuple(values)) for name, values in submitted.values.items())
    record_id, seen = submitted.ids
    return RecordEdited(submitted.speaker, submitted.spot, record_id, seen, filled_in)


def _withdraw(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    _, record = words.gettext, _to_change(connection, arrival, ids)
    reason = Field("reason", editing_phrases.reason(_), "lines", longest=record_fields.LONGEST_REASON)
    return Form(
        name=WITHDRAW,
        ids=(record.id, record.revision),
        title=editing_phrases.withdraw_title(_),
        submit=editing_phrases.withdraw(_),
        intro=f"{_about(record)}\n{editing_phrases.withdraw_intro(_)}",
        fields=(reason,),
    )


def _withdraw_checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    _to_change(connection, arrival, submitted.ids)
    check = {
        "reason": lambda: record_fields.needed(together(submitted, "reason"), record_fields.LONGEST_REASON)
    }
    return mistakes(check, words)


def _withdrawn(submitted: Submitted) -> Event:
    record_id, seen = submitted.ids
    reason = together(submitted, "reason").strip()
    return RecordWithdrawn(submitted.speaker, submitted.spot, record_id, seen, reason)


def _verify(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    _, record = words.gettext, _to_change(connection, arrival, ids)
    until = (now.date() + VERIFIED_FOR).isoformat()
    return Form(
        name=VERIFY,
        ids=(record.id, record.revision),
        title=editing_phrases.verify_title(_),
        submit=editing_phrases.verify(_),
        intro=f"{_about(record)}\n{editing_phrases.verify_intro(_)}",
        fields=(Field("until", editing_phrases.until(_), "text", values=(until,)),),
    )


def _verify_checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    _to_change(connection, arrival, submitted.ids)
    return mistakes({"until": lambda: record_fields.last_day(one(submitted, "until"), now.date())}, words)


def _verified(submitted: Submitted) -> Event:
    record_id, seen = submitted.ids
    return RecordVerified(submitted.speaker, submitted.spot, record_id, seen, one(submitted, "until"))


def _to_change(connection: Connection, arrival: Arrival, ids: tuple[int, ...]) -> PracticeRecord:
    only_staff(connection, arrival)
    return published(connection, arrival.workspace.network_id, RecordId(ids[0])).record


def _about(record: PracticeRecord) -> str:
    return f"{record.id}. {title(record.title)}"


FORMS: Mapping[str, FormKind] = {
    EDIT: FormKind(_edit, _edit_checked, _edited, suggested),
    EDIT_AGAIN: FormKind(_edit_again, _edit_checked, _edited, suggested),
    WITHDRAW: FormKind(_withdraw, _withdraw_checked, _withdrawn),
    VERIFY: FormKind(_verify, _verify_checked, _verified),
}
