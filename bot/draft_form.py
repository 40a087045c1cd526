"""The form for a draft of a practice record: what an official did, in six fields."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot import draft_phrases as phrases
from bot.drafting import permitted
from bot.events import DraftWritten, Event
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.network import Arrival
from bot.phrases import Words
from bot.refusal_phrases import Gettext, refusal
from bot.screening import private_data
from bot.shortening import LONGEST_TITLE, one_line
from matching.domain import PracticeRecord, Result
from matching.text import clean
from store import follow_ups, records

NAME = "what_we_did"

# Characters. Messages quote titles whole up to LONGEST_TITLE; a chat's form takes 3,000 in one field at most
# (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element), and a record that
# peers read to its end is shorter.
LONGEST_TEXT = 1_500
LONGEST: Mapping[str, int] = {
    "title": LONGEST_TITLE,
    **dict.fromkeys(("problem", "action", "outcome", "lessons"), LONGEST_TEXT),
}
# A record without them helps nobody; what came of it may still be open.
REQUIRED = ("title", "problem", "action")


def opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form with what the author wrote before. Raises Refusal for whom it is not."""
    page = permitted(connection, arrival, ids[0])
    before = records.drafted(connection, arrival.workspace.network_id, page.key)
    nameless = follow_ups.names_nobody(connection, page.introduction.id)
    _ = words.gettext
    return Form(
        name=NAME,
        ids=ids,
        title=phrases.title(_),
        submit=phrases.submit(_),
        intro=phrases.intro(_, nameless=nameless),
        fields=(*(_text_field(_, name, before) for name in LONGEST), _result_field(words, before)),
    )


def checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return a sentence for each field that cannot stay as it is. Raises Refusal for whom the form is not."""
    permitted(connection, arrival, submitted.ids[0])
    mistakes = {name: _mistake(words, name, _value(submitted, name)) for name in LONGEST}
    if _value(submitted, "result") not in set(Result):
        mistakes["result"] = phrases.choose(words.gettext)
    return {name: mistake for name, mistake in mistakes.items() if mistake}


def event(submitted: Submitted) -> Event:
    """Return what a submission without mistakes means."""
    return DraftWritten(
        submitted.speaker,
        submitted.spot,
        submitted.ids[0],
        title=_value(submitted, "title"),
        problem=_value(submitted, "problem"),
        action=_value(submitted, "action"),
        outcome=_value(submitted, "outcome"),
        lessons=_value(submitted, "lessons"),
        result=_value(submitted, "result"),
    )


KIND = FormKind(opened, checked, event)


def _text_field(_: Gettext, name: str, before: PracticeRecord | None) -> Field:
    value = getattr(before, name) if before else ""
    return Field(
        name=name,
        label=phrases.label(_, name),
        kind="text" if name == "title" else "lines",
        hint=phrases.hint(_, name),
        values=(value,) if value else (),
        optional=name not in REQUIRED,
        longest=LONGEST[name],
    )


def _result_field(words: Words, before: PracticeRecord | None) -> Field:
    options = tuple(Option(each.value, words.result(each.value)) for each in Result)
    chosen = before.result.value if before else Result.UNKNOWN.value
    label = phrases.label(words.gettext, "result")
    return Field(name="result", label=label, kind="one", values=(chosen,), options=options)


def _value(submitted: Submitted, name: str) -> str:
    given = submitted.values.get(name) or ("",)
    return one_line(clean(given[0])) if name == "title" else clean(given[0])


def _mistake(words: Words, name: str, text: str) -> str:
    """Return why the text cannot stay, "" if it can."""
    _ = words.gettext
    if not text:
        return phrases.needed(_) if name in REQUIRED else ""
    if len(text) > LONGEST[name]:
        return phrases.too_long(len(text), LONGEST[name], words)
    found = private_data(text)
    return refusal(_, "private_data_in_field", {"what": found}) if found else ""
