"""What officials do about their questions that stand; as bot/events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot

Decision = Literal["still", "later", "stop", "helped"]


@dataclass(frozen=True, slots=True)
class StandingDecided:
    """The asker says how their question goes on: still looking, later, no more, or a record helped.

    `record_id` is the one that helped; 0 from cards of before, which showed what was told last.
    """

    speaker: Speaker
    spot: Spot
    question_id: int
    decision: Decision
    record_id: int = 0
    kind: Literal["standing_decided"] = "standing_decided"


@dataclass(frozen=True, slots=True)
class PeersOfTopicWanted:
    """The asker wants peers to be asked who know the topic of a question that no record answers."""

    speaker: Speaker
    spot: Spot
    question_id: int
    kind: Literal["peers_of_topic_wanted"] = "peers_of_topic_wanted"
