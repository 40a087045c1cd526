"""Cards of introductions: what asker and peer read from the request to the first conversation."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.card import Button, Card, Contact
from bot.messages import (
    ConsentAsked,
    ConsentDeclined,
    ConsentGiven,
    Introduced,
    IntroductionNotMade,
    IntroductionRequested,
)
from bot.phrases import Words
from bot.shortening import LONGEST_QUESTION, cut, title
from bot.shown import PersonShown


def _requested(message: IntroductionRequested, words: Words) -> Card:
    return Card(paragraphs=(words.requested(replace(message, title=title(message.title))),))


def _consent(message: ConsentAsked, words: Words) -> Card:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION), title=title(message.title))
    ids, accept, decline = (message.introduction_id,), words.accept(), words.decline()
    return Card(
        heading=words.consent_heading(),
        paragraphs=(words.consent_request(shown),),
        notes=(words.consent_terms(shown),),
        buttons=(
            Button("accept", accept, ids, f"{accept}: {shown.title}", primary=True),
            Button("decline", decline, ids, f"{decline}: {shown.title}"),
        ),
    )


def _given(message: ConsentGiven, words: Words) -> Card:
    return Card(paragraphs=(words.consent_given(title(message.title)),))


def _declined(message: ConsentDeclined, words: Words) -> Card:
    return Card(paragraphs=(words.consent_declined(title(message.title)),))


def _introduced(message: Introduced, words: Words) -> Card:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION), title=title(message.title))
    return Card(
        heading=words.introduced_heading(),
        contacts=tuple(_contact(side, words) for side in (message.asker, message.peer)),
        quotation=words.introduced_about(shown),
        closing=(words.first_step(),),
        source=(shown.title, message.source_url),
    )


def _contact(side: PersonShown, words: Words) -> Contact:
    """Return the side; a name that is only their id in the chat is left out, since the mention shows it."""
    shown = replace(side, name=side.office) if side.name == side.chat_id else side
    return Contact(side.chat_id, cut(words.person(shown), LONGEST_QUESTION))


def _not_made(message: IntroductionNotMade, words: Words) -> Card:
    return Card(paragraphs=(words.not_made(title(message.title), message.place),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    IntroductionRequested: _requested,
    ConsentAsked: _consent,
    ConsentGiven: _given,
    ConsentDeclined: _declined,
    Introduced: _introduced,
    IntroductionNotMade: _not_made,
}
