"""What staff do in the queue of what waits for them, as frozen values like those of bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class QueueWanted:
    """Staff want to see what waits, one task at a time; `of` is one kind of task, "" for all."""

    speaker: Speaker
    spot: Spot
    of: str = ""
    kind: Literal["queue_wanted"] = "queue_wanted"


@dataclass(frozen=True, slots=True)
class NextWanted:
    """Staff want to see what waits after this task; `of` is a position in curation_kinds.KINDS."""

    speaker: Speaker
    spot: Spot
    task_id: int
    of: int
    kind: Literal["next_wanted"] = "next_wanted"


@dataclass(frozen=True, slots=True)
class TaskAssigned:
    """Staff take a task on, or hand it to the person whom the chat knows by this id.

    `seen` is the id of who had it when they looked, 0 for nobody.
    """

    speaker: Speaker
    spot: Spot
    task_id: int
    seen: int
    chat_id: str = ""
    kind: Literal["task_assigned"] = "task_assigned"


@dataclass(frozen=True, slots=True)
class DraftApproved:
    """Staff publish a draft as they saw it: in this revision."""

    speaker: Speaker
    spot: Spot
    task_id: int
    revision: int
    kind: Literal["draft_approved"] = "draft_approved"


@dataclass(frozen=True, slots=True)
class DraftSentBack:
    """Staff do not publish a draft as they saw it: its author may write it again unless it is rejected."""

    speaker: Speaker
    spot: Spot
    task_id: int
    revision: int
    reason: str
    rejected: bool
    kind: Literal["draft_sent_back"] = "draft_sent_back"


CurationEvent = QueueWanted | NextWanted | TaskAssigned | DraftApproved | DraftSentBack
