"""Cards about a conversation in which the bot is a member."""

from collections.abc import Callable, Mapping
from typing import Any

from bot import channel_phrases as phrases
from bot.card import Card
from bot.messages_of_channels import SilentInThread
from bot.phrases import Words


def _silent(message: SilentInThread, words: Words) -> Card:
    return Card(paragraphs=(phrases.silent(words.gettext),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {SilentInThread: _silent}
