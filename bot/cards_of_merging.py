"""Cards about merging records."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from bot import merge_phrases as phrases
from bot.card import Button, Card
from bot.messages_of_merging import RecordMerged, RecordNamed, RecordUnmerged
from bot.phrases import Words
from bot.shortening import title


def named(record: RecordNamed, words: Words) -> str:
    """Return the record by its number and title."""
    return phrases.named(words.gettext, record.id, title(record.title))


def _merged(message: RecordMerged, words: Words) -> Card:
    _ = words.gettext
    day = format_date(date.fromisoformat(message.until), format="long", locale=words.locale)
    said = phrases.merged(_, named(message.record, words), named(message.into, words), day)
    undo = Button("unmerge", phrases.undo(_, message.record.id), (message.record.id,))
    return Card(paragraphs=(said,), record=message.into.id, buttons=(undo,))


def _unmerged(message: RecordUnmerged, words: Words) -> Card:
    _, record, into = words.gettext, named(message.record, words), named(message.into, words)
    if not message.edited:
        return Card(paragraphs=(phrases.unmerged(_, record, into),))
    parts = "; ".join(phrases.part(_, each) for each in message.taken)
    return Card(paragraphs=(phrases.unmerged_but_edited(_, record, into, parts),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {RecordMerged: _merged, RecordUnmerged: _unmerged}
