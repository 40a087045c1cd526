"""The forms about replies: which one is to be an answer, and the draft of a record that is made of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.events import Event
from bot.events.quoting import QuoteDrafted, ReplyChosen
from bot.forms import Field, Form, FormKind, Mistakes, Submitted
from bot.forms import draft as draft_form
from bot.forms.checks import mistakes, one, together
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import draft as draft_phrases
from bot.phrases import quoting as phrases
from bot.phrases import record as record_phrases
from bot.phrases import staff as staff_phrases
from bot.records.handing_in import only_on_top
from bot.records.quoting import author_meant, question_meant
from bot.records.quoting_records import drafted, permitted
from bot.refusal import Refusal
from bot.screening import private_data
from bot.staff import only_staff

CHOOSE, RECORD = "use_as_answer", "record_of_answer"

# The fields of the form to choose a reply, by which a chat fills in what it knows.
AUTHOR, TEXT = "author", "text"


def _opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    only_staff(connection, arrival)
    _ = words.gettext
    fields = (
        Field(AUTHOR, phrases.author(_), "person"),
        Field(TEXT, phrases.text(_), "lines", phrases.text_hint(_), longest=draft_form.LONGEST_TEXT),
    )
    return Form(CHOOSE, ids, phrases.use_as_answer(_), phrases.ask_author(_), phrases.intro(_), fields)


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return why the reply cannot be an answer, at the text or at its author. Raises Refusal for others."""
    only_staff(connection, arrival)
    chosen = _chosen(submitted)
    if not chosen.chat_id:
        return {AUTHOR: staff_phrases.contact_missing(words.gettext)}
    question_meant(connection, arrival, chosen.question_id, submitted.spot)
    checks = {
        AUTHOR: lambda: author_meant(connection, arrival.workspace, chosen.chat_id, now),
        TEXT: lambda: stays(chosen.text),
    }
    return mistakes(checks, words)


def _chosen(submitted: Submitted) -> ReplyChosen:
    question_id = submitted.ids[0] if submitted.ids else 0
    text = together(submitted, TEXT).strip()
    return ReplyChosen(submitted.speaker, submitted.spot, question_id, one(submitted, AUTHOR).strip(), text)


def stays(text: str) -> None:
    """Raise Refusal for a text that cannot be an answer."""
    if not text:
        raise Refusal("nothing_written")
    if len(text) > draft_form.LONGEST_TEXT:
        raise Refusal("field_too_long", length=str(len(text)), limit=str(draft_form.LONGEST_TEXT))
    if found := private_data(text):
        raise Refusal("private_data_in_field", what=found)


def _record_opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    quote = permitted(connection, arrival, ids[0])
    before = drafted(connection, quote)
    values = draft_form.values_of(before) if before else {"action": quote.text}
    _ = words.gettext
    about = (ids[0], before.revision if before else 0)
    intro, fields = phrases.record_intro(_), draft_form.fields(words, values, record_phrases.label)
    return Form(RECORD, about, phrases.make_a_record(_), draft_phrases.submit(_), intro, fields)


def _record_checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    before = drafted(connection, permitted(connection, arrival, submitted.ids[0]))
    only_on_top(draft_form.seen(submitted), before.revision if before else 0)
    return draft_form.mistakes(submitted, words)


def _record(submitted: Submitted) -> Event:
    about = (submitted.speaker, submitted.spot, submitted.ids[0])
    return QuoteDrafted(*about, *draft_form.said(submitted), seen=draft_form.seen(submitted))


FORMS: Mapping[str, FormKind] = {
    CHOOSE: FormKind(_opened, _checked, _chosen),
    RECORD: FormKind(_record_opened, _record_checked, _record),
}
