"""What staff read about records that say the same; as bot/messages.py."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class RecordNamed:
    """A record by its number and title."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class RecordMerged:
    """Tells staff that one record was merged into another, and the last day to undo it."""

    record: RecordNamed
    into: RecordNamed
    until: str
    kind: Literal["record_merged"] = "record_merged"


@dataclass(frozen=True, slots=True)
class RecordUnmerged:
    """Tells staff that a merge was taken back; `edited` says that the other record stays as it is now.

    `taken` are the parts that it took over from the merged one.
    """

    record: RecordNamed
    into: RecordNamed
    edited: bool
    taken: tuple[str, ...]
    kind: Literal["record_unmerged"] = "record_unmerged"


MessageOfMerging = RecordMerged | RecordUnmerged
