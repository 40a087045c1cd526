"""What is said in and about summaries, as frozen values like bot.messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from bot.digest import Digest, PersonalDigest
from bot.messages.staff import TaskShown
from bot.shown import PlaceShown

LATE = "late"  # our own reason: a summary was due, or waited for the chat, longer than it is good for
SHARED_OUTSIDE = "shared_outside"  # our own reason: others read a channel whose summary is for members alone


@dataclass(frozen=True, slots=True)
class DigestShown:
    """A summary, as a conversation reads it; a preview is the same value with `digest_id` 0, for one person.

    `pictures` are drawn of `digest` when it is delivered, by these names; a chat that cannot show one shows
    the text alone. After `good_until` it is not posted any more. `shared` says to who reads a preview that
    the chat would refuse it: others read in the conversation.
    """

    digest_id: int
    digest: Digest
    pictures: tuple[Literal["topics", "map"], ...] = ()
    good_until: datetime | None = None
    shared: bool = False
    kind: Literal["digest"] = "digest"


@dataclass(frozen=True, slots=True)
class _Named:
    """What of a summary every version can read."""

    digest_id: int
    kind: Literal["digest"]


_named = TypeAdapter(_Named)


def digest_id_in(text: str) -> int:
    """Return which summary a message shows that this version cannot read, as JSON; 0 if it shows none."""
    try:
        return _named.validate_json(text).digest_id
    except ValidationError:
        return 0


@dataclass(frozen=True, slots=True)
class DigestMoreShown:
    """What a summary has beyond what a minute's reading holds: `digest` is this rest of it."""

    digest: Digest
    kind: Literal["digest_more"] = "digest_more"


@dataclass(frozen=True, slots=True)
class PersonalDigestShown:
    """A summary for one person."""

    digest: PersonalDigest
    kind: Literal["personal_digest"] = "personal_digest"


@dataclass(frozen=True, slots=True)
class DigestSettingShown:
    """When summaries come: `state` is off, on or paused, the latter perhaps for a reason of the chat.

    `next_at` is the next moment on the clock of `time_zone`, ISO without an offset, "" for none. `personal`
    says that they are the reader's own, `shared` that others read in a conversation whose are for members.
    """

    state: str
    weekday: int = 1
    at: str = "09:00"
    time_zone: str = ""
    empty_weeks: str = "brief"
    outsiders: bool = False
    next_at: str = ""
    paused_why: str = ""
    personal: bool = False
    shared: bool = False
    kind: Literal["digest_setting"] = "digest_setting"


@dataclass(frozen=True, slots=True)
class DigestComing:
    """Tells who wanted a summary at once that it is on its way, with `if_any` unless there is nothing new."""

    if_any: bool = False
    kind: Literal["digest_coming"] = "digest_coming"


@dataclass(frozen=True, slots=True)
class DigestEnded:
    """How one summary ended: on which day, ISO, in which state, and why if the chat or a delay had a say.

    In the state "due" it has not ended: it should have come by now, and waits.
    """

    on: str
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class DigestHistoryShown:
    """The last summaries of a conversation, the latest first."""

    ended: tuple[DigestEnded, ...]
    kind: Literal["digest_history"] = "digest_history"


@dataclass(frozen=True, slots=True)
class DigestFailed:
    """Tells staff that a summary did not come, and why: "late" or the chat's reason; a task of theirs.

    `paused` says that none comes in this conversation any more until staff let them. `task` is None in notes
    of versions before there was one.
    """

    conversation: str
    on: str
    why: str
    paused: bool
    task: TaskShown | None = None
    kind: Literal["digest_failed"] = "digest_failed"


@dataclass(frozen=True, slots=True)
class HelpOffered:
    """Tells the asker, alone, that somebody of an office can help, and asks whether the two shall meet."""

    question_id: int
    official_id: int
    question: str
    office: str
    place: PlaceShown
    kind: Literal["help_offered"] = "help_offered"


@dataclass(frozen=True, slots=True)
class HelpNoted:
    """Thanks whoever can help; they hear again only if the asker wants to meet."""

    question: str
    kind: Literal["help_noted"] = "help_noted"


@dataclass(frozen=True, slots=True)
class HelpLapsed:
    """Tells whoever can help that the asker did not answer their offer."""

    question: str
    kind: Literal["help_lapsed"] = "help_lapsed"


@dataclass(frozen=True, slots=True)
class HelpDecided:
    """Confirms to the asker what they said to an offer; replaces its buttons."""

    accepted: bool
    kind: Literal["help_decided"] = "help_decided"


@dataclass(frozen=True, slots=True)
class StoryAsked:
    """Asks the peer whether summaries may tell what the asker's place took from theirs, by this title.

    `asker` is None where the two never met: who answered in writing was not told who asked. `title` is "" in
    messages of versions that did not show it.
    """

    introduction_id: int
    asker: PlaceShown | None
    title: str = ""
    kind: Literal["story_asked"] = "story_asked"


@dataclass(frozen=True, slots=True)
class StoryNoted:
    """Thanks a side that lets it be told."""

    kind: Literal["story_noted"] = "story_noted"


MessageOfDigests = (
    DigestShown
    | DigestMoreShown
    | PersonalDigestShown
    | DigestSettingShown
    | DigestComing
    | DigestHistoryShown
    | DigestFailed
    | HelpOffered
    | HelpNoted
    | HelpLapsed
    | HelpDecided
    | StoryAsked
    | StoryNoted
)
