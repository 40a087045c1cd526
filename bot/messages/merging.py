"""What staff read about records that say the same; as bot/messages."""

from dataclasses import dataclass
from typing import Literal

from bot.messages.staff import TaskShown
from bot.shown import PlaceShown


@dataclass(frozen=True, slots=True)
class RecordNamed:
    """A record by its number and title."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class RecordMerged:
    """Tells staff that one record was merged into another, and the last day to undo it.

    `fewer` is who alone may read the other one from then on, "" where as many as before may; `for_named`
    that those are named places, then or before.
    """

    record: RecordNamed
    into: RecordNamed
    until: str
    fewer: str = ""
    for_named: bool = False
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


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that two records say differently: this one's text and that of the other, "" for nothing."""

    part: str
    text: str
    other: str


@dataclass(frozen=True, slots=True)
class NearShown:
    """A record that seems to be of the same practice, with what differs."""

    record: RecordNamed
    place: PlaceShown
    year: int | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class DuplicatesShown:
    """Asks staff whether a record is of the same practice as one of these; without `task`, whoever looked."""

    record: RecordNamed
    near: tuple[NearShown, ...]
    task: TaskShown | None = None
    kind: Literal["duplicates_shown"] = "duplicates_shown"


@dataclass(frozen=True, slots=True)
class RecordsKeptApart:
    """Tells staff that two records will not be proposed again as the same."""

    record: RecordNamed
    other: RecordNamed
    kind: Literal["records_kept_apart"] = "records_kept_apart"


@dataclass(frozen=True, slots=True)
class DraftMerged:
    """Tells the author of a draft that it is part of another record now, or not any more.

    `nothing` says that no text of it is, since the other record said so already. The other one has no title
    where the author may not read it.
    """

    title: str
    into: RecordNamed
    undone: bool = False
    nothing: bool = False
    kind: Literal["draft_merged"] = "draft_merged"


MessageOfMerging = DraftMerged | RecordMerged | RecordUnmerged | DuplicatesShown | RecordsKeptApart
