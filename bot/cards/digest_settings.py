"""Cards about the summaries of a channel, for staff: when they come, how they ended, and what went wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.card import Card, Contact
from bot.cards.tasks import done, framed
from bot.messages.digests import (
    SHARED_OUTSIDE,
    DigestComing,
    DigestEnded,
    DigestFailed,
    DigestHistoryShown,
    DigestSettingShown,
)
from bot.phrases import Words
from bot.phrases import digest as phrases


def _setting(message: DigestSettingShown, words: Words) -> Card:
    _ = words.gettext
    if message.state == "off":
        return Card(paragraphs=(phrases.no_summaries(_, personal=message.personal),))
    if message.state == "paused":
        return Card(paragraphs=_paused(message, words))
    at = words.clock(message.at)
    said = [phrases.every(_, message.weekday, at, message.time_zone or "UTC", words.locale)]
    if message.next_at:
        planned = datetime.fromisoformat(message.next_at)
        day = words.day(planned.date().isoformat())
        said.append(phrases.next_on(_, day, words.clock(planned.strftime("%H:%M"))))
    said.append(phrases.empty_weeks(_, message.empty_weeks))
    if message.outsiders:
        said.append(phrases.for_outsiders(_))
    if message.shared:
        said.append(phrases.shared_here(_))
    return Card(paragraphs=tuple(said))


def _paused(message: DigestSettingShown, words: Words) -> tuple[str, ...]:
    """Return that summaries are paused, and the way out where going on alone would be refused again."""
    _ = words.gettext
    if message.shared or message.paused_why == SHARED_OUTSIDE:
        return phrases.paused(_, personal=False), phrases.shared_here(_)
    why = (phrases.why(_, message.paused_why),) if message.paused_why else ()
    return phrases.paused(_, personal=message.personal), *why


def _coming(message: DigestComing, words: Words) -> Card:
    return Card(paragraphs=(phrases.coming(words.gettext, if_any=message.if_any),))


def _history(message: DigestHistoryShown, words: Words) -> Card:
    _ = words.gettext
    lines = tuple(_ended(each, words) for each in message.ended)
    return Card(phrases.history_heading(_), lines or (phrases.no_history(_),))


def _ended(each: DigestEnded, words: Words) -> str:
    _ = words.gettext
    why = phrases.why(_, each.why) if each.why else ""
    return words.listed((words.day(each.on), phrases.ended(_, each.state), why))


def _failed(message: DigestFailed, words: Words) -> Card:
    _ = words.gettext
    day = words.day(message.on)
    said = phrases.failed(_, {"day": day, "why": phrases.why(_, message.why)})
    card = Card(
        phrases.failed_heading(_),
        contacts=(Contact(message.conversation, said, conversation=True),),
        closing=(phrases.failed_next(_, message.why, paused=message.paused),),
    )
    if message.task is None:
        return card
    return framed(message.task, words, replace(card, buttons=(done(message.task, words, day),)))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    DigestSettingShown: _setting,
    DigestComing: _coming,
    DigestHistoryShown: _history,
    DigestFailed: _failed,
}
