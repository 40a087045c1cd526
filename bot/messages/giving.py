"""What officials read who give back what they learned, as frozen values like bot.messages."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """Shows an official the parts of a record that their own words propose, each "" where there is none.

    `missing` are names of parts; `sources` are titles or addresses; `nameless` says that the peer who
    answered must not be recognised.
    """

    proposal_id: int
    title: str
    problem: str
    action: str
    outcome: str
    lessons: str
    figures: str
    cost: str
    staffing: str
    conditions: str
    years: str
    result: str
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    missing: tuple[str, ...]
    nameless: bool
    kind: Literal["proposal_shown"] = "proposal_shown"


@dataclass(frozen=True, slots=True)
class ProposalSent:
    """Thanks the author of a draft that staff may read now, and offers to change it.

    `changed` says that it took the place of their earlier one.
    """

    proposal_id: int
    title: str
    changed: bool = False
    kind: Literal["proposal_sent"] = "proposal_sent"


@dataclass(frozen=True, slots=True)
class ProposalDropped:
    """Confirms that nothing becomes of what somebody told; replaces the buttons."""

    kind: Literal["proposal_dropped"] = "proposal_dropped"


MessageOfGiving = ProposalShown | ProposalSent | ProposalDropped
