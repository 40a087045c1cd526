"""What people decide about a conversation in which the bot is a member, as frozen values like bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class ThreadHushed:
    """Somebody told the bot to stay silent in the spot's thread."""

    speaker: Speaker
    spot: Spot
    kind: Literal["thread_hushed"] = "thread_hushed"
