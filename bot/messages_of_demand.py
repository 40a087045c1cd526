"""What staff read of a network's figures and demand, and calls for practices; as bot/messages.py."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure of docs/metrics.md in whole numbers, None where there is nothing to count from."""

    name: str
    value: int | None


@dataclass(frozen=True, slots=True)
class StatsShown:
    """The figures of the last so many days."""

    days: int
    figures: tuple[FigureShown, ...]
    kind: Literal["stats_shown"] = "stats_shown"


MessageOfDemand = StatsShown
