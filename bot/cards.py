"""The card of every message: its words in the reader's language, in the parts that each chat lays out.

An answer has no card: each chat shows matches in its own way (bot/slack/answer.py, bot/console/render.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot import (
    cards_about_digests,
    cards_about_the_bot,
    cards_of_channels,
    cards_of_consent,
    cards_of_curation,
    cards_of_demand,
    cards_of_digests,
    cards_of_editing,
    cards_of_files,
    cards_of_follow_up,
    cards_of_giving,
    cards_of_introductions,
    cards_of_merging,
    cards_of_practice,
    cards_of_profile,
    cards_of_quoting,
    cards_of_staff,
    cards_of_standing,
)
from bot.card import Card
from bot.messages import Message
from bot.phrases import Words, words

Made = Callable[[Any, Words], Card]

CARDS: Mapping[type, Made] = {
    **cards_about_digests.CARDS,
    **cards_about_the_bot.CARDS,
    **cards_of_introductions.CARDS,
    **cards_of_staff.CARDS,
    **cards_of_consent.CARDS,
    **cards_of_follow_up.CARDS,
    **cards_of_giving.CARDS,
    **cards_of_files.CARDS,
    **cards_of_profile.CARDS,
    **cards_of_channels.CARDS,
    **cards_of_practice.CARDS,
    **cards_of_standing.CARDS,
    **cards_of_digests.CARDS,
    **cards_of_demand.CARDS,
    **cards_of_merging.CARDS,
    **cards_of_curation.CARDS,
    **cards_of_merging.CARDS,
    **cards_of_editing.CARDS,
    **cards_of_quoting.CARDS,
}


def card(message: Message, locale: str) -> Card:
    """Return the card of the message. Raises KeyError for an answer, which has none."""
    return CARDS[type(message)](message, words(locale))
