"""Cards of the records themselves: what a search found, and one record whole."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.card import Button, Card
from bot.messages.practice import PracticesFound, PracticeShown
from bot.phrases import Words
from bot.phrases import editing as editing_phrases
from bot.phrases import merge as merge_phrases
from bot.phrases import practice as phrases
from bot.phrases import record as record_phrases
from bot.shortening import LONGEST_TITLE, cut, one_line, title
from bot.shown import MatchShown

LONGEST_SOURCE = 120  # characters of a source's title
# Characters of one part: eight of them stay below the 13,000 at which Slack refused whole messages.
LONGEST_PART = 1_200
MOST_SOURCES = 5  # beside the first
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
    said = tuple(f"{label} {cut(text, LONGEST_PART)}" for label, text in parts(message, words))
    further = tuple(f"• {title_and_address(each)}" for each in message.details.sources[:MOST_SOURCES])
    if further:
        said = (*said, "\n".join((phrases.more_sources(words.gettext), *further)))
    facts = filter(None, (words.facts(record), record.office, *further_facts(message, words)))
    notes = (words.source_language(record), words.checked(record))
    about = (cut(" · ".join(facts), LONGEST_FACTS), *topics(message, words), *_for_staff(message, words))
    return Card(
        title(record.title),
        (*about, *said),
        notes=tuple(filter(None, (merged(message, words), *notes, _state(message, words)))),
        source=(_title_of_source(record), record.source_url),
        record=record.record_id,
        buttons=curating(message, words),
    )


def topics(message: PracticeShown, words: Words) -> tuple[str, ...]:
    """Return the record's topics after their label, nothing if it has none."""
    listed = words.listed(message.topics)
    return (cut(_labelled("topics", listed, words), LONGEST_FACTS),) if listed else ()


def _for_staff(message: PracticeShown, words: Words) -> Iterator[str]:
    """Give who may read the record and who verified it until when, to those who can change that."""
    _, curation = words.gettext, message.curation
    if curation is None:
        return
    yield _labelled("visibility", record_phrases.visibility(_, curation.visibility), words)
    if curation.readers:
        yield cut(_labelled("readers", words.listed(curation.readers), words), LONGEST_PART)
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


def title_and_address(source: tuple[str, str]) -> str:
    """Return the source on one line."""
    return cut(" ".join(filter(None, map(one_line, source))), LONGEST_FACTS)


def _title_of_source(record: MatchShown) -> str:
    return cut(one_line(record.source_title or record.source_url), LONGEST_SOURCE)


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {PracticesFound: _found, PracticeShown: _shown}
