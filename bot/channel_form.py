"""The form by which staff decide how the bot behaves in the channel where they opened it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot import channel_phrases as phrases
from bot.catalogues import available
from bot.channel_events import ChannelSet
from bot.consent_form_phrases import choose_one
from bot.form_checks import one
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.network import Arrival
from bot.phrases import Words
from bot.staff import only_staff

NAME = "channel"
OWN = "own"  # each reader's own language; a choice cannot be empty
ANSWERS = ("mentions", "questions")


def _opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form with nothing chosen: whoever hands it in has decided all of it. Raises Refusal."""
    only_staff(connection, arrival)
    _ = words.gettext
    whom = tuple(Option(*pair) for pair in zip(ANSWERS, phrases.whom_choices(_), strict=True))
    languages = [Option(each, phrases.language_name(_, each, words.locale)) for each in available()]
    own = Option(OWN, phrases.language_name(_, "", words.locale))
    fields = (
        Field("answers", phrases.whom(_), "one", options=whom),
        Field("language", phrases.which_language(_), "one", options=(own, *languages)),
    )
    return Form(NAME, ids, phrases.form_title(_), phrases.form_submit(_), phrases.form_intro(_), fields)


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    only_staff(connection, arrival)
    known = {"answers": ANSWERS, "language": (OWN, *available())}
    return {
        name: choose_one(words.gettext)
        for name, values in known.items()
        if one(submitted, name) not in values
    }


def _event(submitted: Submitted) -> ChannelSet:
    answers: Literal["mentions", "questions"] = "mentions"
    if one(submitted, "answers") == "questions":
        answers = "questions"
    language = one(submitted, "language")
    return ChannelSet(submitted.speaker, submitted.spot, answers, "" if language == OWN else language)


KIND = FormKind(_opened, _checked, _event)
