"""Cards about files of records: what importing one would do, what it did, and one that staff asked for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.card import Button, Card
from bot.messages.files import (
    ChangeShown,
    ExportNotSent,
    FileImported,
    FilePreviewed,
    FileThrownAway,
    RecordsExported,
)
from bot.phrases import Words
from bot.phrases import editing as editing_phrases
from bot.phrases import file as say
from bot.phrases import giving as giving_phrases
from bot.shortening import cut, one_line, title

LONGEST_REASON = 300  # characters; the longest names a field, what it holds, and what it should hold
MOST_TOPICS = 10  # named after an import
LONGEST_NAME = 60  # characters of a column's name


def _previewed(message: FilePreviewed, words: Words) -> Card:
    _, counts = words.gettext, message.counts
    again = (say.again(_),) if message.again else ()
    notes = (say.all_rejected(_),) if counts.rejected else ()
    buttons: tuple[Button, ...] = ()
    if message.file_id:
        buttons = (
            Button(
                "import_file",
                say.import_button(words, counts.new + counts.changed),
                (message.file_id, message.seen),
                primary=True,
            ),
            Button("drop_file", giving_phrases.drop(_), (message.file_id,)),
        )
    return Card(
        heading=say.heading(_, title(message.name)),
        paragraphs=(*again, say.counts(words, counts), *_told(message, words)),
        notes=(*notes, say.kept(_) if message.file_id else say.nothing_to_import(_)),
        buttons=buttons,
    )


def _told(message: FilePreviewed, words: Words) -> Iterator[str]:
    yield from _published(message, words)
    yield from _warnings(message, words)
    yield from _new(message, words)
    yield from _changes(message, words)
    yield from _rejected(message, words)


def _published(message: FilePreviewed, words: Words) -> Iterator[str]:
    _ = words.gettext
    lines = []
    for each in message.published:
        reason = editing_phrases.because(_, cut(one_line(each.reason), LONGEST_REASON)) if each.reason else ""
        why = ". ".join(filter(None, (editing_phrases.change(_, each.by), reason)))
        lines.append(say.change(words, each.line, title(each.title), (why,)))
    yield from _listed(words, say.published_again(_), lines, message.unpublished)


def _warnings(message: FilePreviewed, words: Words) -> Iterator[str]:
    _ = words.gettext
    if message.doubtful:
        yield say.doubtful(words, message.doubtful)
    if message.says_nothing:
        yield say.says_nothing(_)
    if message.edited_here:
        yield say.edited_here(words, message.edited_here)
    if message.topics:
        topics = (say.topic(_, title(each.name), title(each.near)) for each in message.topics)
        yield say.new_topics(_, words.listed(topics))
        yield from _more(words, message.new_topics - len(message.topics))
    if message.columns:
        yield say.unused_columns(
            _, words.listed(cut(one_line(each), LONGEST_NAME) for each in message.columns)
        )
        yield from _more(words, message.unused_columns - len(message.columns))


def _new(message: FilePreviewed, words: Words) -> Iterator[str]:
    lines = [say.row(words.gettext, each.line, title(each.title)) for each in message.new]
    yield from _listed(words, say.new_records(words.gettext), lines, message.counts.new)


def _changes(message: FilePreviewed, words: Words) -> Iterator[str]:
    lines = [_change(words, each) for each in message.changes]
    yield from _listed(words, say.changes(words.gettext), lines, message.counts.changed)


def _rejected(message: FilePreviewed, words: Words) -> Iterator[str]:
    lines = [
        say.row(words.gettext, each.line, cut(one_line(each.reason), LONGEST_REASON)) for each in message.rows
    ]
    yield from _listed(words, say.rejected(words.gettext), lines, message.counts.rejected)


def _listed(words: Words, above: str, lines: list[str], count: int) -> Iterator[str]:
    if lines:
        yield above
        yield from (f"• {line}" for line in lines)
        yield from _more(words, count - len(lines))


def _more(words: Words, count: int) -> Iterator[str]:
    if count > 0:
        yield say.more(words, count)


def _change(words: Words, each: ChangeShown) -> str:
    said = say.change(words, each.line, title(each.title), each.fields)
    return say.edited_since(words.gettext, said) if each.edited_here else said


def _imported(message: FileImported, words: Words) -> Card:
    topics = words.listed(title(each) for each in message.new_topics[:MOST_TOPICS])
    new_topics = (say.new_topics(words.gettext, topics),) if topics else ()
    done = (say.imported(words.gettext, title(message.name)), say.counts(words, message.counts))
    return Card(paragraphs=(*done, *new_topics))


def _thrown_away(message: FileThrownAway, words: Words) -> Card:
    return Card(paragraphs=(say.thrown_away(words.gettext, title(message.name)),))


def _exported(message: RecordsExported, words: Words) -> Card:
    _ = words.gettext
    after = say.exported_to_change(_) if message.importable else say.exported_for_operators(_)
    holds = say.exported(words, message.count, title(message.network))
    return Card(paragraphs=(f"{holds} {after}",), notes=(say.exported_for_whom(_),))


def _not_sent(message: ExportNotSent, words: Words) -> Card:
    return Card(paragraphs=(say.export_not_sent(words.gettext, message.reference),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    FilePreviewed: _previewed,
    FileImported: _imported,
    FileThrownAway: _thrown_away,
    RecordsExported: _exported,
    ExportNotSent: _not_sent,
}
