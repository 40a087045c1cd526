"""What is said, as frozen values without words or markup; bot.phrases finds words, each adapter a form."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.messages.channels import MessageOfChannels
from bot.messages.curation import MessageOfCuration
from bot.messages.demand import MessageOfDemand
from bot.messages.digests import MessageOfDigests
from bot.messages.editing import MessageOfEditing
from bot.messages.files import MessageOfFiles
from bot.messages.follow_up import (
    AnonymityExplained,
    DraftKept,
    FollowUpAnswered,
    FollowUpAsked,
    Hushed,
    SomebodyAsks,
)
from bot.messages.giving import MessageOfGiving
from bot.messages.introductions import (
    AskerLeft,
    ConsentEnough,
    ConsentHandedOver,
    ConsentLapsed,
    ConsentSnoozed,
    ConsentWritten,
    IntroductionProgress,
    MetInThread,
    MetLately,
    NobodyFree,
    PausedKindly,
    PeerWrote,
    PlaceNeeded,
    TextToCopy,
    UrgencyNoted,
    VerificationAwaited,
)
from bot.messages.merging import MessageOfMerging
from bot.messages.practice import MessageOfPractice
from bot.messages.profile import MessageOfProfile
from bot.messages.quoting import MessageOfQuoting
from bot.messages.staff import MessageOfStaff
from bot.messages.standing import MessageOfStanding
from bot.shown import HoursShown, MatchShown, NarrowedShown, PersonShown, PlaceShown, ReasonShown, SharerShown


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """The answer to one question: good matches, perhaps some, or an honest none.

    `narrowed` says how a follow-up was understood. The first match is shown whole, and those whose records
    are in `expanded`; the others are folded. `can_hush` says that nobody had mentioned the bot, so that
    whoever reads the answer can let it stay quiet there. One that only the asker sees in a channel they
    `can_share`; `shared_by` is who did. `outside` says that the asker alone sees it because people of other
    organisations read that channel.
    """

    question_id: int
    question: str
    band: str
    matches: tuple[MatchShown, ...]
    private: bool
    first_time: bool
    narrowed: NarrowedShown | None = None
    expanded: tuple[int, ...] = ()
    can_hush: bool = False
    can_share: bool = False
    shared_by: SharerShown | None = None
    outside: bool = False
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class DemonstrationOffice:
    """Tells a person of the demo network whose place they take, and how to take another."""

    office: str
    place: PlaceShown
    kind: Literal["demonstration_office"] = "demonstration_office"


@dataclass(frozen=True, slots=True)
class IntroductionRequested:
    """Tells the asker that a peer is being asked, without promising anything.

    `instead` says that the office they chose cannot be asked now, and that this is another one; `alone` that
    nobody else will be asked in their place. With a `question_id` the asker can still say that it is urgent.
    """

    office: str
    place: PlaceShown
    title: str
    instead: bool = False
    urgent: bool = False
    question_id: int = 0
    alone: bool = False
    kind: Literal["introduction_requested"] = "introduction_requested"


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """Asks the peer: the question, the record, and the asker's kind of place; no names before yes.

    `title` is empty for who is asked without a record; `source` says what brought them into question, for
    which `topic` if for one, and `reasons` what both have in common; `abroad` is None where a country is
    unknown. `turn` is "reminder", "put_off" or "urgent" when they are asked again;
    `handed_by` names the colleague who handed it over; `near_quorum` a body of which one more member would be
    a quorum; `in_channel` says that the two may be brought together in the question's thread there.
    """

    introduction_id: int
    question: str
    title: str
    asker: PlaceShown
    office: str
    answer_by: str
    coastal: bool = False
    abroad: bool | None = None
    reasons: tuple[ReasonShown, ...] = ()
    turn: str = ""
    handed_by: str = ""
    near_quorum: str = ""
    can_snooze: bool = True
    urgent: bool = False
    source: str = ""
    topic: str = ""
    in_channel: bool = True
    kind: Literal["consent_asked"] = "consent_asked"


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Confirms a yes to the peer; replaces the buttons. With `waits` staff check the asker first."""

    title: str
    waits: bool = False
    kind: Literal["consent_given"] = "consent_given"


