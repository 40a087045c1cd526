"""The form by which staff decide when the channel where they opened it gets its summary."""

from datetime import datetime

from sqlalchemy import Connection

from bot.digest.commands import rhythm_here, time_of_day, was_refused_there
from bot.directory import profile_fields
from bot.events.digest import DigestSet
from bot.forms import Field, Form, FormKind, Mistakes, Submitted, one_of
from bot.forms.checks import mistakes, one
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import channel as channel_phrases
from bot.phrases import digest as phrases
from bot.phrases.consent_form import choose_one
from bot.phrases.profile_labels import Labels
from bot.staff import only_staff

NAME = "digest"
WEEKDAYS = tuple(map(str, range(7)))
EMPTY = ("brief", "skip")
READ_BY = ("workspace", "outsiders")


def _opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form with what holds in the channel now. Raises Refusal for others than staff."""
    only_staff(connection, arrival)
    _, labels = words.gettext, Labels(words.gettext)
    here = rhythm_here(connection, arrival, arrival.conversation)
    days = ((each, phrases.weekday_name(int(each), words.locale)) for each in WEEKDAYS)
    zone = (here.time_zone,) if here.time_zone else ()
    fields = (
        one_of("weekday", phrases.which_weekday(_), str(here.weekday), days),
        Field("at", phrases.which_time(_), "text", phrases.time_hint(_), (here.at,)),
        Field("time_zone", labels.time_zone(), "text", labels.time_zone_hint(), zone, optional=True),
        one_of(
            "empty_weeks",
            phrases.when_empty(_),
            here.empty_weeks,
            zip(EMPTY, phrases.when_empty_choices(_), strict=True),
        ),
        one_of(
            "read_by",
            phrases.who_reads(_),
            READ_BY[here.outsiders],
            zip(READ_BY, phrases.who_reads_choices(_), strict=True),
        ),
    )
    submit = channel_phrases.form_submit(_)
    intro = phrases.form_intro(_)
    if was_refused_there(connection, arrival, arrival.conversation):
        intro = f"{phrases.shared_here(_)}\n{intro}"
    return Form(NAME, ids, phrases.form_title(_), submit, intro, fields)


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    only_staff(connection, arrival)
    known = {"weekday": WEEKDAYS, "empty_weeks": EMPTY, "read_by": READ_BY}
    unknown = {
        name: choose_one(words.gettext)
        for name, values in known.items()
        if one(submitted, name) not in values
    }
    checks = {
        "at": lambda: time_of_day(one(submitted, "at")),
        "time_zone": lambda: profile_fields.time_zone(one(submitted, "time_zone")),
    }
    return {**unknown, **mistakes(checks, words)}


def _event(submitted: Submitted) -> DigestSet:
    return DigestSet(
        submitted.speaker,
        submitted.spot,
        weekday=int(one(submitted, "weekday")),
        at=one(submitted, "at"),
        time_zone=one(submitted, "time_zone"),
        empty_weeks=one(submitted, "empty_weeks"),
        outsiders=one(submitted, "read_by") == "outsiders",
    )


KIND = FormKind(_opened, _checked, _event)
