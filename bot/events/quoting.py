"""Turning a reply in a thread into an answer or a record, as frozen values like those of bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class ReplyChosen:
    """Staff want to keep a reply of the person whom the chat knows by this id as the answer to a question.

    `question_id` is 0 for the question of the thread in which the reply stands.
    """

    speaker: Speaker
    spot: Spot
    question_id: int
    chat_id: str
    text: str
    kind: Literal["reply_chosen"] = "reply_chosen"


@dataclass(frozen=True, slots=True)
class QuoteDecided:
    """The author of a reply said whether it may be quoted, and by their name or without."""

    speaker: Speaker
    spot: Spot
    quote_id: int
    said: Literal["named", "nameless", "refused"]
    kind: Literal["quote_decided"] = "quote_decided"


@dataclass(frozen=True, slots=True)
class QuoteDrafted:
    """Staff made a draft of a record out of an answer that its author let be quoted.

    `seen` is as that of a DraftWritten.
    """

    speaker: Speaker
    spot: Spot
    quote_id: int
    title: str
    problem: str
    action: str
    outcome: str
    lessons: str
    result: str
    seen: int | None = None
    kind: Literal["quote_drafted"] = "quote_drafted"


QuotingEvent = ReplyChosen | QuoteDecided | QuoteDrafted
