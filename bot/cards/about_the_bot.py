"""Cards about the bot itself: help, settings, thanks, refusals, failures."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.card import Button, Card
from bot.messages import (
    DemonstrationOffice,
    Failed,
    Help,
    PeersSetting,
    Refused,
    Thanked,
    Undeliverable,
)
from bot.phrases import Words
from bot.phrases.standing import still_looking


def _thanked(message: Thanked, words: Words) -> Card:
    if not message.question_id:
        return Card(paragraphs=(words.thanks(helpful=message.helpful),))
    look_on = Button("still_looking", still_looking(words.gettext), (message.question_id,))
    return Card(paragraphs=(words.thanks(helpful=message.helpful),), buttons=(look_on,))


def _peers(message: PeersSetting, words: Words) -> Card:
    return Card(paragraphs=(words.peers_setting(on=message.on),))


def _help(message: Help, words: Words) -> Card:
    return Card(paragraphs=(words.help_text(demonstration=message.demonstration),))


def _refused(message: Refused, words: Words) -> Card:
    return Card(paragraphs=(words.refusal(message.reason, dict(message.details)),))


def _failed(message: Failed, words: Words) -> Card:
    return Card(paragraphs=(words.failed(message.reference),))


def _undeliverable(message: Undeliverable, words: Words) -> Card:
    return Card(paragraphs=(words.undeliverable(message.reason, message.reference),))


def _demonstration_office(message: DemonstrationOffice, words: Words) -> Card:
    return Card(paragraphs=(words.demonstration_office(message.office, message.place),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    Thanked: _thanked,
    PeersSetting: _peers,
    Help: _help,
    Refused: _refused,
    Failed: _failed,
    Undeliverable: _undeliverable,
    DemonstrationOffice: _demonstration_office,
}
