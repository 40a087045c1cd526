"""What is said about replies that become answers: to authors, to staff, in threads; as bot/messages."""

from dataclasses import dataclass
from typing import Literal

from bot.messages.staff import TaskShown
from bot.shown import PersonShown, PlaceShown


@dataclass(frozen=True, slots=True)
class QuoteAsked:
    """Asks the author of a reply whether it may be quoted; the question is "" where it was private."""

    quote_id: int
    question: str
    text: str
    kind: Literal["quote_asked"] = "quote_asked"


@dataclass(frozen=True, slots=True)
class QuoteWaits:
    """Tells staff that the author of a reply is asked."""

    kind: Literal["quote_waits"] = "quote_waits"


@dataclass(frozen=True, slots=True)
class QuoteAnswered:
    """Thanks the author for what they said; replaces the buttons."""

    said: str
    kind: Literal["quote_answered"] = "quote_answered"


@dataclass(frozen=True, slots=True)
class QuoteRefused:
    """Tells staff that a reply may not be quoted; `silent` if its author said nothing in time, or left."""

    silent: bool = False
    kind: Literal["quote_refused"] = "quote_refused"


@dataclass(frozen=True, slots=True)
class AnswerQuoted:
    """Shows an answer in its author's own words; without `person` it is of nobody who may be named.

    `place` is then their kind of place. `before` says that it was given to somebody who asked the same, in
    the thread of `conversation`, where the reader may open that. With `question_id` nothing else answers the
    reader's question, and records can be looked for.
    """

    text: str
    person: PersonShown | None
    place: PlaceShown | None
    before: bool
    conversation: str = ""
    thread: str = ""
    question_id: int = 0
    kind: Literal["answer_quoted"] = "answer_quoted"


@dataclass(frozen=True, slots=True)
class QuoteToKeep:
    """Tells staff that an answer may be quoted, so that they can make a record of it."""

    task: TaskShown
    quote_id: int
    question: str
    text: str
    person: PersonShown | None
    kind: Literal["quote_to_keep"] = "quote_to_keep"


@dataclass(frozen=True, slots=True)
class QuoteRecorded:
    """Tells staff that the draft of a record that they made of an answer is kept."""

    title: str
    kind: Literal["quote_recorded"] = "quote_recorded"


MessageOfQuoting = (
    QuoteAsked | QuoteWaits | QuoteAnswered | QuoteRefused | AnswerQuoted | QuoteToKeep | QuoteRecorded
)
