"""The form to merge a record into another one: for each part that differs, whose text stays."""

from datetime import datetime

from sqlalchemy import Connection

from bot.events import Event
from bot.events.duplicate import MergeDecided
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.forms.checks import one
from bot.importing.checking import LONGEST_TEXT
from bot.narrowest import LONGEST_CHOICE
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import draft as draft_phrases
from bot.phrases import merge as merge_phrases
from bot.phrases import record as record_phrases
from bot.records import merging
from bot.records import parts as record_parts
from bot.records.merging import Pair
from bot.records.parts import BOTH, INTO, RECORD, RESULT
from bot.refusal import Refusal
from bot.shortening import cut, one_line, title

NAME = "merge_records"
LONGEST_TITLE = 2 * LONGEST_CHOICE - 20  # a choice and the line below it show so much with the number before
LONGEST_HINT = 900  # characters of each text, so that both stand below the choices


def opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form for a record and the one to merge it into; it carries the revisions of both.

    Raises Refusal for others than staff, and for records that cannot be merged.
    """
    two = merging.pair(connection, arrival, ids[0], ids[1])
    _ = words.gettext
    record, into = (merge_phrases.named(_, each.id, title(each.title)) for each in (two.record, two.into))
    intro = [merge_phrases.intro(_, record, into)]
    if two.restricts:
        fewer = merge_phrases.fewer_if_any_stays if two.of_draft else merge_phrases.fewer_readers
        intro.append(fewer(_, record, into, two.narrower.value))
    return Form(
        name=NAME,
        ids=(two.record.id, two.record.revision, two.into.id, two.into.revision),
        title=merge_phrases.title(_),
        submit=merge_phrases.title(_),
        intro=" ".join(intro),
        fields=tuple(_field(words, two, part) for part in record_parts.differing(two.record, two.into)),
    )


def checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return a sentence for each choice that cannot stay.

    Raises Refusal as `opened`, and if one of the records has changed since.
    """
    record_id, record_seen, into_id, into_seen = submitted.ids
    two = merging.pair(connection, arrival, record_id, into_id)
    if (record_seen, into_id, into_seen) != (two.record.revision, two.into.id, two.into.revision):
        raise Refusal("records_changed")
    mistakes = {
        part: mistake(words, two, part, one(submitted, part))
        for part in record_parts.differing(two.record, two.into)
    }
    return {part: sentence for part, sentence in mistakes.items() if sentence}


def event(submitted: Submitted) -> Event:
    """Return what a submission without mistakes means."""
    record_id, record_seen, into_id, into_seen = submitted.ids
    chosen = {part: one(submitted, part) for part in submitted.values}
    return MergeDecided(submitted.speaker, submitted.spot, record_id, record_seen, into_id, into_seen, chosen)


KIND = FormKind(opened, checked, event)


def _field(words: Words, two: Pair, part: str) -> Field:
    _, record, into = words.gettext, _shown(words, two, part, RECORD), _shown(words, two, part, INTO)
    said = {
        RECORD: merge_phrases.of_record(two.record.id, cut(record, LONGEST_TITLE)),
        INTO: merge_phrases.of_record(two.into.id, cut(into, LONGEST_TITLE)),
        BOTH: merge_phrases.both(_),
    }
    offered = record_parts.choices(two.record, two.into, part)
    whole = [
        merge_phrases.of_record(number, cut(text, LONGEST_HINT))
        for number, text in ((two.into.id, into), (two.record.id, record))
        if len(text) > LONGEST_TITLE
    ]
    return Field(
        name=part,
        label=record_phrases.label(_, part),
        kind="one",
        hint=" | ".join(whole),
        values=(offered[0],),
        options=tuple(Option(each, said[each]) for each in offered),
    )


def _shown(words: Words, two: Pair, part: str, whose: str) -> str:
    text = record_parts.text_of(two.record if whose == RECORD else two.into, part)
    if part == RESULT and text:
        return record_phrases.result(words, text)
    return one_line(text) or merge_phrases.empty(words.gettext)


def mistake(words: Words, two: Pair, part: str, choice: str) -> str:
    """Return why the choice cannot stay, "" if it can."""
    if choice not in record_parts.choices(two.record, two.into, part):
        return draft_phrases.choose(words.gettext)
    length = len(record_parts.joined(two.record, two.into, part)) if choice == BOTH else 0
    return draft_phrases.too_long(length, LONGEST_TEXT, words) if length > LONGEST_TEXT else ""
