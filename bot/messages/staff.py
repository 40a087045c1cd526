"""What staff read of their tasks, and what officials hear of what staff did; as bot/messages."""

from dataclasses import dataclass
from typing import Literal

from bot.shown import PersonShown, PlaceShown


@dataclass(frozen=True, slots=True)
class ClosedShown:
    """How a task ended: who closed it ("" when it closed by itself), on which day, with which outcome."""

    name: str
    chat_id: str
    on: str
    outcome: str


@dataclass(frozen=True, slots=True)
class AssignedShown:
    """Who took a task on: their id, and their name and mention as the reader's chat knows them."""

    official_id: int
    name: str
    chat_id: str


@dataclass(frozen=True, slots=True)
class QueueShown:
    """The queue in which a task is shown alone: `kind` is what it is narrowed to, "" for everything.

    `counts` is how many tasks of each kind wait, `rank` which task_queue.rank the task had when it came up.
    """

    kind: str
    counts: tuple[tuple[str, int], ...]
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class TaskShown:
    """What every task has; `everybody` says that whoever reads it counts as staff: the demonstration.

    Within a `queue` it can be assigned, and the next one is a press away.
    """

    id: int
    everybody: bool
    closed: ClosedShown | None = None
    assigned: AssignedShown | None = None
    queue: QueueShown | None = None


@dataclass(frozen=True, slots=True)
class PersonToVerify:
    """Asks staff whether an official works where they say; `since` is the day on which they said so."""

    task: TaskShown
    official_id: int
    office_id: int
    name: str
    chat_id: str
    office: str
    place: PlaceShown
    since: str
    kind: Literal["person_to_verify"] = "person_to_verify"


@dataclass(frozen=True, slots=True)
class OfficeToFind:
    """Asks staff for somebody of an office that nobody joined; `waiting` is how many askers wait for it."""

    task: TaskShown
    office: str
    place: PlaceShown
    title: str
    source_title: str
    source_url: str
    waiting: int
    kind: Literal["office_to_find"] = "office_to_find"


@dataclass(frozen=True, slots=True)
class QuestionUnanswered:
    """Tells staff of a question that no record answers; the text of a private one is "" and never told."""

    task: TaskShown
    question: str
    language: str
    asker: PlaceShown | None
    question_id: int = 0
    kind: Literal["question_unanswered"] = "question_unanswered"


@dataclass(frozen=True, slots=True)
class OfficialOverloaded:
    """Tells staff of an official who had as many requests as they take on, again and again."""

    task: TaskShown
    name: str
    chat_id: str
    office: str
    place: PlaceShown
    requests: int
    days: int
    capacity: int
    kind: Literal["official_overloaded"] = "official_overloaded"


@dataclass(frozen=True, slots=True)
class SuccessorSought:
    """Asks staff who holds an office after its official left; some of its records by their titles.

    `waiting` is how many askers wait for it.
    """

    task: TaskShown
    office: str
    place: PlaceShown
    titles: tuple[str, ...]
    records: int
    waiting: int = 0
    kind: Literal["successor_sought"] = "successor_sought"


@dataclass(frozen=True, slots=True)
class TasksListed:
    """Tells staff how many tasks are open; those that are shown follow, each as a message of its own."""

    open: int
    shown: int
    kind: Literal["tasks_listed"] = "tasks_listed"


@dataclass(frozen=True, slots=True)
class ContactNoted:
    """Tells staff that the person they named holds the office now; who is no member must be invited."""

    name: str
    chat_id: str
    office: str
    place: PlaceShown
    member: bool
    kind: Literal["contact_noted"] = "contact_noted"


@dataclass(frozen=True, slots=True)
class PlaceVerified:
    """Tells an official that staff found them to work where they said."""

    office: str
    place: PlaceShown
    kind: Literal["place_verified"] = "place_verified"


@dataclass(frozen=True, slots=True)
class PlaceNotVerified:
    """Tells an official that staff could not find them to work where they said, and what to do."""

    office: str
    place: PlaceShown
    kind: Literal["place_not_verified"] = "place_not_verified"


@dataclass(frozen=True, slots=True)
class OfficeSearched:
    """Tells the asker that staff look for an office; `staffed` is False where nobody is set as staff."""

    office: str
    place: PlaceShown
    title: str
    already_open: bool
    staffed: bool
    kind: Literal["office_searched"] = "office_searched"


@dataclass(frozen=True, slots=True)
class AskerShown:
    """Tells one person of staff who asked a question, and that the log keeps that they looked."""

    question_id: int
    person: PersonShown
    on: str
    kind: Literal["asker_shown"] = "asker_shown"


@dataclass(frozen=True, slots=True)
class OfficeNotFound:
    """Tells the asker that staff found nobody of an office, so that nobody is waited for any more."""

    office: str
    place: PlaceShown
    kind: Literal["office_not_found"] = "office_not_found"


MessageOfStaff = (
    PersonToVerify
    | OfficeToFind
    | QuestionUnanswered
    | OfficialOverloaded
    | SuccessorSought
    | TasksListed
    | ContactNoted
    | PlaceVerified
    | PlaceNotVerified
    | OfficeSearched
    | OfficeNotFound
    | AskerShown
)
