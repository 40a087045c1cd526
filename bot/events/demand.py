"""What staff want to know and do about a network's demand, as frozen values like those of bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot

DEFAULT_DAYS = 90  # a quarter, which is what networks plan and report by


@dataclass(frozen=True, slots=True)
class StatsWanted:
    """Staff want the figures of the last so many days."""

    speaker: Speaker
    spot: Spot
    days: int = DEFAULT_DAYS
    kind: Literal["stats_wanted"] = "stats_wanted"


@dataclass(frozen=True, slots=True)
class DemandWanted:
    """Staff want to know what was asked in the last DEFAULT_DAYS and nobody answered."""

    speaker: Speaker
    spot: Spot
    kind: Literal["demand_wanted"] = "demand_wanted"


@dataclass(frozen=True, slots=True)
class CallPosted:
    """Staff post a call for practices in a conversation, in these words."""

    speaker: Speaker
    spot: Spot
    call_id: int
    text: str
    conversation: str
    kind: Literal["call_posted"] = "call_posted"


@dataclass(frozen=True, slots=True)
class CallClosed:
    """Staff end a call for practices."""

    speaker: Speaker
    spot: Spot
    call_id: int
    kind: Literal["call_closed"] = "call_closed"


EventOfDemand = StatsWanted | DemandWanted | CallPosted | CallClosed
