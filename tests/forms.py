"""A form with a field of each kind, for tests of chats: what is filled in comes back as an event's text."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.events import AnsweredInWriting, Event
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.network import Arrival
from bot.phrases import Words
from bot.refusal import Refusal

# A button of this action opens the form; its one id is an introduction's.
NAME = "what_we_did"
REFUSED, CLOSED_MEANWHILE, BROKEN = 404, 405, 500

PLACES = (Option("known:1", "Oak (OR, United States)"), Option("known:2", "Oak (TX, United States)"))
RESULTS = tuple(Option(each, each.capitalize()) for each in ("worked", "mixed", "failed"))
TOPICS = tuple(Option(f"topic-{number}", f"Topic {number}") for number in range(12))

FIELDS = (
    Field("title", "What did you do?", "text", hint="One line, as a peer would search for it."),
    Field("lessons", "What would you do differently?", "lines", optional=True, longest=900),
    Field("seats", "How many seats has your council?", "number", optional=True),
    Field("result", "Did it work?", "one", options=RESULTS, values=("mixed",)),
    Field("topics", "Which topics is it about?", "several", options=TOPICS, optional=True),
    Field("place", "Where?", "search", options=PLACES[:1], values=("known:1",)),
    Field("quiet", "When should nobody ask you?", "days", optional=True),
    Field("colleague", "Who helped you?", "person", optional=True),
)


def opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form, except for the ids above."""
    if ids == (REFUSED,):
        raise Refusal("unknown_introduction")
    if ids == (BROKEN,):
        raise LookupError("a bug")
    return Form(NAME, ids, "What we did", "Save", f"Network {arrival.workspace.network_id}.", FIELDS)


def checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return a mistake for each value that is "wrong"; one belongs to a field that the form lacks."""
    if submitted.ids == (CLOSED_MEANWHILE,):
        raise Refusal("unknown_introduction")
    wrong = {name: f"Not this {name}." for name, values in submitted.values.items() if "wrong" in values}
    return wrong | ({"budget": "Say what it cost."} if wrong.get("lessons") else {})


def event(submitted: Submitted) -> Event:
    """Return what was filled in."""
    text = json.dumps({name: list(values) for name, values in submitted.values.items() if values})
    return AnsweredInWriting(submitted.speaker, submitted.spot, submitted.ids[0], text, attributable=True)


def suggested(connection: Connection, arrival: Arrival, typed: str) -> Sequence[Option]:
    """Return the places whose name begins like this."""
    return [each for each in PLACES if typed and each.label.casefold().startswith(typed.casefold())]


KINDS = {NAME: FormKind(opened, checked, event, suggested)}
