"""Questions to begin a conversation with: what the record does not say is what to ask its office."""

import unicodedata
from collections.abc import Iterator

from matching.domain import PracticeRecord

SHOWN = 2  # issue 4's number; more would be a questionnaire
# Also of a record that leaves nothing open: what is written about lessons is never all of them.
ALWAYS = ("lessons", "tried")
WITHOUT_RECORD = ("tried", "lessons")


def openers(record: PracticeRecord | None) -> tuple[str, ...]:
    """Return the codes of two questions, drawn from what the record leaves open."""
    if record is None:
        return WITHOUT_RECORD
    return tuple(dict.fromkeys((*_left_open(record), *ALWAYS)))[:SHOWN]


def _left_open(record: PracticeRecord) -> Iterator[str]:
    if not record.outcome:
        yield "outcome"
    if not record.lessons:
        yield "lessons"
    if record.year_start is None:
        yield "year"
    if not (record.details.cost or _names_a_sum(record.text)):
        yield "costs"
    if not record.details.staffing:
        yield "staff"
    if not record.details.figures:
        yield "figures"
    if not record.details.conditions:
        yield "conditions"


def _names_a_sum(text: str) -> bool:
    """Say whether a currency sign stands somewhere."""
    return any(unicodedata.category(letter) == "Sc" for letter in text)
