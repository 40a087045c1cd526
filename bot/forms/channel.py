"""The form by which staff decide how the bot behaves in the channel where they opened it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.catalogues import available
from bot.directory import profile_fields
from bot.events.channel import ChannelSet
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted, one_of
from bot.forms.checks import mistakes, one
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import channel as phrases
from bot.phrases.consent_form import choose_one
from bot.phrases.refusals import Gettext
from bot.staff import only_staff
from bot.topic_names import topic_name
from store import channel_settings, networks
from store.channel_settings import ChannelSetting

NAME = "channel"
OWN = "own"  # each reader's own language; a choice cannot be empty
ANSWERS = ("mentions", "questions")
SEEN_BY = ("everybody", "asker")


def _opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form with what holds in the channel now. Raises Refusal for others than staff."""
    only_staff(connection, arrival)
    _ = words.gettext
    here = channel_settings.of(connection, arrival.workspace.id, arrival.conversation)
    languages = [(each, phrases.language_name(_, each, words.locale)) for each in available()]
    own = (OWN, phrases.language_name(_, "", words.locale))
    fields = (
        one_of("answers", phrases.whom(_), here.answers, zip(ANSWERS, phrases.whom_choices(_), strict=True)),
        *_about(connection, arrival, here, _),
        one_of(
            "seen_by",
            phrases.who_sees(_),
            SEEN_BY[here.private],
            zip(SEEN_BY, phrases.who_sees_choices(_), strict=True),
        ),
        one_of("language", phrases.which_language(_), here.language or OWN, (own, *languages)),
    )
    return Form(NAME, ids, phrases.form_title(_), phrases.form_submit(_), phrases.form_intro(_), fields)


def _about(connection: Connection, arrival: Arrival, here: ChannelSetting, _: Gettext) -> tuple[Field, ...]:
    """Return the field for the topics; none where the network has no list of them."""
    topics = networks.topics(connection, arrival.workspace.network_id)
    known = tuple(Option(each, topic_name(each)) for each in topics)
    if not known:
        return ()
    label, hint = phrases.which_topics(_), phrases.topics_hint(_)
    return (Field("topics", label, "several", hint, here.topics, known, optional=True),)


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    only_staff(connection, arrival)
    known = {"answers": ANSWERS, "seen_by": SEEN_BY, "language": (OWN, *available())}
    unknown = {
        name: choose_one(words.gettext)
        for name, values in known.items()
        if one(submitted, name) not in values
    }
    topics = networks.topics(connection, arrival.workspace.network_id)
    check = {"topics": lambda: profile_fields.topics(_topics(submitted), topics)}
    return {**unknown, **mistakes(check, words)}


def _event(submitted: Submitted) -> ChannelSet:
    answers: Literal["mentions", "questions"] = "mentions"
    if one(submitted, "answers") == "questions":
        answers = "questions"
    language = one(submitted, "language")
    return ChannelSet(
        submitted.speaker,
        submitted.spot,
        answers,
        "" if language == OWN else language,
        private=one(submitted, "seen_by") == "asker",
        topics=_topics(submitted),
    )


def _topics(submitted: Submitted) -> tuple[str, ...]:
    return tuple(submitted.values.get("topics", ()))


KIND = FormKind(_opened, _checked, _event)
