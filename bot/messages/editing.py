"""What staff read about changing records, and what verifiers are reminded of; as bot/messages."""

from dataclasses import dataclass
from typing import Literal

from bot.messages.staff import TaskShown
from bot.shown import PlaceShown

# The values of one field, as a form has them.
Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordSaved:
    """Tells staff that the record was changed, and in which fields; `state` says whether it is found."""

    record_id: int
    title: str
    fields: tuple[str, ...]
    state: str
    kind: Literal["record_saved"] = "record_saved"


@dataclass(frozen=True, slots=True)
class PartShown:
    """A field that two changed: what it said to both, what it says now, and what the reader wrote."""

    field: str
    before: Values
    theirs: Values
    mine: Values


@dataclass(frozen=True, slots=True)
class EditMet:
    """Tells staff that somebody changed the record first, so that nothing was saved: both versions.

    `by` is "" where nobody can be named; `state` is the record's state if that is what changed, else "". What
    both changed stands first in `parts`; `rest` are fields that one of them changed and that are not shown.
    """

    edit_id: int
    record_id: int
    title: str
    by: str
    state: str
    parts: tuple[PartShown, ...]
    rest: Values = ()
    kind: Literal["edit_met"] = "edit_met"


@dataclass(frozen=True, slots=True)
class EditGivenUp:
    """Tells staff that the other version stays, and that what they wrote is gone."""

    title: str
    kind: Literal["edit_given_up"] = "edit_given_up"


@dataclass(frozen=True, slots=True)
class RecordMoved:
    """Tells staff that the record was withdrawn, or put back; `revision` is what it has by now."""

    record_id: int
    revision: int
    title: str
    state: str
    reason: str = ""
    kind: Literal["record_moved"] = "record_moved"


@dataclass(frozen=True, slots=True)
class VerificationNoted:
    """Tells staff until which day the record counts as verified."""

    title: str
    until: str
    kind: Literal["verification_noted"] = "verification_noted"


@dataclass(frozen=True, slots=True)
class RevisionShown:
    """One change of a record: who made it ("" for nobody who can be named), when, what, and why."""

    number: int
    change: str
    by: str
    on: str
    fields: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SaidShown:
    """Parts of a record that one person said: as which role, where, who approved it, and on which day.

    Each is "" for nobody and nothing, as where only the source of the record says them.
    """

    fields: tuple[str, ...]
    by: str
    role: str
    source: str
    approved_by: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """Shows staff the latest changes of a record, the last first, and who said which part of it.

    `more` counts the earlier changes.
    """

    record_id: int
    title: str
    revisions: tuple[RevisionShown, ...]
    more: int
    said: tuple[SaidShown, ...] = ()
    kind: Literal["history_shown"] = "history_shown"


@dataclass(frozen=True, slots=True)
class ExpiringShown:
    """A record that counts as verified until a day."""

    record_id: int
    title: str
    verify_by: str


@dataclass(frozen=True, slots=True)
class RecordsExpiring:
    """Reminds who verified records that they must be checked again; `more` counts those not shown.

    `confirmed` is the title of the one they just found right; `can_edit` says that they are staff.
    """

    records: tuple[ExpiringShown, ...]
    more: int
    can_edit: bool
    confirmed: str = ""
    kind: Literal["records_expiring"] = "records_expiring"


@dataclass(frozen=True, slots=True)
class RecordChecked:
    """Thanks who found a record of a list right; the list stays as it is."""

    title: str
    kind: Literal["record_checked"] = "record_checked"


@dataclass(frozen=True, slots=True)
class ChangeNoted:
    """Thanks who said that something about a record has changed."""

    title: str
    kind: Literal["change_noted"] = "change_noted"


@dataclass(frozen=True, slots=True)
class ReportShown:
    """What somebody says has changed; `by` is "" where nobody can be named."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordExpired:
    """Tells staff of a record that nobody checked in time; `asked` names who was reminded, "" for nobody.

    Also of one about which somebody who looks after it says that something has changed: `reports`.
    """

    task: TaskShown
    record: ExpiringShown
    place: PlaceShown
    office: str
    asked: str
    reports: tuple[ReportShown, ...] = ()
    kind: Literal["record_expired"] = "record_expired"


MessageOfEditing = (
    RecordSaved
    | EditMet
    | EditGivenUp
    | RecordMoved
    | VerificationNoted
    | HistoryShown
    | RecordsExpiring
    | RecordChecked
    | ChangeNoted
    | RecordExpired
)
