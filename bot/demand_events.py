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


EventOfDemand = StatsWanted
