"""The peer's two forms: handing the request over to a colleague, and answering it in writing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.events import AnsweredInWriting, Event, HandedOver
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.introductions import consent, handing_over
from bot.narrowest import LONGEST_ENTRY
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import consent_form as phrases
from bot.refusal import Refusal
from store.introductions import Introduction

BY_NAME, NOT_ATTRIBUTABLE = "by_name", "not_attributable"


def _open_hand_over(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    introduction = _mine(connection, arrival, ids)
    takers = handing_over.takers(connection, introduction, now)
    if not takers:
        raise Refusal("no_colleague")
    options = tuple(Option(str(each.id), f"{each.name}, {each.offices[0].name}") for each in takers)
    _ = words.gettext
    field = Field("colleague", phrases.colleague(_), "one", hint=phrases.colleague_hint(_), options=options)
    title, submit = phrases.hand_over(_)
    return Form("hand_over", ids, title, submit, phrases.hand_over_intro(_), (field,))


def _check_hand_over(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    introduction = _mine(connection, arrival, submitted.ids)
    chosen = set(submitted.values.get("colleague", ()))
    if chosen & {str(each.id) for each in handing_over.takers(connection, introduction, now)}:
        return {}
    return {"colleague": words.refusal("not_a_colleague", {})}


def _handed_over(submitted: Submitted) -> Event:
    [colleague] = submitted.values["colleague"]
    return HandedOver(submitted.speaker, submitted.spot, submitted.ids[0], int(colleague))


def _open_writing(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    _mine(connection, arrival, ids)
    _ = words.gettext
    by_name, not_attributable = phrases.attributions(_)
    options = (Option(BY_NAME, by_name), Option(NOT_ATTRIBUTABLE, not_attributable))
    fields = (
        Field("text", phrases.answer(_), "lines", longest=LONGEST_ENTRY),
        Field(
            "attribution", phrases.attribution(_), "one", hint=phrases.attribution_hint(_), options=options
        ),
    )
    title, submit = phrases.writing(_)
    return Form("write_instead", ids, title, submit, phrases.writing_intro(_), fields)


def _check_writing(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    _mine(connection, arrival, submitted.ids)
    mistakes = {}
    if not "".join(submitted.values.get("text", ())).strip():
        mistakes["text"] = words.refusal("nothing_written", {})
    if set(submitted.values.get("attribution", ())) - {BY_NAME, NOT_ATTRIBUTABLE}:
        mistakes["attribution"] = phrases.choose_one(words.gettext)
    return mistakes


def _written(submitted: Submitted) -> Event:
    text = "\n".join(submitted.values["text"])
    # Whoever did not say that their name may stand there has not said so.
    attributable = tuple(submitted.values.get("attribution", ())) == (BY_NAME,)
    return AnsweredInWriting(submitted.speaker, submitted.spot, submitted.ids[0], text, attributable)


def _mine(connection: Connection, arrival: Arrival, ids: tuple[int, ...]) -> Introduction:
    return consent.asked_of(connection, arrival, ids[0] if ids else 0)


FORMS: Mapping[str, FormKind] = {
    "hand_over": FormKind(_open_hand_over, _check_hand_over, _handed_over),
    "write_instead": FormKind(_open_writing, _check_writing, _written),
}
