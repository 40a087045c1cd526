"""Cards of introductions for the asker, and for both: from the request to the first conversation."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.card import Button, Card, Contact
from bot.messages import Introduced, IntroductionNotMade, IntroductionRequested
from bot.messages.introductions import (
    IntroductionProgress,
    MetInThread,
    MetLately,
    NobodyFree,
    PlaceNeeded,
    TextToCopy,
    UrgencyNoted,
    VerificationAwaited,
)
from bot.phrases import Words
from bot.phrases import introduction as phrases
from bot.phrases import words as words_in
from bot.shortening import LONGEST_QUESTION, cut, title
from bot.shown import PersonShown


def _requested(message: IntroductionRequested, words: Words) -> Card:
    said = phrases.requested(words, replace(message, title=title(message.title)))
    follows = phrases.what_follows(words.gettext, urgent=message.urgent, alone=message.alone)
    if message.urgent or message.alone or not message.question_id:
        return Card(paragraphs=(said,), notes=(follows,))
    button = Button("urgent", phrases.it_is_urgent(words.gettext), (message.question_id,))
    return Card(paragraphs=(said,), notes=(follows, phrases.urgent_means(words.gettext)), buttons=(button,))


def _urgent(message: UrgencyNoted, words: Words) -> Card:
    said = phrases.urgency_noted(words.gettext, cut(message.question, LONGEST_QUESTION))
    follows = phrases.what_follows(words.gettext, urgent=True, alone=message.alone)
    return Card(paragraphs=(said,), notes=(follows,))


def _place_needed(message: PlaceNeeded, words: Words) -> Card:
    label = phrases.tell_place(words.gettext)
    button = Button("place", label, (message.introduction_id,), primary=True)
    return Card(paragraphs=(phrases.place_needed(words.gettext),), buttons=(button,))


def _verification(_message: VerificationAwaited, words: Words) -> Card:
    return Card(paragraphs=(phrases.verification_awaited(words.gettext),))


def _nobody_free(message: NobodyFree, words: Words) -> Card:
    return Card(paragraphs=(phrases.nobody_free(words, message.again_on),))


def _met_lately(message: MetLately, words: Words) -> Card:
    return Card(paragraphs=(phrases.met_lately(words, message),))


def _progress(message: IntroductionProgress, words: Words) -> Card:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION))
    return Card(paragraphs=(phrases.progress(words, shown),))


def _not_made(message: IntroductionNotMade, words: Words) -> Card:
    shown = replace(message, title=title(message.title), question=cut(message.question, LONGEST_QUESTION))
    return Card(paragraphs=(phrases.not_made(words, shown),))


def _introduced(message: Introduced, words: Words) -> Card:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION), title=title(message.title))
    other = words_in(shown.also_in) if shown.also_in else None
    again = _in_another_language(shown, other) if other is not None and other.locale != words.locale else ()
    return Card(
        heading=phrases.introduced_heading(words.gettext),
        contacts=tuple(_contact(side, words) for side in (message.asker, message.peer)),
        quotation=phrases.introduced_about(words.gettext, shown),
        closing=(*_to_begin_with(shown, words), *again),
        notes=(phrases.record_withdrawn(words.gettext),) if message.withdrawn else (),
        source=(shown.title, message.source_url) if message.source_url else ("", ""),
    )


def _to_begin_with(message: Introduced, words: Words) -> tuple[str, ...]:
    questions = filter(None, (phrases.opener(words.gettext, each) for each in message.openers))
    numbered = (f"{number}. {question}" for number, question in enumerate(questions, start=1))
    why = words.why(message.reasons) if message.reasons else ""
    parts = (why, phrases.in_common(words, message), phrases.first_step(words.gettext), *numbered)
    return tuple(filter(None, parts))


def _in_another_language(message: Introduced, words: Words) -> tuple[str, ...]:
    """Return for the second reader what the first reads; names, places and the question are above."""
    return ("—", phrases.introduced_heading(words.gettext), *_to_begin_with(message, words))


def _contact(side: PersonShown, words: Words) -> Contact:
    """Return the side; a name that is only their id in the chat is left out, since the mention shows it."""
    shown = replace(side, name=side.office) if side.name == side.chat_id else side
    return Contact(side.chat_id, cut(words.person(shown), LONGEST_QUESTION))


def _in_thread(message: MetInThread, words: Words) -> Card:
    question = cut(message.question, LONGEST_QUESTION)
    return Card(paragraphs=(phrases.met_in_thread(words.gettext, question),))


def _to_copy(message: TextToCopy, words: Words) -> Card:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION), title=title(message.title))
    return Card(
        paragraphs=(phrases.out_of_reach(words.gettext, shown),), copyable=phrases.email(words, shown)
    )


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    IntroductionRequested: _requested,
    PlaceNeeded: _place_needed,
    VerificationAwaited: _verification,
    NobodyFree: _nobody_free,
    MetLately: _met_lately,
    IntroductionProgress: _progress,
    UrgencyNoted: _urgent,
    IntroductionNotMade: _not_made,
    Introduced: _introduced,
    MetInThread: _in_thread,
    TextToCopy: _to_copy,
}
