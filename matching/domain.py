"""The nouns of Counterpart as frozen values; their words are fixed in docs/architecture.md."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

NetworkId = NewType("NetworkId", int)
WorkspaceId = NewType("WorkspaceId", int)
JurisdictionId = NewType("JurisdictionId", int)
OfficeId = NewType("OfficeId", int)
OfficialId = NewType("OfficialId", int)
RecordId = NewType("RecordId", int)
QuestionId = NewType("QuestionId", int)
IntroductionId = NewType("IntroductionId", int)
TaskId = NewType("TaskId", int)
FollowUpId = NewType("FollowUpId", int)
ProposalId = NewType("ProposalId", int)
CallId = NewType("CallId", int)
SharedFileId = NewType("SharedFileId", int)
QuoteId = NewType("QuoteId", int)


class Kind(StrEnum):
    """What a jurisdiction is; `unknown` when a record does not say."""

    CITY = "city"
    COUNTY = "county"
    STATE = "state"
    REGION = "region"
    COUNTRY = "country"
    UNKNOWN = "unknown"


class Result(StrEnum):
    """What came of a practice, in the author's judgement."""

    WORKED = "worked"
    MIXED = "mixed"
    FAILED = "failed"
    PLANNED = "planned"
    UNKNOWN = "unknown"


class Audience(StrEnum):
    """Who may see a question: everybody who can open its channel, or the asker alone."""

    CHANNEL = "channel"
    PRIVATE = "private"
    ANONYMOUS = "anonymous"


class Visibility(StrEnum):
    """Who may read a record, narrowest last but one.

    Also people outside the network; its members; officials of the named places only; or members, who are
    not told where it comes from.
    """

    PUBLIC = "public"
    MEMBERS = "members"
    NAMED = "named"
    UNATTRIBUTED = "unattributed"


class Band(StrEnum):
    """How sure an answer is: shown as matches, shown as "may help", or an honest none."""

    GOOD = "good"
    MAYBE = "maybe"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A city, town, county or state. `country` is ISO 3166-1 alpha-2; unknown figures are None.

    `climate` is the class of Köppen and Geiger, such as "Cfb"; `coastal` whether the sea is near.
    """

    id: JurisdictionId
    name: str
    kind: Kind
    country: str | None
    admin1: str = ""
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = None
    climate: str | None = None
    coastal: bool | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A function of a jurisdiction; it owns records and outlives the officials who hold it."""

    id: OfficeId
    name: str
    jurisdiction: Jurisdiction


@dataclass(frozen=True, slots=True)
class Official:
    """A person; `offices` are those held today, `demonstration` marks entries of the demo network.

    `prefers_peers` is their choice whether places like theirs come first in an answer; `verified_at` is when
    staff found that they work for their government.
    """

    id: OfficialId
    network_id: NetworkId
    name: str
    locale: str
    offices: tuple[Office, ...] = ()
    demonstration: bool = False
    told_at: datetime | None = None
    prefers_peers: bool = True
    verified_at: datetime | None = None

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        """The place the official works for, or None for somebody who asks without having joined."""
        return self.offices[0].jurisdiction if self.offices else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where something can be read; `lang` is ISO 639, "" when unknown."""

    title: str
    url: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What a record can say beside its parts, each empty where nothing is known.

    `figures` are those of its result with where they come from, `staffing` who did the work, `conditions`
    what it takes to succeed; `sdg_targets` are numbers such as "11.6" of the United Nations' list.
    """

    figures: str = ""
    cost: str = ""
    staffing: str = ""
    conditions: str = ""
    year_end: int | None = None
    sdg_targets: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


NO_DETAILS = Details()


# The texts of a record that are embedded, in the order in which a reader gets to know it.
EMBEDDED = ("title", "problem", "action", "outcome", "lessons")


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """An account of something a jurisdiction tried. `place` is as the source writes it.

    Its office is whom to ask. `revision` counts its changes; after `verify_by` it counts as unverified.
    """

    id: RecordId
    key: str
    title: str
    problem: str
    action: str
    outcome: str
    lessons: str
    result: Result
    topics: tuple[str, ...]
    place: str
    country: str | None
    office: Office | None
    year_start: int | None
    status: str
    source_title: str
    source_url: str
    source_lang: str
    verified_on: date | None = None
    details: Details = NO_DETAILS
    visibility: Visibility = Visibility.MEMBERS
    verifier_id: OfficialId | None = None
    verify_by: date | None = None
    revision: int = 1

    def expired(self, on: date) -> bool:
        """Say whether its verification has run out by that day; one that nobody ever verified has none."""
        return self.verify_by is not None and self.verify_by < on

    @property
    def text(self) -> str:
        """The parts as one text: what is indexed, and what names their vector in the store."""
        return "\n".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """What is embedded: each part that says something of the practice."""
        return tuple(part for name in EMBEDDED if (part := getattr(self, name)))


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """An earlier question that a record answered; the asker stays a kind of place, never a name.

    `workspace_id`, `conversation` and `thread` say where it was asked, for readers who may open it.
    """

    question_id: QuestionId
    text: str
    language: str
    record_id: RecordId
    asker_jurisdiction: Jurisdiction | None
    workspace_id: WorkspaceId
    conversation: str
    thread: str


class EntryKind(StrEnum):
    """The two kinds of entry that one index holds."""

    RECORD = "record"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, order=True)
class EntryKey:
    """Names one entry of an index: a practice record, or a question asked before."""

    kind: EntryKind
    id: int


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One entry that retrieval found: its cosine sum, and its word score in [0, 1] (matching/entries.py).

    `tokens` is what the agreement of its tokens with the question's adds (matching/matcher.py).
    """

    key: EntryKey
    similarity: float
    words: float
    tokens: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What introductions to a record came to: in how many places each; `helped` counts a place once.

    A place counts under the furthest state that its introduction reached; several may count it under several.
    """

    met: int = 0
    useful: int = 0
    adapted: int = 0
    adopted: int = 0
    not_useful: int = 0
    helped: int = 0


NO_OUTCOMES = Outcomes()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that retrieval returned, with the earlier question if one led here.

    `probability` is that of the record answering the question (matching/calibration.py). `expired` says that
    its verification has run out.
    """

    record: PracticeRecord
    probability: float
    asked_before: AskedBefore | None = None
    outcomes: Outcomes = NO_OUTCOMES
    expired: bool = False


@dataclass(frozen=True, slots=True)
class PeerReason:
    """One reason for a peer, such as what two places have in common: a code that bot.phrases.peer words."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate shown to the asker: its score, how probably it answers, and why this peer."""

    record: PracticeRecord
    score: float
    probability: float
    reasons: tuple[PeerReason, ...]
    asked_before: AskedBefore | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The matches for one question, best first; an honest none has no matches.

    `further` are the next ones, which are not shown: they serve to find whom else to ask.
    """

    band: Band
    matches: tuple[Match, ...]
    further: tuple[Match, ...] = ()
