"""The form for a draft of a practice record: what an official did, in six fields."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events import DraftWritten, Event
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import draft as phrases
from bot.phrases import record as record_phrases
from bot.phrases.refusals import Gettext, refusal
from bot.records.drafting import permitted
from bot.records.handing_in import only_on_top
from bot.screening import private_data
from bot.shortening import LONGEST_TITLE, one_line
from matching.domain import PracticeRecord, Result
from matching.text import clean
from store import follow_ups

NAME = "what_we_did"

# Characters. Messages quote titles whole up to LONGEST_TITLE; a field takes more (bot/narrowest.py), and a
# record that peers read to its end is shorter.
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
    nameless = follow_ups.names_nobody(connection, page.introduction.id)
    _ = words.gettext
    return Form(
        name=NAME,
        ids=(ids[0], page.revision),
        title=phrases.title(_),
        submit=phrases.submit(_),
        intro=phrases.intro(_, nameless=nameless),
        fields=fields(words, values_of(page.before)),
    )


def checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return a sentence for each field that cannot stay as it is. Raises Refusal for whom the form is not."""
    page = permitted(connection, arrival, submitted.ids[0])
    only_on_top(seen(submitted), page.revision)
    return mistakes(submitted, words)


def event(submitted: Submitted) -> Event:
    """Return what a submission without mistakes means."""
    about = (submitted.speaker, submitted.spot, submitted.ids[0])
    return DraftWritten(*about, *said(submitted), seen=seen(submitted))


KIND = FormKind(opened, checked, event)


def seen(submitted: Submitted) -> int | None:
    """Return which revision the form of a draft showed, 0 for none yet; None for a form opened long ago."""
    return submitted.ids[1] if len(submitted.ids) > 1 else None


def fields(
    words: Words, values: Mapping[str, str], label: Callable[[Gettext, str], str] = phrases.label
) -> tuple[Field, ...]:
    """Return the fields of a draft with these values in them, and above each what `label` says."""
    texts = (
        replace(_text_field(words.gettext, name, values.get(name, "")), label=label(words.gettext, name))
        for name in LONGEST
    )
    return (*texts, _result_field(words, values.get("result", Result.UNKNOWN.value)))


def values_of(before: PracticeRecord | None) -> dict[str, str]:
    """Return what a record says in the fields of a draft, nothing of none."""
    if before is None:
        return {}
    return {name: getattr(before, name) for name in LONGEST} | {"result": before.result.value}


def mistakes(submitted: Submitted, words: Words) -> Mistakes:
    """Return a sentence for each field that cannot stay as it is."""
    found = {name: _mistake(words, name, _value(submitted, name)) for name in LONGEST}
    if _value(submitted, "result") not in set(Result):
        found["result"] = phrases.choose(words.gettext)
    return {name: mistake for name, mistake in found.items() if mistake}


def said(submitted: Submitted) -> tuple[str, str, str, str, str, str]:
    """Return what was filled in: title, problem, action, outcome, lessons and result."""
    title, problem, action, outcome, lessons = (_value(submitted, name) for name in LONGEST)
    return title, problem, action, outcome, lessons, _value(submitted, "result")


def _text_field(_: Gettext, name: str, value: str) -> Field:
    return Field(
        name=name,
        label=phrases.label(_, name),
        kind="text" if name == "title" else "lines",
        hint=phrases.hint(_, name),
        values=(value,) if value else (),
        optional=name not in REQUIRED,
        # What stands there may be longer, of staff or of a merge: a chat would cut it off without a word.
        longest=max(LONGEST[name], len(value)),
    )


def _result_field(words: Words, chosen: str) -> Field:
    options = tuple(Option(each.value, record_phrases.result(words, each.value)) for each in Result)
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
