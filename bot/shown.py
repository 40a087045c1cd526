"""What a reader may see of a place, a reason, a match or a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place as the reader sees it; `name` is empty where only the kind of place may be told."""

    name: str
    admin1: str
    country: str
    kind: str
    population: int | None


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """One reason why this peer, as a code of matching.peers."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class AskedBeforeShown:
    """An earlier question that led to this match; its conversation only where the reader may open it."""

    asker: PlaceShown | None
    conversation: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class NarrowedShown:
    """What follow-ups narrowed an answer to; what they did not is 0 or empty. See narrowing.Narrowing."""

    below: int = 0
    least: int = 0
    country: str = ""
    result: str = ""
    climate: str = ""
    since: int = 0
    further: bool = False


@dataclass(frozen=True, slots=True)
class MatchShown:
    """One match: quoted from its record, with its source; `office` is empty where nobody could be asked.

    `can_seek` says that nobody of its office has joined, so that staff can be asked to find it.
    `checked_days` is how long ago its office found it right, None where it never did. With `expired` that
    counted until the day `verify_by`, and nobody has looked since. `for_named` says that only officials of
    its own place and of named ones may read it.
    """

    record_id: int
    title: str
    place: PlaceShown
    office: str
    year: int | None
    result: str
    action: str
    outcome: str
    source_title: str
    source_url: str
    source_lang: str
    verified_on: str
    reasons: tuple[ReasonShown, ...]
    can_introduce: bool
    asked_before: AskedBeforeShown | None = None
    can_seek: bool = False
    checked_days: int | None = None
    expired: bool = False
    verify_by: str = ""
    for_named: bool = False


@dataclass(frozen=True, slots=True)
class DetailsShown:
    """What a record says beside its parts, empty where it says nothing; sources are title and address."""

    figures: str = ""
    cost: str = ""
    staffing: str = ""
    conditions: str = ""
    year_end: int | None = None
    sdg_targets: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


NO_DETAILS = DetailsShown()


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One side of an introduction: name, office, place, and the mention by which their chat knows them."""

    name: str
    office: str
    place: PlaceShown
    chat_id: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class SharerShown:
    """Who shared an answer: their name, "" where nobody said it, and by which id their chat knows them."""

    name: str
    chat_id: str


@dataclass(frozen=True, slots=True)
class HoursShown:
    """Working hours that two have in common, "HH:MM" on the clock of each; all empty if there are none."""

    asker_start: str = ""
    asker_end: str = ""
    peer_start: str = ""
    peer_end: str = ""
