"""What officials do with the records themselves, as frozen values like those of bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class PracticeSearched:
    """Somebody looks for records about these words; no question is kept."""

    speaker: Speaker
    spot: Spot
    text: str
    kind: Literal["practice_searched"] = "practice_searched"


@dataclass(frozen=True, slots=True)
class PracticeWanted:
    """Somebody wants to read a whole record."""

    speaker: Speaker
    spot: Spot
    record_id: int
    kind: Literal["practice_wanted"] = "practice_wanted"


@dataclass(frozen=True, slots=True)
class WholeWanted:
    """Somebody wants to read what was cut in a message that shows a record or a draft."""

    speaker: Speaker
    spot: Spot
    record_id: int
    kind: Literal["whole_wanted"] = "whole_wanted"


@dataclass(frozen=True, slots=True)
class RecordEdited:
    """Staff filled in the form of a record, which showed the revision `seen`; the values of each field."""

    speaker: Speaker
    spot: Spot
    record_id: int
    seen: int
    filled_in: tuple[tuple[str, tuple[str, ...]], ...]
    kind: Literal["record_edited"] = "record_edited"


@dataclass(frozen=True, slots=True)
class EditDropped:
    """Staff give up what they wrote while another changed the record."""

    speaker: Speaker
    spot: Spot
    edit_id: int
    kind: Literal["edit_dropped"] = "edit_dropped"


@dataclass(frozen=True, slots=True)
class RecordWithdrawn:
    """Staff take a record out of the answers, for a reason."""

    speaker: Speaker
    spot: Spot
    record_id: int
    seen: int
    reason: str
    kind: Literal["record_withdrawn"] = "record_withdrawn"


@dataclass(frozen=True, slots=True)
class RecordRestored:
    """Staff put a record back that was withdrawn."""

    speaker: Speaker
    spot: Spot
    record_id: int
    seen: int
    kind: Literal["record_restored"] = "record_restored"


@dataclass(frozen=True, slots=True)
class RecordVerified:
    """Staff found a record right today; it counts as verified until a day, such as 2027-03-02."""

    speaker: Speaker
    spot: Spot
    record_id: int
    seen: int
    until: str
    kind: Literal["record_verified"] = "record_verified"


@dataclass(frozen=True, slots=True)
class HistoryWanted:
    """Staff want to read who changed a record, and what."""

    speaker: Speaker
    spot: Spot
    record_id: int
    kind: Literal["history_wanted"] = "history_wanted"


@dataclass(frozen=True, slots=True)
class ChangeReported:
    """Whoever looks after a record says what has changed."""

    speaker: Speaker
    spot: Spot
    record_id: int
    text: str
    kind: Literal["change_reported"] = "change_reported"


@dataclass(frozen=True, slots=True)
class StillRight:
    """Whoever was reminded of a record found it still right; `listed` if it stood in a list that stays."""

    speaker: Speaker
    spot: Spot
    record_id: int
    listed: bool = False
    kind: Literal["still_right"] = "still_right"
