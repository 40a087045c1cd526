"""What people decide about a conversation in which the bot is a member, as frozen values."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class ThreadHushed:
    """Somebody told the bot to stay silent in the spot's thread."""

    speaker: Speaker
    spot: Spot
    kind: Literal["thread_hushed"] = "thread_hushed"


@dataclass(frozen=True, slots=True)
class ChannelWanted:
    """Somebody wants to know how the bot behaves in the spot's conversation."""

    speaker: Speaker
    spot: Spot
    kind: Literal["channel_wanted"] = "channel_wanted"


@dataclass(frozen=True, slots=True)
class ChannelSet:
    """Staff decided how the bot behaves in the spot's conversation; see store.channel_settings."""

    speaker: Speaker
    spot: Spot
    answers: Literal["mentions", "questions"]
    language: str = ""
    private: bool = False
    topics: tuple[str, ...] = ()
    kind: Literal["channel_set"] = "channel_set"


@dataclass(frozen=True, slots=True)
class StaffChannelSet:
    """Staff want what they have to do posted in the spot's conversation, or there no more."""

    speaker: Speaker
    spot: Spot
    here: bool
    kind: Literal["staff_channel_set"] = "staff_channel_set"


@dataclass(frozen=True, slots=True)
class AnswerShared:
    """The asker lets everybody in the channel read the answer that they were shown alone."""

    speaker: Speaker
    spot: Spot
    question_id: int
    kind: Literal["answer_shared"] = "answer_shared"
