"""The card of every message: its words in the reader's language, in the parts that each chat lays out.

An answer has no card: each chat shows matches in its own way (bot/slack/answer.py, bot/console/render.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.card import Card
from bot.cards import (
    about_the_bot,
    channels,
    consent,
    curation,
    demand,
    digest_settings,
    digests,
    editing,
    files,
    follow_up,
    giving,
    introductions,
    merging,
    practice,
    profile,
    quoting,
    staff,
    standing,
)
from bot.messages import Message
from bot.phrases import Words, words

Made = Callable[[Any, Words], Card]

CARDS: Mapping[type, Made] = {
    **digest_settings.CARDS,
    **about_the_bot.CARDS,
    **introductions.CARDS,
    **staff.CARDS,
    **consent.CARDS,
    **follow_up.CARDS,
    **giving.CARDS,
    **files.CARDS,
    **profile.CARDS,
    **channels.CARDS,
    **practice.CARDS,
    **standing.CARDS,
    **digests.CARDS,
    **demand.CARDS,
    **merging.CARDS,
    **curation.CARDS,
    **editing.CARDS,
    **quoting.CARDS,
}


def card(message: Message, locale: str) -> Card:
    """Return the card of the message. Raises KeyError for an answer, which has none."""
    return CARDS[type(message)](message, words(locale))
