"""Forms: what officials fill in, in no chat's own form. Slack shows a modal, a terminal asks line by line.

A form is opened (read), checked field by field (read), and what was filled in becomes one event, which is
stored before it is acknowledged, as every event is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.events import Event
from bot.network import Arrival
from bot.phrases import Words
from bot.speaker import Speaker, Spot

# What was filled in: of each field the chosen values; a text or a number is one value, nothing is none.
Values = Mapping[str, Sequence[str]]
# Why a field cannot stay as it is, by its name: a sentence.
Mistakes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is kept, and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    `kind` "one" and "several" choose among `options`; "search" chooses one that typing finds (`suggested` of
    its FormKind); "number" is a whole one; "days" are dates or ranges of them, one a line, such as
    2026-07-01 to 2026-07-14; "person" is somebody of the chat, "channel" a channel of it.
    """

    name: str
    label: str
    kind: Literal["text", "lines", "number", "one", "several", "search", "days", "person", "channel"]
    hint: str = ""
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    optional: bool = False
    longest: int = 300


def one_of(name: str, label: str, chosen: str, choices: Iterable[tuple[str, str]]) -> Field:
    """Return the field in which one of these choices, each what is kept and what is read, is chosen."""
    options = tuple(Option(*each) for each in choices)
    return Field(name, label, "one", values=(chosen,), options=options)


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is opened: its name in FORMS of bot.actions, the ids it is about, its words and fields."""

    name: str
    ids: tuple[int, ...]
    title: str
    submit: str
    intro: str
    fields: tuple[Field, ...]


def filled_in(form: Form, texts: Mapping[str, str]) -> Form:
    """Return the form with these texts in the fields of these names, to be edited there."""
    named = (
        replace(each, values=(texts[each.name],)) if each.name in texts else each for each in form.fields
    )
    return replace(form, fields=tuple(named))


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that somebody filled in."""

    speaker: Speaker
    spot: Spot
    name: str
    ids: tuple[int, ...]
    values: Values = field(default_factory=dict)


def _nothing(_connection: Connection, _arrival: Arrival, _typed: str) -> Sequence[Option]:
    return ()


@dataclass(frozen=True, slots=True)
class FormKind:
    """What there is to know of one form.

    `opened(connection, arrival, ids, words, now)` returns it, or raises Refusal for whom it is not;
    `checked(connection, arrival, submitted, words, now)` returns the mistakes; `event(submitted)` is what a
    submission without mistakes means; `suggested(connection, arrival, typed)` returns the options of its
    field of the kind "search".
    """

    opened: Callable[[Connection, Arrival, tuple[int, ...], Words, datetime], Form]
    checked: Callable[[Connection, Arrival, Submitted, Words, datetime], Mistakes]
    event: Callable[[Submitted], Event]
    suggested: Callable[[Connection, Arrival, str], Sequence[Option]] = _nothing
