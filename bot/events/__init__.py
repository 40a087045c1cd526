"""What officials do, as frozen values: adapters translate into them, the runner stores them first."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from bot.events.channel import AnswerShared, ChannelSet, ChannelWanted, StaffChannelSet, ThreadHushed
from bot.events.curation import CurationEvent
from bot.events.demand import EventOfDemand
from bot.events.digest import EventOfDigests
from bot.events.duplicate import DuplicatesWanted, MergeDecided, ToldApart, UnmergeWanted
from bot.events.file import EventOfFiles
from bot.events.giving import GivingEvent
from bot.events.member import (
    AskerWanted,
    ContactNamed,
    FormRefused,
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    PersonChecked,
    PlaceSaid,
    ProfileSaved,
    ProfileWanted,
    RecordConfirmed,
    TasksWanted,
    TaskTaken,
)
from bot.events.practice import (
    ChangeReported,
    EditDropped,
    HistoryWanted,
    PracticeSearched,
    PracticeWanted,
    RecordEdited,
    RecordRestored,
    RecordVerified,
    RecordWithdrawn,
    StillRight,
    WholeWanted,
)
from bot.events.quoting import QuotingEvent
from bot.events.standing import PeersOfTopicWanted, StandingDecided
from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class Asked:
    """A question was put to the bot; an anonymous one is shown to members without its asker.

    An `unprompted` one was put to everybody in a channel, and is answered only if the match is good. One that
    was `overheard` names the bot nowhere.
    """

    speaker: Speaker
    spot: Spot
    text: str
    anonymous: bool = False
    unprompted: bool = False
    overheard: bool = False
    kind: Literal["asked"] = "asked"


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """A question that must not be stored or is none; only the reason is kept, never the text."""

    speaker: Speaker
    spot: Spot
    reason: str
    details: tuple[tuple[str, str], ...] = ()
    kind: Literal["unanswerable"] = "unanswerable"


@dataclass(frozen=True, slots=True)
class IntroductionWanted:
    """The asker pressed "Introduce us" at a match."""

    speaker: Speaker
    spot: Spot
    question_id: int
    record_id: int
    urgent: bool = False
    kind: Literal["introduction_wanted"] = "introduction_wanted"


@dataclass(frozen=True, slots=True)
class UrgencySaid:
    """The asker pressed "It is urgent" while peers were asked about their question."""

    speaker: Speaker
    spot: Spot
    question_id: int
    kind: Literal["urgency_said"] = "urgency_said"


@dataclass(frozen=True, slots=True)
class ConsentDecided:
    """The peer accepted or declined."""

    speaker: Speaker
    spot: Spot
    introduction_id: int
    accepted: bool
    kind: Literal["consent_decided"] = "consent_decided"


@dataclass(frozen=True, slots=True)
class OfficeTaken:
    """A person of the demo network wants to stand for an office, named in their words."""

    speaker: Speaker
    spot: Spot
    office: str
    kind: Literal["office_taken"] = "office_taken"


@dataclass(frozen=True, slots=True)
class Rated:
    """The asker said whether an answer helped."""

    speaker: Speaker
    spot: Spot
    question_id: int
    helpful: bool
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True, slots=True)
class MoreWanted:
    """Somebody wants to see all of a folded match, in the answer where they pressed."""

    speaker: Speaker
    spot: Spot
    question_id: int
    record_id: int
    kind: Literal["more_wanted"] = "more_wanted"


@dataclass(frozen=True, slots=True)
class PeersSwitched:
    """An official wants places like theirs first in answers, or not; None asks how it stands."""

    speaker: Speaker
    spot: Spot
    wanted: bool | None
    kind: Literal["peers_switched"] = "peers_switched"


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """Somebody wants to know what the bot does."""

    speaker: Speaker
    spot: Spot
    kind: Literal["help_wanted"] = "help_wanted"


@dataclass(frozen=True, slots=True)
class OfficeSought:
    """The asker wants staff to find the office of a match that nobody has joined."""

    speaker: Speaker
    spot: Spot
    question_id: int
    record_id: int
    kind: Literal["office_sought"] = "office_sought"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The peer cannot say now and wants to be asked later."""

    speaker: Speaker
    spot: Spot
    introduction_id: int
    kind: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The peer names a colleague of the same government to be asked in their place."""

    speaker: Speaker
    spot: Spot
    introduction_id: int
    colleague_id: int
    kind: Literal["handed_over"] = "handed_over"


@dataclass(frozen=True, slots=True)
class AnsweredInWriting:
    """The peer wrote an answer instead of meeting; `attributable` says whether their name may stand by it."""

    speaker: Speaker
    spot: Spot
    introduction_id: int
    text: str
    attributable: bool
    kind: Literal["answered_in_writing"] = "answered_in_writing"


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """One side said what came of an introduction: an outcome of bot.actions, such as "met"."""

    speaker: Speaker
    spot: Spot
    introduction_id: int
    answer: str
    kind: Literal["followed_up"] = "followed_up"


@dataclass(frozen=True, slots=True)
class HushWanted:
    """Somebody wants to hear no more questions about an introduction."""

    speaker: Speaker
    spot: Spot
    introduction_id: int
    kind: Literal["hush_wanted"] = "hush_wanted"


@dataclass(frozen=True, slots=True)
class DraftWritten:
    """What an official did with what they learned, in their own words: a draft of a practice record.

    `seen` is which revision of the draft the form showed, 0 for none yet; None in events of before.
    """

    speaker: Speaker
    spot: Spot
    introduction_id: int
    title: str
    problem: str
    action: str
    outcome: str
    lessons: str
    result: str
    seen: int | None = None
    kind: Literal["draft_written"] = "draft_written"


Event = (
    Asked
    | OfficeSought
    | Snoozed
    | HandedOver
    | AnsweredInWriting
    | FollowedUp
    | HushWanted
    | DraftWritten
    | PlaceSaid
    | ProfileSaved
    | ProfileWanted
    | MembershipPaused
    | MembershipResumed
    | NetworkLeft
    | PersonChecked
    | TaskTaken
    | ContactNamed
    | TasksWanted
    | AskerWanted
    | RecordConfirmed
    | Unanswerable
    | FormRefused
    | IntroductionWanted
    | UrgencySaid
    | ConsentDecided
    | OfficeTaken
    | Rated
    | MoreWanted
    | PeersSwitched
    | HelpWanted
    | ThreadHushed
    | ChannelWanted
    | ChannelSet
    | AnswerShared
    | StaffChannelSet
    | PracticeSearched
    | PracticeWanted
    | WholeWanted
    | CurationEvent
    | QuotingEvent
    | GivingEvent
    | StandingDecided
    | PeersOfTopicWanted
    | EventOfDigests
    | EventOfDemand
    | EventOfFiles
    | DuplicatesWanted
    | ToldApart
    | MergeDecided
    | UnmergeWanted
    | RecordEdited
    | EditDropped
    | RecordWithdrawn
    | RecordRestored
    | RecordVerified
    | HistoryWanted
    | StillRight
    | ChangeReported
    | CurationEvent
    | QuotingEvent
    | GivingEvent
)


@dataclass(frozen=True, slots=True)
class Sent:
    """Who did something, and where: as much as can be read of an event of another version."""

    speaker: Speaker
    spot: Spot


# What is typed after /peers; anything else asks how it stands.
SWITCH = {"on": True, "off": False}

_adapter: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
_sent: TypeAdapter[Sent] = TypeAdapter(Sent)


def to_json(event: Event) -> str:
    """Return the event as JSON text, the durable runner's input."""
    return _adapter.dump_json(event).decode()


def from_json(text: str) -> Event:
    """Return the event that `to_json` wrote. Raises ValidationError where another version did."""
    return _adapter.validate_json(text)


def sent_from_json(text: str) -> Sent | None:
    """Return who sent what `from_json` cannot read; None if not even that can be read."""
    try:
        return _sent.validate_json(text)
    except ValidationError:
        return None
