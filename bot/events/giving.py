"""What officials do who give back what they learned, as frozen values like those of bot.events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot

FROM_COMMAND = "/practice add"  # a source, as the record keeps it


@dataclass(frozen=True, slots=True)
class PracticeTold:
    """Somebody told in their own words what they did; `introduction_id` is what it came of, 0 for none.

    `source` says where they told it, as the record keeps it.
    """

    speaker: Speaker
    spot: Spot
    text: str
    source: str
    introduction_id: int = 0
    kind: Literal["practice_told"] = "practice_told"


@dataclass(frozen=True, slots=True)
class ProposalConfirmed:
    """The author found the proposed parts right: staff may read them."""

    speaker: Speaker
    spot: Spot
    proposal_id: int
    kind: Literal["proposal_confirmed"] = "proposal_confirmed"


@dataclass(frozen=True, slots=True)
class ProposalChanged:
    """The author filled in the form with the proposed parts; `values` are those of its fields.

    `seen` is as that of a DraftWritten.
    """

    speaker: Speaker
    spot: Spot
    proposal_id: int
    values: Mapping[str, tuple[str, ...]]
    seen: int | None = None
    kind: Literal["proposal_changed"] = "proposal_changed"


@dataclass(frozen=True, slots=True)
class ProposalDiscarded:
    """The author wants nothing to become of what they told."""

    speaker: Speaker
    spot: Spot
    proposal_id: int
    kind: Literal["proposal_discarded"] = "proposal_discarded"


GivingEvent = PracticeTold | ProposalConfirmed | ProposalChanged | ProposalDiscarded
