"""What officials do with the records themselves, as frozen values like those of bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class PracticeSearched:
    """Somebody looks for records about these words; no question is kept."""

    speaker: Speaker
    spot: Spot
    text: str
    kind: Literal["practice_searched"] = "practice_searched"


@dataclass(frozen=True, slots=True)
class PracticeWanted:
    """Somebody wants to read a whole record."""

    speaker: Speaker
    spot: Spot
    record_id: int
    kind: Literal["practice_wanted"] = "practice_wanted"
