"""What people do about summaries, and offers to help with a question, as frozen values like bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class DigestPreviewed:
    """Staff want to read, alone, what the summary of the spot's conversation would be now."""

    speaker: Speaker
    spot: Spot
    kind: Literal["digest_previewed"] = "digest_previewed"


@dataclass(frozen=True, slots=True)
class DigestHurried:
    """Staff want the summary of the spot's conversation posted at once."""

    speaker: Speaker
    spot: Spot
    kind: Literal["digest_hurried"] = "digest_hurried"


@dataclass(frozen=True, slots=True)
class DigestSet:
    """Staff decided when the spot's conversation gets its summary; see store.digests.Rhythm."""

    speaker: Speaker
    spot: Spot
    weekday: int
    at: str
    time_zone: str
    empty_weeks: str
    outsiders: bool = False
    kind: Literal["digest_set"] = "digest_set"


@dataclass(frozen=True, slots=True)
class DigestSwitched:
    """Staff pause the summaries of the spot's conversation, or let them go on."""

    speaker: Speaker
    spot: Spot
    on: bool
    kind: Literal["digest_switched"] = "digest_switched"


@dataclass(frozen=True, slots=True)
class DigestHistoryWanted:
    """Staff want to know which summaries the spot's conversation got."""

    speaker: Speaker
    spot: Spot
    kind: Literal["digest_history_wanted"] = "digest_history_wanted"


@dataclass(frozen=True, slots=True)
class DigestMoreWanted:
    """Somebody wants to read the rest of a summary."""

    speaker: Speaker
    spot: Spot
    digest_id: int
    kind: Literal["digest_more_wanted"] = "digest_more_wanted"


@dataclass(frozen=True, slots=True)
class OwnDigestSwitched:
    """Somebody wants a summary of their own each week, or none any more."""

    speaker: Speaker
    spot: Spot
    on: bool
    kind: Literal["own_digest_switched"] = "own_digest_switched"


@dataclass(frozen=True, slots=True)
class OwnDigestWanted:
    """Somebody wants to read their own summary now."""

    speaker: Speaker
    spot: Spot
    kind: Literal["own_digest_wanted"] = "own_digest_wanted"


@dataclass(frozen=True, slots=True)
class CanHelp:
    """Somebody says that they can help with a question."""

    speaker: Speaker
    spot: Spot
    question_id: int
    kind: Literal["can_help"] = "can_help"


@dataclass(frozen=True, slots=True)
class OfferDecided:
    """The asker wants to meet who offered help with their question, or does not."""

    speaker: Speaker
    spot: Spot
    question_id: int
    official_id: int
    accepted: bool
    kind: Literal["offer_decided"] = "offer_decided"


@dataclass(frozen=True, slots=True)
class StoryAgreed:
    """One side of an introduction lets summaries tell what came of it."""

    speaker: Speaker
    spot: Spot
    introduction_id: int
    kind: Literal["story_agreed"] = "story_agreed"


EventOfDigests = (
    DigestPreviewed
    | DigestHurried
    | DigestSet
    | DigestSwitched
    | DigestHistoryWanted
    | DigestMoreWanted
    | OwnDigestSwitched
    | OwnDigestWanted
    | CanHelp
    | OfferDecided
    | StoryAgreed
)