@dataclass(frozen=True, slots=True)
class ConsentDeclined:
    """Confirms a no to the peer; replaces the buttons. The asker never sees it."""

    title: str
    kind: Literal["consent_declined"] = "consent_declined"


@dataclass(frozen=True, slots=True)
class Introduced:
    """The introduction both sides agreed to: who, which office, about what, from which record.

    `languages` are those that both speak, ISO 639-1; `hours` None where a time zone is unknown; `openers` are
    codes of questions to begin with; `also_in` is the locale of the second reader of one conversation, "" if
    both read the same. `withdrawn` says that its network does not publish the record any more; `reasons`
    are why this peer of all was asked.
    """

    asker: PersonShown
    peer: PersonShown
    question: str
    title: str
    source_url: str
    introduction_id: int = 0
    languages: tuple[str, ...] = ()
    hours: HoursShown | None = None
    openers: tuple[str, ...] = ()
    also_in: str = ""
    withdrawn: bool = False
    reasons: tuple[ReasonShown, ...] = ()
    kind: Literal["introduced"] = "introduced"


@dataclass(frozen=True, slots=True)
class IntroductionNotMade:
    """Tells the asker that this introduction did not come about, the same words whatever the reason.

    `title` and `place` are of the record that they chose first; `asked` is how many peers were asked.
    """

    title: str
    place: PlaceShown
    question: str = ""
    asked: int = 0
    kind: Literal["introduction_not_made"] = "introduction_not_made"


@dataclass(frozen=True, slots=True)
class Thanked:
    """Confirms that feedback was kept; of an answer that did not help, `question_id` offers to look on."""

    helpful: bool
    question_id: int = 0
    kind: Literal["thanked"] = "thanked"


@dataclass(frozen=True, slots=True)
class PeersSetting:
    """Whether places like the reader's come first in their answers, and how to change that."""

    on: bool
    kind: Literal["peers_setting"] = "peers_setting"


@dataclass(frozen=True, slots=True)
class Help:
    """What the bot does and how to use it."""

    demonstration: bool
    kind: Literal["help"] = "help"


@dataclass(frozen=True, slots=True)
class Refused:
    """A request understood but not carried out; `details` fill the sentence in bot.phrases.refusals."""

    reason: str
    details: tuple[tuple[str, str], ...] = ()
    kind: Literal["refused"] = "refused"


@dataclass(frozen=True, slots=True)
class Failed:
    """An apology with the reference number under which the log has the traceback."""

    reference: str
    kind: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Tells the asker in private that the answer could not be posted where they asked.

    Or that it may not have reached them: then the log has the reference.
    """

    conversation: str
    reason: str
    reference: str = ""
    kind: Literal["undeliverable"] = "undeliverable"


Message = (
    AnswerShown
    | DemonstrationOffice
    | IntroductionRequested
    | ConsentAsked
    | ConsentGiven
    | ConsentDeclined
    | Introduced
    | IntroductionNotMade
    | PlaceNeeded
    | VerificationAwaited
    | NobodyFree
    | IntroductionProgress
    | MetLately
    | UrgencyNoted
    | ConsentSnoozed
    | ConsentHandedOver
    | ConsentWritten
    | ConsentEnough
    | ConsentLapsed
    | AskerLeft
    | PeerWrote
    | MetInThread
    | TextToCopy
    | PausedKindly
    | Thanked
    | PeersSetting
    | Help
    | Refused
    | Failed
    | Undeliverable
    | MessageOfStaff
    | FollowUpAsked
    | FollowUpAnswered
    | Hushed
    | DraftKept
    | AnonymityExplained
    | SomebodyAsks
    | MessageOfProfile
    | MessageOfChannels
    | MessageOfPractice
    | MessageOfCuration
    | MessageOfQuoting
    | MessageOfGiving
    | MessageOfStanding
    | MessageOfDigests
    | MessageOfDemand
    | MessageOfFiles
    | MessageOfMerging
    | MessageOfEditing
    | MessageOfMerging
    | MessageOfCuration
    | MessageOfQuoting
    | MessageOfGiving
)

_adapter: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def to_json(message: Message) -> str:
    """Return the message as JSON text for the delivery table."""
    return _adapter.dump_json(message).decode()


def from_json(text: str) -> Message:
    """Return the message that `to_json` wrote."""
    return _adapter.validate_json(text)
