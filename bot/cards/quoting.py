"""Cards about replies that become answers, and records that are made of them."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.card import Button, Card, Contact, Elsewhere
from bot.cards.tasks import done, framed
from bot.messages.quoting import (
    AnswerQuoted,
    QuoteAnswered,
    QuoteAsked,
    QuoteRecorded,
    QuoteRefused,
    QuoteToKeep,
    QuoteWaits,
)
from bot.phrases import Words
from bot.phrases import quoting as phrases
from bot.phrases import standing as standing_phrases
from bot.shortening import LONGEST_QUESTION, cut, title
from bot.shown import PersonShown


def _asked(message: QuoteAsked, words: Words) -> Card:
    _, ids = words.gettext, (message.quote_id,)
    question = cut(message.question, LONGEST_QUESTION)
    actions = ("quote_named", "quote_nameless", "quote_no")
    offered = zip(actions, phrases.choices(_), strict=True)
    return Card(
        heading=phrases.may_i_quote(_),
        paragraphs=(phrases.about(_, question) if question else phrases.about_private(_),),
        quotation=message.text,
        closing=(phrases.what_for(_),),
        buttons=tuple(Button(action, label, ids) for action, label in offered),
    )


def _waits(message: QuoteWaits, words: Words) -> Card:
    return Card(paragraphs=(phrases.waits(words.gettext),))


def _answered(message: QuoteAnswered, words: Words) -> Card:
    return Card(paragraphs=(phrases.thanks(words.gettext, message.said),))


def _refused(message: QuoteRefused, words: Words) -> Card:
    return Card(paragraphs=(phrases.refused(words.gettext, silent=message.silent),))


def _quoted(message: AnswerQuoted, words: Words) -> Card:
    _ = words.gettext
    from_where = (words.kind_of_place(message.place),) if message.place else ()
    look = Button("still_looking", standing_phrases.still_looking(_), (message.question_id,))
    there = Elsewhere(phrases.answered_there(_), message.conversation, message.thread)
    return Card(
        paragraphs=(phrases.quoted(_, before=message.before),),
        contacts=_by(message.person, words),
        quotation=message.text,
        notes=() if message.person else (*from_where, phrases.nameless(_)),
        elsewhere=there if message.conversation else None,
        buttons=(look,) if message.question_id else (),
    )


def _to_keep(message: QuoteToKeep, words: Words) -> Card:
    _, label = words.gettext, phrases.make_a_record(words.gettext)
    question = cut(message.question, LONGEST_QUESTION)
    make = Button("record_of_answer", label, (message.quote_id,), f"{label}: {question}", primary=True)
    return framed(
        message.task,
        words,
        Card(
            heading=phrases.to_keep(_),
            paragraphs=(question,) if question else (),
            contacts=_by(message.person, words),
            quotation=message.text,
            closing=(phrases.how_to_keep(_),),
            buttons=(make, done(message.task, words, question)),
        ),
    )


def _recorded(message: QuoteRecorded, words: Words) -> Card:
    return Card(paragraphs=(phrases.recorded(words.gettext, title(message.title)),))


def _by(person: PersonShown | None, words: Words) -> tuple[Contact, ...]:
    return (Contact(person.chat_id, words.person(person)),) if person else ()


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    QuoteAsked: _asked,
    QuoteWaits: _waits,
    QuoteAnswered: _answered,
    QuoteRefused: _refused,
    AnswerQuoted: _quoted,
    QuoteToKeep: _to_keep,
    QuoteRecorded: _recorded,
}
