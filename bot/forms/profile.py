"""The form "profile": what somebody says of themselves when they join the directory or change it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from babel import Locale
from babel.core import get_global
from sqlalchemy import Connection

from bot.directory import profile_fields
from bot.directory.profile_fields import Avoided
from bot.events.member import ProfileSaved
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.forms import place as place_form
from bot.forms.checks import mistakes, one, together
from bot.forms.place import check_place, suggested
from bot.narrowest import LONGEST_CHOICE, LONGEST_ENTRY, MOST_CHOICES
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases.profile_labels import Labels
from bot.refusal import Refusal
from bot.shortening import cut, one_line
from bot.their_day import earliest_day, their_day
from bot.topic_names import topic_name
from matching import countries
from matching.domain import Official, QuestionId
from store import directory, memberships, networks, officials
from store.memberships import MembershipDraft
from store.tables.directory import MOST_CAPACITY


def opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form with what the member said before; for a newcomer, with what can be known."""
    labels = Labels(words.gettext)
    membership = memberships.by_official(connection, arrival.official.id)
    said = membership.said if membership else MembershipDraft()
    fields = (
        *place_form.fields(arrival, words),
        *_who(connection, arrival, said, words),
        _answerable(connection, arrival, said, labels),
        *_how_much(connection, arrival, said, labels, now),
        *_seen(said, labels),
    )
    member = membership is not None and membership.left_at is None
    return Form("profile", ids, labels.title(), labels.submit(member=member), labels.intro(), fields)


def checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return a sentence for each field that cannot stay as it is."""
    network_id, me, today = arrival.workspace.network_id, arrival.official.id, now.date()
    theirs = earliest_day(connection, arrival.official, now, _typed_zone(submitted))

    def typed(name: str) -> str:
        return one(submitted, name)

    def several(name: str) -> Sequence[str]:
        return submitted.values.get(name, ())

    checks: dict[str, Callable[[], object]] = {
        "place": lambda: check_place(connection, arrival, submitted),
        "office": lambda: profile_fields.office_name(typed("office")),
        "name": lambda: profile_fields.person_name(typed("name")),
        "topics": lambda: profile_fields.topics(several("topics"), networks.topics(connection, network_id)),
        "languages": lambda: profile_fields.languages(several("languages")),
        "time_zone": lambda: profile_fields.time_zone(typed("time_zone")),
        "capacity": lambda: profile_fields.capacity(typed("capacity")),
        "quiet": lambda: profile_fields.quiet_from(together(submitted, "quiet"), theirs),
        "avoided": lambda: profile_fields.avoided(
            connection, network_id, me, together(submitted, "avoided"), today
        ),
        "visibility": lambda: profile_fields.visibility(typed("visibility")),
        "body_seats": lambda: profile_fields.seats(typed("body_seats")),
    }
    return mistakes(checks, words)


def _typed_zone(submitted: Submitted) -> str:
    """Return the time zone that stands in the form, "" for none and for what is none."""
    try:
        return profile_fields.time_zone(one(submitted, "time_zone"))
    except Refusal:
        return ""


def event(submitted: Submitted) -> ProfileSaved:
    """Return what the form says, which `checked` found no mistakes in."""
    return ProfileSaved(
        speaker=submitted.speaker,
        spot=submitted.spot,
        place=one(submitted, "place"),
        office=one(submitted, "office"),
        name=one(submitted, "name"),
        topics=tuple(submitted.values.get("topics", ())),
        languages=tuple(submitted.values.get("languages", ())),
        time_zone=one(submitted, "time_zone"),
        capacity=profile_fields.capacity(one(submitted, "capacity")),
        quiet=profile_fields.quiet(together(submitted, "quiet")),
        avoided=(),
        avoided_places=(),
        answerable=tuple(int(each) for each in submitted.values.get("answerable", ()) if each.isdecimal()),
        visibility=one(submitted, "visibility"),
        body=one(submitted, "body"),
        body_seats=profile_fields.seats(one(submitted, "body_seats")),
        avoided_named=tuple(profile_fields.lines(together(submitted, "avoided"))),
    )


def _who(connection: Connection, arrival: Arrival, said: MembershipDraft, words: Words) -> tuple[Field, ...]:
    """Return the fields for the person: name, topics, languages, time zone."""
    labels, place = Labels(words.gettext), arrival.official.jurisdiction
    zone = said.time_zone or (place.time_zone if place else None)
    topics, languages = _topics(connection, arrival), language_options(words, said.languages)
    return (
        Field(
            "name",
            labels.name(),
            "text",
            labels.name_hint(),
            _filled(_name(connection, arrival)),
            longest=profile_fields.LONGEST_NAME,
        ),
        _several("topics", (labels.topics(), labels.topics_hint()), said.topics, topics),
        _several("languages", (labels.languages(), ""), said.languages, languages),
        Field("time_zone", labels.time_zone(), "text", labels.time_zone_hint(), _filled(zone), optional=True),
    )


def _how_much(
    connection: Connection, arrival: Arrival, said: MembershipDraft, labels: Labels, now: datetime
) -> tuple[Field, ...]:
    """Return the fields for how often, when not, and with whom not."""
    hint = labels.capacity_hint(MOST_CAPACITY)
    lines = Field("", "", "lines", optional=True, longest=LONGEST_ENTRY)
    quiet = _filled("\n".join(_quiet(said, their_day(connection, arrival.official, now, said.time_zone))))
    avoided = _filled("\n".join(_avoided(connection, arrival.official, said, now)))
    return (
        Field("capacity", labels.capacity(), "number", hint, (str(said.capacity),)),
        replace(
            lines, name="quiet", label=labels.quiet(), kind="days", hint=labels.quiet_hint(), values=quiet
        ),
        replace(lines, name="avoided", label=labels.avoided(), hint=labels.avoided_hint(), values=avoided),
    )


def _seen(said: MembershipDraft, labels: Labels) -> tuple[Field, ...]:
    """Return the fields for who may find the member, and for the body they sit on."""
    choices = tuple(Option(each, labels.visible_to(each)) for each in profile_fields.VISIBLE_TO)
    seats = _filled(str(said.body_seats or ""))
    return (
        Field("visibility", labels.visibility(), "one", "", (said.visibility,), choices),
        Field("body", labels.body(), "text", labels.body_hint(), _filled(said.body), optional=True),
        Field("body_seats", labels.seats(), "number", "", seats, optional=True),
    )


def _filled(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _several(name: str, said: tuple[str, str], values: Sequence[str], options: tuple[Option, ...]) -> Field:
    """Return a field for some of the options; what is not among them any more is left out."""
    label, hint = said
    offered = {each.value for each in options}
    kept = tuple(each for each in values if each in offered)
    return Field(name, label, "several", hint, kept, options, optional=True)


def _name(connection: Connection, arrival: Arrival) -> str:
    """Return the name peers read; what only the chat calls somebody, such as U0123ABCD, is none."""
    name = profile_fields.plain(arrival.official.name)
    chat_ids = {each.chat_id for each in officials.identities(connection, arrival.official.id)}
    # Somebody who never spoke has no identity yet, so the looks of an id must do.
    looks_like_an_id = name.isascii() and name.isalnum() and name.isupper() and not name.isalpha()
    return "" if name in chat_ids or looks_like_an_id else name


def _quiet(said: MembershipDraft, today: date) -> list[str]:
    """Return the days that are not over, as they are typed."""
    return [profile_fields.written(first, last) for first, last in said.quiet if last >= today]


def _avoided(
    connection: Connection, official: Official, said: MembershipDraft, now: datetime
) -> tuple[str, ...]:
    avoided = Avoided(said.avoided, said.avoided_places)
    return profile_fields.avoided_lines(connection, official.network_id, avoided, now.date())


def _topics(connection: Connection, arrival: Arrival) -> tuple[Option, ...]:
    known = networks.topics(connection, arrival.workspace.network_id)
    return tuple(Option(each, cut(topic_name(each), LONGEST_CHOICE)) for each in known)


def _answerable(connection: Connection, arrival: Arrival, said: MembershipDraft, labels: Labels) -> Field:
    """Return the ten latest questions of others, and those that the member chose before."""
    network_id, me = arrival.workspace.network_id, arrival.official.id
    recent = directory.recent_questions(connection, network_id, me)
    before = directory.questions_named(connection, network_id, me, said.answerable)
    options = tuple(_question(*each) for each in dict.fromkeys((*recent, *before)))
    chosen = tuple(str(each) for each in said.answerable)
    return _several("answerable", (labels.answerable(), ""), chosen, options)


def _question(question_id: QuestionId, text: str) -> Option:
    return Option(str(question_id), cut(one_line(text), LONGEST_CHOICE))


def language_options(words: Words, chosen: Sequence[str]) -> tuple[Option, ...]:
    """Return the languages by name: those that most governments and people use, and what was chosen."""
    names = Locale.parse(words.locale).languages
    codes = dict.fromkeys((*chosen, *_spoken()))
    # Two of the languages that CLDR calls official fall out.
    options = (Option(code, str(names.get(code, code))) for code in list(codes)[:MOST_CHOICES])
    return tuple(sorted(options, key=lambda each: each.label))


@cache
def _spoken() -> tuple[str, ...]:
    """Return the languages that governments work in, those of most countries first."""
    counted = Counter(
        language
        for territory in get_global("territory_languages")
        for language in countries.languages(territory)
        if len(language) == 2
    )
    return tuple(language for language, _ in counted.most_common())


KIND = FormKind(opened, checked, event, suggested)
