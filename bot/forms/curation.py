"""The forms of the queue of staff: to whom a task is assigned, and why a draft is not published."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.events import Event
from bot.events.curation import DraftSentBack, TaskAssigned
from bot.forms import Field, Form, FormKind, Mistakes, Submitted
from bot.forms.checks import one, together
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import curation as phrases
from bot.phrases import draft as draft_phrases
from bot.phrases import staff as staff_phrases
from bot.phrases.refusals import Gettext, refusal
from bot.records.reviewing import draft_of_task, only_returnable
from bot.refusal import Refusal
from bot.screening import private_data
from bot.shortening import title as short
from bot.staff import only_staff
from bot.staff.curation import is_staff_here
from bot.staff.work import open_task
from matching.domain import PracticeRecord
from matching.text import clean

ASSIGN, RETURN, REJECT = "assign_task", "return_draft", "reject_draft"

LONGEST_REASON = 1_000  # characters: some paragraphs; what takes more is better said in a talk


def _assigning(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    only_staff(connection, arrival)
    open_task(connection, arrival.workspace.network_id, ids[0], now)
    _ = words.gettext
    person = Field("person", staff_phrases.contact_person(_), "person")
    intro = phrases.assign_intro(_)
    return Form(ASSIGN, ids, phrases.assign_to(_), staff_phrases.save(_), intro, (person,))


def _assigned(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return that nobody of staff was chosen. Raises Refusal if the task is done or the form not theirs."""
    only_staff(connection, arrival)
    open_task(connection, arrival.workspace.network_id, submitted.ids[0], now)
    chat_id = one(submitted, "person").strip()
    if not chat_id:
        return {"person": staff_phrases.contact_missing(words.gettext)}
    if not is_staff_here(connection, arrival, chat_id, now):
        return {"person": phrases.not_staff(words.gettext)}
    return {}


def _assignment(submitted: Submitted) -> Event:
    task_id, seen = submitted.ids
    return TaskAssigned(submitted.speaker, submitted.spot, task_id, seen, one(submitted, "person").strip())


def _sending_back(name: str, titled: Callable[[Gettext], str]) -> FormKind:
    def opened(
        connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
    ) -> Form:
        _, record = words.gettext, _read(connection, arrival, ids, now)
        if name == RETURN:
            only_returnable(connection, arrival, record, now)
        why = Field("reason", phrases.reason(_), "lines", longest=LONGEST_REASON)
        intro = f"{short(record.title)}\n{phrases.reason_intro(_, rejected=name == REJECT)}"
        return Form(name, ids, titled(_), phrases.send(_), intro, (why,))

    def checked(
        connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
    ) -> Mistakes:
        _read(connection, arrival, submitted.ids, now)
        mistake = _mistake(_reason(submitted), words)
        return {"reason": mistake} if mistake else {}

    def event(submitted: Submitted) -> Event:
        task_id, revision = submitted.ids
        return DraftSentBack(
            submitted.speaker, submitted.spot, task_id, revision, _reason(submitted), name == REJECT
        )

    return FormKind(opened, checked, event)


def _read(connection: Connection, arrival: Arrival, ids: tuple[int, ...], now: datetime) -> PracticeRecord:
    """Return the draft that was read. Raises Refusal if it changed, is decided or not theirs."""
    only_staff(connection, arrival)
    _task, record = draft_of_task(connection, arrival.workspace.network_id, ids[0], now)
    if record.revision != ids[1]:
        raise Refusal("draft_changed")
    return record


def _reason(submitted: Submitted) -> str:
    return clean(together(submitted, "reason"))


def _mistake(reason: str, words: Words) -> str:
    if not reason:
        return draft_phrases.needed(words.gettext)
    if len(reason) > LONGEST_REASON:
        return draft_phrases.too_long(len(reason), LONGEST_REASON, words)
    found = private_data(reason)
    return refusal(words.gettext, "private_data_in_field", {"what": found}) if found else ""


FORMS: Mapping[str, FormKind] = {
    ASSIGN: FormKind(_assigning, _assigned, _assignment),
    RETURN: _sending_back(RETURN, phrases.send_back),
    REJECT: _sending_back(REJECT, phrases.reject),
}
