"""Questions to begin a conversation with: what the record does not say is what to ask its office."""

import unicodedata
from collections.abc import Iterator

from matching.domain import PracticeRecord

SHOWN = 2  # issue 4's number; more would be a questionnaire
WITHOUT_RECORD = ("tried", "lessons")


def openers(record: PracticeRecord | None) -> tuple[str, ...]:
    """Return the codes of two questions, drawn from what the record leaves open."""
    return WITHOUT_RECORD if record is None else tuple(_left_open(record))[:SHOWN]


def _left_open(record: PracticeRecord) -> Iterator[str]:
    if not record.outcome:
        yield "outcome"
    if not record.lessons:
        yield "lessons"
    if record.year_start is None:
        yield "year"
    if not any(unicodedata.category(letter) == "Sc" for letter in record.text):
        yield "costs"  # no currency sign anywhere: the sum is not said
    yield "staff"  # a record has no field for it
    yield "lessons"  # what is written about lessons is never all of them
