"""What staff read of the records and questions in their queue, and what authors hear; as bot/messages."""

from dataclasses import dataclass
from typing import Literal

from bot.messages.staff import QueueShown, TaskShown
from bot.shown import PlaceShown

# The forms in which drafts are written, by the names of their buttons.
FormOfDraft = Literal["", "what_we_did", "change_proposal", "record_of_answer"]

# What staff read of a draft, and are told of if it changed while they read.
FIELDS = (
    *("title", "problem", "action", "outcome", "lessons", "figures", "cost", "staffing", "conditions"),
    *("result", "topics", "year_start", "year_end", "sdg_targets", "sources", "status", "source_lang"),
    *("visibility", "readers", "place", "office"),
)


@dataclass(frozen=True, slots=True)
class FactsShown:
    """What a draft says beside its parts, empty where it says nothing; sources beside the first one.

    `readers` names the places whose officials may read it, where only those may.
    """

    result: str = "unknown"
    topics: tuple[str, ...] = ()
    year_start: int | None = None
    year_end: int | None = None
    status: str = "unknown"
    sdg_targets: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    source_lang: str = ""
    visibility: str = "members"
    readers: tuple[str, ...] = ()


NO_FACTS = FactsShown()


@dataclass(frozen=True, slots=True)
class DraftToReview:
    """Shows staff a draft whole; `revision` is which one it is, `parts` what it says under which name.

    `changed` are the fields that are other than when it was seen last. `decided` says that it is a draft no
    more, so that nothing is to be done. `unverified`: nobody has checked yet that its author works there.
    With `made_of_reply` staff made it, its author, of what somebody else wrote: `words_of`, "" for nobody
    who may be named. `alike` are the numbers of records that seem to say the same.
    """

    task: TaskShown
    record_id: int
    revision: int
    title: str
    parts: tuple[tuple[str, str], ...]
    office: str
    place: PlaceShown
    author: str
    author_chat_id: str
    source_title: str
    source_url: str
    facts: FactsShown = NO_FACTS
    changed: tuple[str, ...] = ()
    decided: bool = False
    unverified: bool = False
    made_of_reply: bool = False
    words_of: str = ""
    alike: tuple[int, ...] = ()
    kind: Literal["draft_to_review"] = "draft_to_review"


@dataclass(frozen=True, slots=True)
class AnswerNotHelpful:
    """Tells staff of a question whose answer did not help, and the titles it was shown.

    Of a private question neither is told.
    """

    task: TaskShown
    question: str
    language: str
    asker: PlaceShown | None
    titles: tuple[str, ...]
    question_id: int = 0
    kind: Literal["answer_not_helpful"] = "answer_not_helpful"


@dataclass(frozen=True, slots=True)
class QueueEmpty:
    """Tells staff that nothing waits, or nothing of the kind that they wanted to see."""

    queue: QueueShown
    kind: Literal["queue_empty"] = "queue_empty"


@dataclass(frozen=True, slots=True)
class DraftPublished:
    """Tells the author of a draft that peers find it now, `for_named` only those of named places."""

    title: str
    record_id: int
    for_named: bool = False
    kind: Literal["draft_published"] = "draft_published"


@dataclass(frozen=True, slots=True)
class DraftNotPublished:
    """Tells the author of a draft why it was not published.

    `form` is the button that opens it again, `about` the id that it carries; "" where they may not write it.
    """

    title: str
    reason: str
    rejected: bool
    form: FormOfDraft = ""
    about: int = 0
    kind: Literal["draft_not_published"] = "draft_not_published"


MessageOfCuration = DraftToReview | AnswerNotHelpful | QueueEmpty | DraftPublished | DraftNotPublished
