"""Cards about a conversation in which the bot is a member."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.card import Card
from bot.messages.channels import ChannelShown, SilentInThread, StaffChannelShown
from bot.phrases import Words
from bot.phrases import channel as phrases
from bot.topic_names import topic_name


def _silent(message: SilentInThread, words: Words) -> Card:
    return Card(paragraphs=(phrases.silent(words.gettext),))


def _shown(message: ChannelShown, words: Words) -> Card:
    _ = words.gettext
    language = phrases.language_name(_, message.language, words.locale)
    said = [phrases.answers_here(_, message.answers)]
    if message.topics:
        said.append(phrases.topics_here(_, words.listed(map(topic_name, message.topics))))
    if message.private:
        said.append(phrases.private_here(_))
    return Card(paragraphs=(*said, phrases.language_here(_, language), phrases.how_to_change(_)))


def _for_staff(message: StaffChannelShown, words: Words) -> Card:
    return Card(paragraphs=(phrases.staff_channel(words.gettext, here=message.here),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    SilentInThread: _silent,
    ChannelShown: _shown,
    StaffChannelShown: _for_staff,
}
