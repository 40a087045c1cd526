"""What staff read of a network's figures and demand, and calls for practices; as bot/messages."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure of docs/metrics.md, None where there is nothing to count from."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class StatsShown:
    """The figures of the last so many days."""

    days: int
    figures: tuple[FigureShown, ...]
    kind: Literal["stats_shown"] = "stats_shown"


@dataclass(frozen=True, slots=True)
class KindAsking:
    """How many governments of a kind and size asked, as bot.questions.demand.AskedBy."""

    kind: str
    size: str
    governments: int


@dataclass(frozen=True, slots=True)
class DemandLine:
    """What governments asked in vain, as bot.questions.demand; `call_id` 0 where it has no name to call for.

    `called_on` is the day, ISO, since when a call about it is open: then `call_id` is that one.
    """

    call_id: int
    name: str
    governments: int
    records: int
    asked_by: tuple[KindAsking, ...]
    called_on: str = ""


@dataclass(frozen=True, slots=True)
class DemandShown:
    """What was asked in the last so many days and nobody answered; empty if nothing was."""

    days: int
    lines: tuple[DemandLine, ...]
    kind: Literal["demand_shown"] = "demand_shown"


@dataclass(frozen=True, slots=True)
class PracticesCalledFor:
    """The call for practices as everybody in a conversation reads it, in the words of staff."""

    call_id: int
    text: str
    kind: Literal["practices_called_for"] = "practices_called_for"


@dataclass(frozen=True, slots=True)
class CallNoted:
    """Tells staff that their call is posted, or that it is over."""

    call_id: int
    title: str
    closed: bool = False
    kind: Literal["call_noted"] = "call_noted"


@dataclass(frozen=True, slots=True)
class CallNotPosted:
    """Tells who posted a call, in private, why the chat refused it; they can try again."""

    call_id: int
    title: str
    reason: str
    kind: Literal["call_not_posted"] = "call_not_posted"


MessageOfDemand = StatsShown | DemandShown | PracticesCalledFor | CallNoted | CallNotPosted
