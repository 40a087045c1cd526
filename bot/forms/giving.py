"""The forms of giving back: one large field for what somebody did, and the parts of a record made of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.events import Event
from bot.events.giving import FROM_COMMAND, PracticeTold, ProposalChanged
from bot.forms import Field, Form, FormKind, Mistakes, Submitted
from bot.forms import draft as draft_form
from bot.forms import record as record_form
from bot.forms.checks import mistakes, together
from bot.forms.place import suggested
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import draft as draft_phrases
from bot.phrases import giving as phrases
from bot.questions import calls
from bot.records import giving_back
from bot.records.handing_in import author_office, office_of, only_on_top
from bot.screening import LIMIT, told
from store import follow_ups

GIVE_BACK, ANSWER_CALL, CHANGE = "give_back", "did_this", "change_proposal"


def _opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form for a text, about an introduction or about nothing.

    Raises Refusal for whom it is not.
    """
    nameless = _permitted(connection, arrival, ids)
    return _asking(GIVE_BACK, ids, draft_phrases.intro(words.gettext, nameless=nameless), words)


def _asking(name: str, ids: tuple[int, ...], intro: str, words: Words) -> Form:
    _ = words.gettext
    field = Field("text", phrases.told(_), "lines", phrases.told_hint(_), longest=LIMIT)
    return Form(name, ids, phrases.in_your_own_words(_), phrases.show_parts(_), intro, (field,))


def _call_opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form for who did what a call asks for. Raises Refusal for others, and once it is over."""
    office_of(arrival)
    calls.running(connection, arrival.workspace.network_id, ids[0])
    return _asking(ANSWER_CALL, ids, draft_phrases.intro(words.gettext, nameless=False), words)


def _call_checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return why the text cannot stay, if so. Raises Refusal as opening the form does."""
    office_of(arrival)
    calls.running(connection, arrival.workspace.network_id, submitted.ids[0])
    return mistakes({"text": lambda: told(together(submitted, "text"))}, words)


def _call_answered(submitted: Submitted) -> Event:
    source = f"call {submitted.ids[0]}"
    return PracticeTold(submitted.speaker, submitted.spot, together(submitted, "text"), source)


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return why the text cannot stay, if so. Raises Refusal for whom the form is not."""
    _permitted(connection, arrival, submitted.ids)
    return mistakes({"text": lambda: told(together(submitted, "text"))}, words)


def _told(submitted: Submitted) -> Event:
    introduction_id = submitted.ids[0] if submitted.ids else 0
    source = f"introduction {introduction_id}" if introduction_id else FROM_COMMAND
    text = together(submitted, "text")
    return PracticeTold(submitted.speaker, submitted.spot, text, source, introduction_id)


def _permitted(connection: Connection, arrival: Arrival, ids: tuple[int, ...]) -> bool:
    """Return whether the peer who answered must stay nameless. Raises Refusal for whom the form is not."""
    author_office(connection, arrival)
    introduction_id = giving_back.came_of(connection, arrival, ids[0] if ids else 0)
    return introduction_id is not None and follow_ups.names_nobody(connection, introduction_id)


def _parts_opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form with the proposed parts in it. Raises Refusal for whom it is not."""
    writing = giving_back.permitted(connection, arrival, ids[0], now)
    introduction_id = writing.proposal.told.introduction_id
    nameless = introduction_id is not None and follow_ups.names_nobody(connection, introduction_id)
    _, about = words.gettext, (ids[0], writing.revision)
    intro = draft_phrases.intro(_, nameless=nameless)
    fields = record_form.fields(writing.page, words)
    return Form(CHANGE, about, phrases.change(_), draft_phrases.submit(_), intro, fields)


def _parts_checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return a sentence for each field that cannot stay as it is. Raises Refusal for whom the form is not."""
    writing = giving_back.permitted(connection, arrival, submitted.ids[0], now)
    only_on_top(draft_form.seen(submitted), writing.revision)
    return record_form.mistakes(connection, writing.page, submitted.values, words)


def _changed(submitted: Submitted) -> Event:
    values = {name: tuple(each) for name, each in submitted.values.items()}
    about = (submitted.speaker, submitted.spot, submitted.ids[0])
    return ProposalChanged(*about, values, draft_form.seen(submitted))


FORMS: Mapping[str, FormKind] = {
    GIVE_BACK: FormKind(_opened, _checked, _told),
    ANSWER_CALL: FormKind(_call_opened, _call_checked, _call_answered),
    CHANGE: FormKind(_parts_opened, _parts_checked, _changed, suggested),
}
