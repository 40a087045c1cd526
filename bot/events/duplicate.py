"""What staff do about records that say the same, as frozen values like those of bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class DuplicatesWanted:
    """Staff want to see which records are nearest to this one."""

    speaker: Speaker
    spot: Spot
    record_id: int
    kind: Literal["duplicates_wanted"] = "duplicates_wanted"


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Staff say that two records that are alike are not the same."""

    speaker: Speaker
    spot: Spot
    record_id: int
    other_id: int
    kind: Literal["told_apart"] = "told_apart"


@dataclass(frozen=True, slots=True)
class MergeDecided:
    """Staff merge one record into another, as they saw both: by the numbers of their revisions.

    `chosen` says for each part that differs whose text stays: that of the "record" that is merged, of the
    one that it is merged "into", or of "both".
    """

    speaker: Speaker
    spot: Spot
    record_id: int
    record_seen: int
    into_id: int
    into_seen: int
    chosen: dict[str, str]
    kind: Literal["merge_decided"] = "merge_decided"


@dataclass(frozen=True, slots=True)
class UnmergeWanted:
    """Staff take back that this record was merged into another one."""

    speaker: Speaker
    spot: Spot
    record_id: int
    kind: Literal["unmerge_wanted"] = "unmerge_wanted"
