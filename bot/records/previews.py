"""What a conversation sees of a record whose link somebody shared there; writes nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.card import Card
from bot.cards.practice import preview
from bot.network import Arrival
from bot.pages.record_links import LinkRead
from bot.phrases import Words, words
from bot.records import practice
from matching.domain import Visibility
from store import channel_settings


def previews(
    connection: Connection, arrival: Arrival, links: Mapping[str, LinkRead], its_words: Words, now: datetime
) -> dict[str, Card]:
    """Return a card for each link, by its address, that leads to a record of the network of who shared it.

    A link that was made for another network shows nothing here, whoever brought it.
    """
    cards = {}
    for address, link in links.items():
        record = practice.published(connection, arrival.workspace.network_id, link.record_id)
        if record is None or record.visibility is Visibility.NAMED:
            continue  # who reads the conversation is not only who may read the record
        if practice.linked(connection, link) == record:
            cards[address] = preview(practice.whole(record, now, link.record_id), its_words)
    return cards


def words_there(connection: Connection, arrival: Arrival, conversation: str, its_words: Words) -> Words:
    """Return the words of the language that staff set for the conversation, else these."""
    language = channel_settings.of(connection, arrival.workspace.id, conversation).language
    return words(language) if language else its_words
