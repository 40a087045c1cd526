"""Cards for the peer: the request, and what becomes of it by their decision."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.card import Button, Card
from bot.messages import ConsentAsked, ConsentDeclined, ConsentGiven
from bot.messages.introductions import (
    AskerLeft,
    ConsentEnough,
    ConsentHandedOver,
    ConsentLapsed,
    ConsentSnoozed,
    ConsentWritten,
    PausedKindly,
    PeerWrote,
)
from bot.phrases import Words
from bot.phrases import consent as phrases
from bot.shortening import LONGEST_QUESTION, cut, title


def _asked(message: ConsentAsked, words: Words) -> Card:
    shown = replace(message, title=title(message.title))
    return Card(
        heading=phrases.heading(words.gettext, shown),
        paragraphs=(phrases.who_asks(words, shown),),
        quotation=cut(message.question, LONGEST_QUESTION),
        closing=tuple(filter(None, (phrases.why_you(words, shown), *_hurry(shown, words)))),
        notes=phrases.terms(words, shown),
        buttons=_buttons(shown, words),
    )


def _hurry(message: ConsentAsked, words: Words) -> tuple[str, ...]:
    return (phrases.urgent(words.gettext, reminder=message.turn == "reminder"),) if message.urgent else ()


def _buttons(message: ConsentAsked, words: Words) -> tuple[Button, ...]:
    return tuple(
        Button(action, label, (message.introduction_id,), f"{label}: {about}", primary=action == "accept")
        for action, label in phrases.labels(words.gettext).items()
        if action != "snooze" or message.can_snooze
        for about in (message.title or cut(message.question, LONGEST_QUESTION),)
    )


def _given(message: ConsentGiven, words: Words) -> Card:
    if message.waits:
        return Card(paragraphs=(phrases.kept(words.gettext),))
    return Card(paragraphs=(phrases.given(words.gettext, title(message.title)),))


def _declined(message: ConsentDeclined, words: Words) -> Card:
    return Card(paragraphs=(phrases.declined(words.gettext, title(message.title)),))


def _snoozed(message: ConsentSnoozed, words: Words) -> Card:
    return Card(paragraphs=(phrases.snoozed(words, message.again_on),))


def _handed_over(message: ConsentHandedOver, words: Words) -> Card:
    return Card(paragraphs=(phrases.handed_over(words.gettext, message.colleague),))


def _written(message: ConsentWritten, words: Words) -> Card:
    if message.waits:
        return Card(paragraphs=(phrases.kept(words.gettext),))
    return Card(paragraphs=(phrases.written(words.gettext, attributable=message.attributable),))


def _lapsed(message: ConsentLapsed, words: Words) -> Card:
    said = phrases.lapsed(words.gettext, written=message.written)
    return Card(paragraphs=(said,), quotation=cut(message.question, LONGEST_QUESTION))


def _enough(message: ConsentEnough, words: Words) -> Card:
    if message.handing_over:
        return Card(paragraphs=(phrases.nobody_instead(words.gettext),))
    say = phrases.not_needed if message.put_off else phrases.enough
    return Card(paragraphs=(say(words.gettext),))


def _asker_left(message: AskerLeft, words: Words) -> Card:
    question = cut(message.question, LONGEST_QUESTION)
    return Card(paragraphs=(words.refusal("asker_left", {}),), quotation=question)


def _peer_wrote(message: PeerWrote, words: Words) -> Card:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION), title=title(message.title))
    terms = () if message.person is not None else (phrases.not_attributable(words.gettext),)
    return Card(
        paragraphs=(phrases.peer_wrote(words, shown),),
        quotation=message.text,
        closing=(phrases.about_question(words.gettext, shown),),
        notes=terms,
    )


def _paused(message: PausedKindly, words: Words) -> Card:
    button = Button("resume", phrases.resume(words.gettext))
    return Card(paragraphs=(phrases.paused(words, message.until),), buttons=(button,))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    ConsentAsked: _asked,
    ConsentGiven: _given,
    ConsentDeclined: _declined,
    ConsentSnoozed: _snoozed,
    ConsentHandedOver: _handed_over,
    ConsentWritten: _written,
    ConsentEnough: _enough,
    ConsentLapsed: _lapsed,
    AskerLeft: _asker_left,
    PeerWrote: _peer_wrote,
    PausedKindly: _paused,
}
