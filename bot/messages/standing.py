"""What is said about questions that stand; as bot/messages."""

from dataclasses import dataclass
from typing import Literal

from bot.shown import AskedBeforeShown, MatchShown


@dataclass(frozen=True, slots=True)
class QuestionStands:
    """Tells the asker, after an honest none, that records are looked for from now on.

    `asked_too` is who asked the same before, `asked_on` the day and `others` how many places besides; with
    `can_ask_peers` those who know the topic can be asked meanwhile.
    """

    question_id: int
    asked_too: AskedBeforeShown | None = None
    asked_on: str = ""
    others: int = 0
    can_ask_peers: bool = False
    kind: Literal["question_stands"] = "question_stands"


@dataclass(frozen=True, slots=True)
class RecordForQuestion:
    """Tells the asker, once, of a record that answers their question; `decided` once they said it helped."""

    question_id: int
    question: str
    match: MatchShown
    decided: bool = False
    kind: Literal["record_for_question"] = "record_for_question"


@dataclass(frozen=True, slots=True)
class StillLooking:
    """Asks once, after half a year, whether the asker still looks; without an answer it ends on that day."""

    question_id: int
    question: str
    until: str
    kind: Literal["still_looking"] = "still_looking"


@dataclass(frozen=True, slots=True)
class StandingKept:
    """Confirms what the asker decided: `until` when records are looked for, or told of only from then on."""

    decision: str
    until: str = ""
    kind: Literal["standing_kept"] = "standing_kept"


MessageOfStanding = QuestionStands | RecordForQuestion | StillLooking | StandingKept
