"""What is said after an introduction, and about anonymous questions, as frozen values like bot.messages."""

from dataclasses import dataclass
from typing import Literal

from bot.shown import PersonShown, PlaceShown


@dataclass(frozen=True, slots=True)
class FollowUpAsked:
    """Asks one side what came of an introduction; `answers` are the outcomes of bot.actions they choose from.

    `other` is whom they were introduced to, None after an answer in writing, whose peer may not be named, and
    where they hold no office any more. `question` is what it was about.
    """

    introduction_id: int
    turn: int
    answers: tuple[str, ...]
    question: str
    in_writing: bool
    other: PersonShown | None
    kind: Literal["follow_up_asked"] = "follow_up_asked"


@dataclass(frozen=True, slots=True)
class FollowUpAnswered:
    """Thanks one side for what they said; replaces the buttons.

    `kept` is what stands now, which may say more than the answer; `last` that nothing more is asked;
    `may_draft` that they may write down what they did, `may_tell` that they can let the summary tell it.
    """

    introduction_id: int
    answer: str
    kept: str
    last: bool
    may_draft: bool
    may_tell: bool = False
    kind: Literal["follow_up_answered"] = "follow_up_answered"


@dataclass(frozen=True, slots=True)
class Hushed:
    """Confirms that nothing more is asked about an introduction; replaces the buttons."""

    kind: Literal["hushed"] = "hushed"


@dataclass(frozen=True, slots=True)
class DraftKept:
    """Thanks the author of a draft, says who looks at it, and offers to change it.

    `changed` says that it took the place of their earlier one.
    """

    introduction_id: int
    title: str
    changed: bool
    kind: Literal["draft_kept"] = "draft_kept"


@dataclass(frozen=True, slots=True)
class AnonymityExplained:
    """Tells the asker, before the answer, exactly who can see what of their anonymous question.

    `place` is all that others read of the asker; `posted` whether the question was put to the channel, which
    it is not where it `names_asker` itself.
    """

    place: PlaceShown | None
    posted: bool
    names_asker: bool
    kind: Literal["anonymity_explained"] = "anonymity_explained"


@dataclass(frozen=True, slots=True)
class SomebodyAsks:
    """Puts an anonymous question to a channel: its words and the kind of place, nothing else of its asker.

    By its number staff can look up who asked.
    """

    place: PlaceShown | None
    question: str
    question_id: int = 0
    kind: Literal["somebody_asks"] = "somebody_asks"
