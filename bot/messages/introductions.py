"""What is said on the way to an introduction, beside the request and the introduction themselves."""

from dataclasses import dataclass
from typing import Literal

from bot.shown import PersonShown, PlaceShown


@dataclass(frozen=True, slots=True)
class PlaceNeeded:
    """Asks an asker which government they work for, before anybody is asked for them."""

    introduction_id: int
    kind: Literal["place_needed"] = "place_needed"


@dataclass(frozen=True, slots=True)
class VerificationAwaited:
    """Tells an asker that staff verify first that they work for their government."""

    kind: Literal["verification_awaited"] = "verification_awaited"


@dataclass(frozen=True, slots=True)
class NobodyFree:
    """Tells an asker that nobody takes requests just now, and on which day it is tried once more."""

    again_on: str
    kind: Literal["nobody_free"] = "nobody_free"


@dataclass(frozen=True, slots=True)
class MetLately:
    """Tells an asker that only somebody whom they met lately could be asked, and when that is possible."""

    name: str
    again_on: str
    kind: Literal["met_lately"] = "met_lately"


@dataclass(frozen=True, slots=True)
class IntroductionProgress:
    """How far a request is: how many peers were asked and said yes, never who declined.

    `question` is the question where that does not stand beside it, because another peer is asked only now.
    With `waits_for` nobody could be asked yet, or with "meeting" somebody agreed and staff check the
    asker first; with "lapsed" that took too long.
    """

    asked: int
    accepted: int
    waits_for: str = ""
    question: str = ""
    kind: Literal["introduction_progress"] = "introduction_progress"


@dataclass(frozen=True, slots=True)
class UrgencyNoted:
    """Confirms to the asker that their question is urgent now; the same words whoever declined.

    `alone` says that nobody else will be asked.
    """

    question: str
    alone: bool = False
    kind: Literal["urgency_noted"] = "urgency_noted"


@dataclass(frozen=True, slots=True)
class ConsentSnoozed:
    """Confirms to the peer that they are asked again on that day; replaces the buttons."""

    title: str
    again_on: str
    kind: Literal["consent_snoozed"] = "consent_snoozed"


@dataclass(frozen=True, slots=True)
class ConsentHandedOver:
    """Confirms to the peer that their colleague is asked now; replaces the buttons."""

    title: str
    colleague: str
    kind: Literal["consent_handed_over"] = "consent_handed_over"


@dataclass(frozen=True, slots=True)
class ConsentWritten:
    """Confirms to the peer that their written answer was passed on; replaces the buttons.

    With `waits` staff check the asker first.
    """

    title: str
    attributable: bool
    waits: bool = False
    kind: Literal["consent_written"] = "consent_written"


@dataclass(frozen=True, slots=True)
class ConsentEnough:
    """Thanks a peer whose yes leads to no meeting, as when two others had said it; replaces the buttons.

    With `put_off` they are told in place of being asked once more, with `handing_over` in place of a
    colleague being asked.
    """

    title: str
    put_off: bool = False
    handing_over: bool = False
    kind: Literal["consent_enough"] = "consent_enough"


@dataclass(frozen=True, slots=True)
class ConsentLapsed:
    """Thanks a peer whose yes, or written answer, waited too long for staff to verify the asker."""

    question: str
    written: bool = False
    kind: Literal["consent_lapsed"] = "consent_lapsed"


@dataclass(frozen=True, slots=True)
class AskerLeft:
    """Tells a peer that who asked works there no more; replaces the buttons if one was pressed."""

    question: str
    kind: Literal["asker_left"] = "asker_left"


@dataclass(frozen=True, slots=True)
class PeerWrote:
    """A peer's answer in writing, for the asker alone; without `person` it is not attributable."""

    question: str
    title: str
    text: str
    person: PersonShown | None
    place: PlaceShown
    coastal: bool
    kind: Literal["peer_wrote"] = "peer_wrote"


@dataclass(frozen=True, slots=True)
class MetInThread:
    """Tells a peer in private that the introduction stands in the thread of the question."""

    question: str
    kind: Literal["met_in_thread"] = "met_in_thread"


@dataclass(frozen=True, slots=True)
class PausedKindly:
    """Tells a member who left several requests without an answer that they get none until that day."""

    until: str
    kind: Literal["paused_kindly"] = "paused_kindly"


@dataclass(frozen=True, slots=True)
class TextToCopy:
    """An e-mail from the reader to the other side, to be copied, where no chat brings them together.

    `unreachable` says that the chat refused to reach the other one.
    """

    reader: PersonShown
    other: PersonShown
    question: str
    title: str
    openers: tuple[str, ...]
    unreachable: bool
    kind: Literal["text_to_copy"] = "text_to_copy"
