"""Cards of the directory: a member's profile, their office, leaving, and the records of an office."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date

from bot.card import Button, Card
from bot.cards.editing import something_changed
from bot.messages.profile import (
    DirectoryLeft,
    OfficeShown,
    PlaceKept,
    ProfileShown,
    RecordNamed,
    RecordsToConfirm,
)
from bot.narrowest import LONGEST_BUTTON
from bot.phrases import Words
from bot.phrases import editing as editing_phrases
from bot.phrases import profile as say
from bot.shortening import cut, title
from bot.topic_names import topic_name

LONGEST_LIST = 500  # characters of topics or days; whoever chose forty topics knows which


def _profile(message: ProfileShown, words: Words) -> Card:
    _ = words.gettext
    heading = say.heading(_, message.news, member=message.member)
    if not message.member:
        join = Button("profile", say.join(_), primary=True)
        return Card(heading=heading, paragraphs=(say.not_joined(_),), buttons=(join,))
    offices = "; ".join(_office(each, words) for each in message.offices)
    lines = [say.who(_, message.name, offices)]
    if message.offices and not message.verified:
        lines.append(say.being_verified(_))
    lines += _load(message, words)
    return Card(
        heading=heading,
        paragraphs=tuple(lines),
        notes=tuple(_details(message, words)),
        buttons=(
            Button("profile", say.change(_), primary=True),
            Button("resume", say.resume(_)) if message.paused_until else Button("pause", say.pause(_)),
            Button("leave", say.leave(_)),
        ),
    )


def _load(message: ProfileShown, words: Words) -> list[str]:
    """Return how much the member takes on, and when nothing."""
    _ = words.gettext
    lines = [
        say.takes_on(words.ngettext, message.capacity, message.used)
        if message.capacity
        else say.takes_none(_)
    ]
    if message.paused_until:
        lines.append(say.paused_until(_, _day(message.paused_until, words)))
    if message.quiet:
        days = "; ".join(_range(first, last, words) for first, last in message.quiet)
        lines.append(say.quiet_on(_, cut(days, LONGEST_LIST)))
    return lines


def _details(message: ProfileShown, words: Words) -> list[str]:
    _ = words.gettext
    topics = words.listed(map(topic_name, message.topics))
    lines = [say.about(_, cut(topics, LONGEST_LIST))] if topics else []
    if message.languages or message.time_zone:
        named = Locale.parse(words.locale).languages
        languages = words.listed(str(named.get(code, code)) for code in message.languages)
        lines.append(say.speaks(_, languages, message.time_zone))
    if message.avoided:
        lines.append(say.avoids(words.ngettext, message.avoided))
    return [*lines, say.seen_by(_, message.visibility)]


def _place_kept(message: PlaceKept, words: Words) -> Card:
    place = words.place(message.place)
    return Card(paragraphs=(say.place_kept(words.gettext, message.office, place, verified=message.verified),))


def _left(message: DirectoryLeft, words: Words) -> Card:
    offices = "; ".join(_office(each, words) for each in message.offices)
    join = Button("profile", say.join(words.gettext))
    return Card(paragraphs=(say.left(words.gettext, offices),), buttons=(join,))


def _records(message: RecordsToConfirm, words: Words) -> Card:
    _ = words.gettext
    lines = [say.confirmed(_, title(message.confirmed))] if message.confirmed else []
    lines.append(
        say.records_to_confirm(words.ngettext, message.left, editing_phrases.something_changed(_))
        if message.left
        else say.all_confirmed(_)
    )
    return Card(
        heading=say.records_heading(_, message.office, words.place(message.place)) if message.left else "",
        paragraphs=tuple(lines),
        notes=tuple(
            editing_phrases.how_to_read(words.ngettext, each.id, message.left) for each in message.records[:1]
        ),
        buttons=tuple(button for each in message.records for button in _checking(each, words)),
    )


def _checking(record: RecordNamed, words: Words) -> tuple[Button, Button]:
    return _confirm(record, words), something_changed(record.id, record.title, words)


def _confirm(record: RecordNamed, words: Words) -> Button:
    spoken = say.still_right(words.gettext, title(record.title))
    return Button("confirm_record", cut(spoken, LONGEST_BUTTON), (record.id,), spoken)


def _office(shown: OfficeShown, words: Words) -> str:
    return f"{shown.name}, {words.place(shown.place)}"


def _day(text: str, words: Words) -> str:
    return format_date(date.fromisoformat(text), format="long", locale=words.locale)


def _range(first: str, last: str, words: Words) -> str:
    return _day(first, words) if first == last else f"{_day(first, words)} – {_day(last, words)}"


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    ProfileShown: _profile,
    PlaceKept: _place_kept,
    DirectoryLeft: _left,
    RecordsToConfirm: _records,
}
