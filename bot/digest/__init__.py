"""A summary's content as frozen values: what happened in a network since its last one, for one audience.

Whatever stands in it may be read by everybody who reads the channel (bot/digest/contents.py decides that), so
whoever shows it, as a message, a picture or a page, leaves nothing out for privacy. Lists hold the first few,
and the figure beside each says how many there are.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from bot.shown import PlaceShown

# How a question was answered: by a record, by two who talked, or by a peer's answer in writing.
How = Literal["record", "conversation", "writing"]
# Why a record is worth reading again: it helped in so many places, it was verified last, or few saw it.
Why = Literal["helped", "verified", "unread"]


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One practice record; `verified_on` is ISO, "" where nobody verified it.

    `for_named` says that only officials of its own place and of named ones may read it; `language` is that of
    its words, "" where it was not looked for.
    """

    record_id: int
    title: str
    place: PlaceShown
    result: str
    topics: tuple[str, ...] = ()
    verified_on: str = ""
    for_named: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A question that was answered, how, and by which record; its asker is a kind of place, never a name.

    Of a peer who answered it there is nothing, not even the record that led to them. `conversation` is where
    it was asked, of the workspace of the summary.
    """

    question_id: int
    text: str
    asker: PlaceShown | None
    how: How
    record_id: int = 0
    title: str = ""
    place: PlaceShown | None = None
    result: str = ""
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A question that looks for a peer; its asker is a kind of place, never a name."""

    question_id: int
    text: str
    asker: PlaceShown | None
    asked_at: datetime
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class IntroductionFigures:
    """Introductions in this time: peers asked, agreed, and what was said of any: met, helped, not useful."""

    asked: int = 0
    agreed: int = 0
    met: int = 0
    useful: int = 0
    adapted: int = 0
    adopted: int = 0
    not_useful: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """An introduction that led to something, both sides having agreed that it is told: places, not people.

    Where the title is a question, `conversation` is where it was asked; "" where it is that of a record.
    """

    asker: PlaceShown
    peer: PlaceShown
    title: str
    outcome: str
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class ReRead:
    """A record worth re-reading and why; `count` is in how many places it helped, 0 for another reason."""

    record: RecordLine
    why: Why
    count: int = 0


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """Questions of one topic of the network, "" for those of none: how many were asked, how many answered.

    `governments` is how many asked them, 0 where that was not counted; `others` of how many topics without a
    name these are the sum.
    """

    topic: str
    asked: int
    answered: int
    governments: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class MapPlace:
    """One end of a link on the map: a country (ISO 3166-1), and the place itself only where it may be told.

    Then `latitude` and `longitude` are set and `name` says which it is; otherwise only the country is known.
    The country is "" where it would say who it is: the link counts, and is not drawn.
    """

    country: str
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class HelpedLink:
    """Help that went from the one place to the other, in so many introductions."""

    helper: MapPlace
    helped: MapPlace
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each list of which a summary holds the first few."""

    new_records: int = 0
    verified_records: int = 0
    asked: int = 0
    answered: int = 0
    open_questions: int = 0
    welcomed: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """One summary: of which network and channel, from when (exclusive) until when, and in which locale.

    `zone` is the time zone in which its days are written; `outsiders` says that people of other organisations
    may read it, too; `workspace` is that of its channel, and of the conversations of its questions.
    """

    network_name: str
    channel: str
    since: datetime
    until: datetime
    locale: str
    zone: str = "UTC"
    outsiders: bool = False
    workspace: str = ""
    counts: Counts = Counts()
    new_records: tuple[RecordLine, ...] = ()
    verified_records: tuple[RecordLine, ...] = ()
    answered: tuple[AnsweredLine, ...] = ()
    open_questions: tuple[OpenLine, ...] = ()
    introductions: IntroductionFigures = IntroductionFigures()
    stories: tuple[Story, ...] = ()
    welcomed: tuple[PlaceShown, ...] = ()
    re_read: ReRead | None = None
    topics: tuple[TopicFigures, ...] = ()
    helped: tuple[HelpedLink, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in this time.

        A record to re-read is no news, nor is a question of an earlier time that is still open.
        """
        happened = replace(self.counts, open_questions=0) != Counts()
        return not (happened or self.stories or self.introductions != IntroductionFigures())


# Of each list so many stand in the message itself: twelve lines of some 240 words are read in a minute.
NEW_FIRST, ANSWERED_FIRST, OPEN_FIRST, STORIES_FIRST, WELCOMED_FIRST = 2, 2, 2, 1, 3


def rest_of(digest: Digest) -> Digest:
    """Return the summary with what its message has no room for in its lists."""
    return replace(
        digest,
        new_records=digest.new_records[NEW_FIRST:],
        verified_records=digest.verified_records[NEW_FIRST:],
        answered=digest.answered[ANSWERED_FIRST:],
        open_questions=digest.open_questions[OPEN_FIRST:],
        stories=digest.stories[STORIES_FIRST:],
        welcomed=digest.welcomed[WELCOMED_FIRST:],
    )


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question of the reader's own, and whether a record or a peer has answered it.

    `shown` if a match was shown that seems to fit, and nobody has said whether it did.
    """

    question_id: int
    text: str
    answered: bool
    shown: bool = False


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A question of the reader's own with which an office offers to help."""

    text: str
    office: str
    place: PlaceShown


@dataclass(frozen=True, slots=True)
class PersonalDigest:
    """A summary for one person: their questions, who waits for them, records to confirm, new in their topics.

    `waiting` are the questions of peers who wait for the reader's answer, `offers` what peers would help
    with if the reader said yes; all lists hold the first few.
    """

    since: datetime
    until: datetime
    zone: str = "UTC"
    questions: tuple[OwnQuestion, ...] = ()
    waiting: tuple[str, ...] = ()
    offers: tuple[OfferLine, ...] = ()
    to_verify: tuple[RecordLine, ...] = ()
    new_records: tuple[RecordLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        waits = self.waiting or self.offers
        return not (self.questions or waits or self.to_verify or self.new_records)


_adapter = TypeAdapter(Digest)


def to_json(digest: Digest) -> str:
    """Return the summary as JSON text, as it is kept."""
    return _adapter.dump_json(digest).decode()


def from_json(text: str) -> Digest:
    """Return the summary that `to_json` wrote."""
    return _adapter.validate_json(text)
