"""Cards about merging records."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.card import Button, Card
from bot.cards.tasks import done, framed
from bot.messages.merging import (
    DraftMerged,
    DuplicatesShown,
    NearShown,
    RecordMerged,
    RecordNamed,
    RecordsKeptApart,
    RecordUnmerged,
)
from bot.phrases import Words
from bot.phrases import merge as phrases
from bot.phrases import record as record_phrases
from bot.records.parts import RESULT
from bot.shortening import cut_from, difference, one_line, title

# Characters of each text of a part, and parts: three records with all their parts stay one message of a chat.
LONGEST_DIFFERENCE, MOST_DIFFERENCES = 110, 6


def named(record: RecordNamed, words: Words) -> str:
    """Return the record by its number and title; one that the reader may not read by neither."""
    if not record.title:
        return phrases.another(words.gettext)
    return phrases.named(words.gettext, record.id, title(record.title))


def _merged(message: RecordMerged, words: Words) -> Card:
    _ = words.gettext
    day = format_date(date.fromisoformat(message.until), format="long", locale=words.locale)
    record, into = named(message.record, words), named(message.into, words)
    said = phrases.merged(_, record, into, day)
    undo = Button("unmerge", phrases.undo(_, message.record.id), (message.record.id,))
    fewer = (phrases.fewer_readers(_, record, into, message.fewer),) if message.fewer else ()
    for_named = (message.into.id,) if message.for_named else ()
    return Card(paragraphs=(said, *fewer), record=message.into.id, for_named=for_named, buttons=(undo,))


def _unmerged(message: RecordUnmerged, words: Words) -> Card:
    _, record, into = words.gettext, named(message.record, words), named(message.into, words)
    if not message.edited:
        return Card(paragraphs=(phrases.unmerged(_, record, into),))
    parts = "; ".join(record_phrases.label(_, each) for each in message.taken)
    return Card(paragraphs=(phrases.unmerged_but_edited(_, record, into, parts),))


def _duplicates(message: DuplicatesShown, words: Words) -> Card:
    _, record = words.gettext, named(message.record, words)
    if not message.near:
        over = (done(message.task, words, title(message.record.title)),) if message.task else ()
        card = Card(paragraphs=(phrases.nothing_near(_, record),), buttons=over)
    else:
        near = (line for each in message.near for line in _near(message, each, words))
        card = Card(
            heading=phrases.same(_),
            paragraphs=(phrases.near(_, record), *near),
            buttons=tuple(button for each in message.near for button in _offered(message, each, words)),
        )
    return framed(message.task, words, card) if message.task else card


def _near(message: DuplicatesShown, near: NearShown, words: Words) -> Iterator[str]:
    """Give the other record, then each part that differs with both texts, the other record's last."""
    facts = " · ".join(filter(None, (words.place(near.place), str(near.year or ""))))
    yield f"{near.record.id}. {title(near.record.title)}\n{facts}"
    for each in near.differences[:MOST_DIFFERENCES]:
        texts = [_text(each.part, text, words) for text in (each.text, each.other)]
        one, other = (cut_from(text, difference(*texts), LONGEST_DIFFERENCE) for text in texts)
        yield "\n".join(
            (
                record_phrases.label(words.gettext, each.part),
                phrases.of_record(message.record.id, one),
                phrases.of_record(near.record.id, other),
            )
        )


def _text(part: str, text: str, words: Words) -> str:
    if part == RESULT and text:
        return record_phrases.result(words, text)
    return one_line(text) or phrases.empty(words.gettext)


def _offered(message: DuplicatesShown, near: NearShown, words: Words) -> tuple[Button, Button]:
    _, ids = words.gettext, (message.record.id, near.record.id)
    merge, apart = phrases.merge_into(_, near.record.id), phrases.not_the_same(_, near.record.id)
    about = title(near.record.title)
    return (
        Button("merge_records", merge, ids, f"{merge}: {about}"),
        Button("told_apart", apart, ids, f"{apart}: {about}"),
    )


def _kept_apart(message: RecordsKeptApart, words: Words) -> Card:
    both = (named(message.record, words), named(message.other, words))
    return Card(paragraphs=(phrases.kept_apart(words.gettext, *both),))


def _draft_merged(message: DraftMerged, words: Words) -> Card:
    said = phrases.your_words_again if message.undone else phrases.your_words
    if message.nothing:
        said = phrases.said_already
    return Card(paragraphs=(said(words.gettext, title(message.title), named(message.into, words)),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    DraftMerged: _draft_merged,
    RecordMerged: _merged,
    RecordUnmerged: _unmerged,
    DuplicatesShown: _duplicates,
    RecordsKeptApart: _kept_apart,
}
