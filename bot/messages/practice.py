"""What is said about the records themselves; as bot/messages."""

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
class CurationShown:
    """How a record stands, for staff; with its `revision` it can be put back, if it can be.

    `readers` names the places whose officials may read it, where only those may; `verifier` is who verified
    it last, "" for nobody who can be named.
    """

    state: str
    revision: int
    can_restore: bool
    visibility: str = "members"
    readers: tuple[str, ...] = ()
    verifier: str = ""


@dataclass(frozen=True, slots=True)
class PracticeShown:
    """One whole record: what a match shows of it, and the parts that an answer has no room for.

    `merged` is the number of the record that was asked for, if that one was merged into this one.
    With `curation` its reader is staff, who can change it.
    """

    record: MatchShown
    problem: str
    lessons: str
    details: DetailsShown = NO_DETAILS
    merged: int = 0
    curation: CurationShown | None = None
    topics: tuple[str, ...] = ()
    kind: Literal["practice_shown"] = "practice_shown"


@dataclass(frozen=True, slots=True)
class WholeShown:
    """One of the messages, number `number` of so many, that show all the texts of a record uncut.

    Each part stands after its name; "" for one that goes on from the message before.
    """

    record_id: int
    title: str
    number: int
    of: int
    parts: tuple[tuple[str, str], ...]
    kind: Literal["whole_shown"] = "whole_shown"


MessageOfPractice = PracticesFound | PracticeShown | WholeShown
