"""What officials do, as frozen values: adapters translate into them, the runner stores them first."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from matching.domain import Audience


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who did it, as the chat knows them; `locale` is the chat's hint ("" when unknown)."""

    workspace: str
    chat_id: str
    name: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it happened: a conversation, the thread to answer in, and the message whose buttons were pressed.

    `audience` None means that the chat must still be asked whether everybody may open the conversation.
    """

    conversation: str
    thread: str = ""
    message: str = ""
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question was put to the bot."""

    speaker: Speaker
    spot: Spot
    text: str
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
    kind: Literal["introduction_wanted"] = "introduction_wanted"


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


Event = (
    Asked
    | Unanswerable
    | IntroductionWanted
    | ConsentDecided
    | OfficeTaken
    | Rated
    | PeersSwitched
    | HelpWanted
)

# What is typed after /peers; anything else asks how it stands.
SWITCH = {"on": True, "off": False}

_adapter: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def to_json(event: Event) -> str:
    """Return the event as JSON text, the durable runner's input."""
    return _adapter.dump_json(event).decode()


def from_json(text: str) -> Event:
    """Return the event that `to_json` wrote."""
    return _adapter.validate_json(text)
