"""What members of the directory read about themselves and their office; as bot/messages."""

from dataclasses import dataclass
from typing import Literal

from bot.shown import PlaceShown


@dataclass(frozen=True, slots=True)
class RecordNamed:
    """A record as a button names it."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """An office with the place it belongs to."""

    name: str
    place: PlaceShown


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """Who the reader is for peers, and how much they take on.

    `news` says what just happened: saved, joined, paused, resumed, or "" when they only wanted to see it.
    `member` False is for who has not joined, or left. Days are ISO dates; `paused_until` is "" without a
    pause, `quiet` has the days that are not over.
    """

    news: str
    name: str
    offices: tuple[OfficeShown, ...]
    verified: bool
    member: bool = False
    capacity: int = 0
    used: int = 0
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    time_zone: str = ""
    visibility: str = "members"
    paused_until: str = ""
    quiet: tuple[tuple[str, str], ...] = ()
    avoided: int = 0
    kind: Literal["profile_shown"] = "profile_shown"


@dataclass(frozen=True, slots=True)
class PlaceKept:
    """Confirms which office the reader holds; `verified` False means that staff look at it first."""

    office: str
    place: PlaceShown
    verified: bool
    kind: Literal["place_kept"] = "place_kept"


@dataclass(frozen=True, slots=True)
class DirectoryLeft:
    """Confirms that the reader left, with the offices that they held until then."""

    offices: tuple[OfficeShown, ...]
    kind: Literal["directory_left"] = "directory_left"


@dataclass(frozen=True, slots=True)
class RecordsToConfirm:
    """Asks who holds an office whether its records are still right, a few at a time.

    `confirmed` is the title of the one they just found right, "" the first time; `left` how many there are.
    """

    office: str
    place: PlaceShown
    records: tuple[RecordNamed, ...]
    left: int
    confirmed: str = ""
    kind: Literal["records_to_confirm"] = "records_to_confirm"


MessageOfProfile = ProfileShown | PlaceKept | DirectoryLeft | RecordsToConfirm
