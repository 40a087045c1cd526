"""Cards of the records themselves: what a search found, and one record whole."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.card import Button, Card
from bot.cards.whole import fitted, in_paragraphs, read_on
from bot.messages.curation import FIELDS
from bot.messages.practice import PracticesFound, PracticeShown, WholeShown
from bot.phrases import Words
from bot.phrases import editing as editing_phrases
from bot.phrases import merge as merge_phrases
from bot.phrases import practice as phrases
from bot.phrases import record as record_phrases
from bot.shortening import LONGEST_TITLE, cut, one_line, title
from bot.shown import MatchShown
from bot.topic_names import topic_name

LONGEST_SOURCE = 120  # characters of a source's title
LONGEST_PREVIEW = 250  # of one part under a link: two lines each, for the link itself leads to the rest
LONGEST_FACTS = 200  # characters of place, year and result


def _found(message: PracticesFound, words: Words) -> Card:
    heading = phrases.found(words.gettext, cut(one_line(message.text), LONGEST_TITLE))
    if not message.found:
        return Card(heading, (phrases.nothing(words.gettext),))
    lines = tuple(
        f"{each.record_id}. {title(each.title)}\n{cut(words.facts(each), LONGEST_FACTS)}"
        for each in message.found
    )
    return Card(heading, lines, notes=(phrases.how_to_show(words.gettext, message.found[0].record_id),))


def parts(message: PracticeShown, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the parts of the record that say something, in their order, each after its label."""
    _, record, details = words.gettext, message.record, message.details
    every = (
        (phrases.problem(_), message.problem),
        (words.what_they_did(), record.action),
        (words.what_came_of_it(), record.outcome),
        (phrases.figures(_), details.figures),
        (phrases.cost(_), details.cost),
        (phrases.staffing(_), details.staffing),
        (phrases.conditions(_), details.conditions),
        (phrases.lessons(_), message.lessons),
    )
    return tuple((label, text) for label, text in every if text.strip())


def further_facts(message: PracticeShown, words: Words) -> tuple[str, ...]:
    """Return when it ended and which of the Sustainable Development Goals' targets it serves, if known."""
    _, details = words.gettext, message.details
    ended = phrases.ended(_, details.year_end) if details.year_end else ""
    targets = phrases.sdg_targets(_, ", ".join(details.sdg_targets)) if details.sdg_targets else ""
    return tuple(filter(None, (ended, targets)))


def _shown(message: PracticeShown, words: Words) -> Card:
    record = message.record
    said = fitted(_said(message, words))
    cut_here, whole = read_on(said, (record.record_id, record.title), words)
    notes = (words.source_language(record), words.checked(record))
    return Card(
        title(record.title),
        said.paragraphs,
        closing=cut_here,
        notes=tuple(filter(None, (merged(message, words), *notes, _state(message, words)))),
        source=(_title_of_source(record), record.source_url),
        record=record.record_id,
        for_named=(record.record_id,) if record.for_named else (),
        buttons=(*whole, *curating(message, words)),
    )


def _said(message: PracticeShown, words: Words) -> Iterator[tuple[str, str]]:
    """Give all that the record says beside its title, each after its label, "" for none."""
    record = message.record
    facts = (words.facts(record), record.office, *further_facts(message, words))
    yield "", " · ".join(filter(None, facts))
    for line in (*topics(message, words), *_for_staff(message, words)):
        yield "", line
    yield from parts(message, words)
    further = (f"• {source_line(each)}" for each in message.details.sources)
    yield f"{phrases.more_sources(words.gettext)}\n", "\n".join(further)


def topics(message: PracticeShown, words: Words) -> tuple[str, ...]:
    """Return the record's topics after their label, nothing if it has none."""
    listed = words.listed(map(topic_name, message.topics))
    return (_labelled("topics", listed, words),) if listed else ()


def _for_staff(message: PracticeShown, words: Words) -> Iterator[str]:
    """Give who may read the record and who verified it until when, to those who can change that."""
    _, curation = words.gettext, message.curation
    if curation is None:
        return
    yield _labelled("visibility", record_phrases.visibility(_, curation.visibility), words)
    if curation.readers:
        yield _labelled("readers", words.listed(curation.readers), words)
    if message.record.verify_by:
        day = words.day(message.record.verify_by)
        yield phrases.verified_by(_, curation.verifier, day)


def _labelled(field: str, text: str, words: Words) -> str:
    label = record_phrases.label(words.gettext, field)
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def merged(message: PracticeShown, words: Words) -> str:
    """Return that the record that was asked for was merged into this one, "" if it is this one."""
    return merge_phrases.merged_here(words.gettext, message.merged) if message.merged else ""


def _state(message: PracticeShown, words: Words) -> str:
    if message.curation is None or message.curation.state == "published":
        return ""
    return editing_phrases.not_found_by_anybody(words.gettext)


def curating(message: PracticeShown, words: Words) -> tuple[Button, ...]:
    """Return what staff can do about the record; nothing for others."""
    _, record, curation = words.gettext, message.record, message.curation
    if curation is None:
        return ()
    labels = {"edit_record": editing_phrases.edit(_)}
    if curation.state == "published":
        labels |= {
            "verify_record": editing_phrases.verify_title(_),
            "withdraw_record": editing_phrases.withdraw(_),
        }
    labels["record_history"] = editing_phrases.history_button(_)
    about, ids = title(record.title), (record.record_id,)
    offered = tuple(Button(action, label, ids, f"{label}: {about}") for action, label in labels.items())
    if not curation.can_restore:
        return offered
    back, revision = editing_phrases.put_back(_), curation.revision
    return (*offered, Button("restore_record", back, (*ids, revision), f"{back}: {about}"))


def preview(message: PracticeShown, words: Words) -> Card:
    """Return the card under a link to the record: place, problem, what was done, age of the source."""
    record = message.record
    shown = ((phrases.problem(words.gettext), message.problem), (words.what_they_did(), record.action))
    said = tuple(f"{label} {cut(one_line(text), LONGEST_PREVIEW)}" for label, text in shown if text.strip())
    return Card(
        title(record.title),
        (cut(words.facts(record), LONGEST_FACTS), *said),
        notes=tuple(
            filter(None, (merged(message, words), words.source_language(record), words.checked(record)))
        ),
        source=(_title_of_source(record), record.source_url),
    )


def source_line(source: tuple[str, str]) -> str:
    """Return the title and the address of a source on one line."""
    return " ".join(filter(None, map(one_line, source)))


def _whole(message: WholeShown, words: Words) -> Card:
    """Return one of the messages that show all of a record; a part that goes on has no label."""
    count = f" ({message.number}/{message.of})" if message.of > 1 else ""
    labelled = (_labelled(name, text, words) if name in FIELDS else text for name, text in message.parts)
    return Card(
        f"{message.record_id}. {title(message.title)}{count}",
        tuple(paragraph for text in labelled for paragraph in in_paragraphs(text)),
    )


def _title_of_source(record: MatchShown) -> str:
    return cut(one_line(record.source_title or record.source_url), LONGEST_SOURCE)


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    PracticesFound: _found,
    PracticeShown: _shown,
    WholeShown: _whole,
}
