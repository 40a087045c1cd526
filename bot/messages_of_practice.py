"""What is said about the records themselves; as bot/messages.py."""

from dataclasses import dataclass
from typing import Literal

from bot.shown import NO_DETAILS, DetailsShown, MatchShown


@dataclass(frozen=True, slots=True)
class PracticesFound:
    """What was found for some words, the best first; none means that nothing fits."""

    text: str
    found: tuple[MatchShown, ...]
    kind: Literal["practices_found"] = "practices_found"


@dataclass(frozen=True, slots=True)
class PracticeShown:
    """One whole record: what a match shows of it, and the parts that an answer has no room for.

    `merged` is the number of the record that was asked for, if that one was merged into this one.
    """

    record: MatchShown
    problem: str
    lessons: str
    details: DetailsShown = NO_DETAILS
    merged: int = 0
    kind: Literal["practice_shown"] = "practice_shown"


MessageOfPractice = PracticesFound | PracticeShown
