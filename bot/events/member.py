"""What members of the directory and staff do, as frozen values like those of bot.events."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """Somebody said which government they work for, and in which office.

    `place` is "known:7" for a jurisdiction of the network, "gazetteer:2950159" for a city of the gazetteer.
    What waited for it, such as the introduction with this id, goes on; 0 for nothing.
    """

    speaker: Speaker
    spot: Spot
    place: str
    office: str
    introduction_id: int = 0
    kind: Literal["place_said"] = "place_said"


@dataclass(frozen=True, slots=True)
class ProfileSaved:
    """Somebody joined the directory or changed their profile. `place` is as in PlaceSaid, "" for as before.

    `avoided` are ids of officials, `avoided_places` of jurisdictions, `answerable` of questions; each of
    `quiet` has a first and a last day. `avoided_named` are people and places as somebody typed them.
    """

    speaker: Speaker
    spot: Spot
    place: str
    office: str
    name: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    time_zone: str
    capacity: int
    quiet: tuple[tuple[date, date], ...]
    avoided: tuple[int, ...]
    avoided_places: tuple[int, ...]
    answerable: tuple[int, ...]
    visibility: str
    body: str = ""
    body_seats: int | None = None
    avoided_named: tuple[str, ...] = ()
    kind: Literal["profile_saved"] = "profile_saved"


@dataclass(frozen=True, slots=True)
class ProfileWanted:
    """Somebody wants to see their profile."""

    speaker: Speaker
    spot: Spot
    kind: Literal["profile_wanted"] = "profile_wanted"


@dataclass(frozen=True, slots=True)
class MembershipPaused:
    """A member wants no requests for so many days; after that they go on by themselves."""

    speaker: Speaker
    spot: Spot
    days: int = 30
    kind: Literal["membership_paused"] = "membership_paused"


@dataclass(frozen=True, slots=True)
class MembershipResumed:
    """A member wants requests again."""

    speaker: Speaker
    spot: Spot
    kind: Literal["membership_resumed"] = "membership_resumed"


@dataclass(frozen=True, slots=True)
class NetworkLeft:
    """A member leaves the directory: nobody is asked to them any more."""

    speaker: Speaker
    spot: Spot
    kind: Literal["network_left"] = "network_left"


@dataclass(frozen=True, slots=True)
class PersonChecked:
    """Staff found that an official works for the government they named, or that they do not.

    `office_id` is the office that staff were shown, 0 for whichever the official holds.
    `after_all` takes back that they do not.
    """

    speaker: Speaker
    spot: Spot
    official_id: int
    works_there: bool
    office_id: int = 0
    after_all: bool = False
    kind: Literal["person_checked"] = "person_checked"


@dataclass(frozen=True, slots=True)
class TaskTaken:
    """Staff say that a task is done, or that nothing needs to be done."""

    speaker: Speaker
    spot: Spot
    task_id: int
    kind: Literal["task_taken"] = "task_taken"


@dataclass(frozen=True, slots=True)
class ContactNamed:
    """Staff name the person, by the id of their chat, who holds the office that a task is about.

    `name` is how peers read somebody whom the network does not know by a name yet.
    """

    speaker: Speaker
    spot: Spot
    task_id: int
    chat_id: str
    name: str = ""
    kind: Literal["contact_named"] = "contact_named"


@dataclass(frozen=True, slots=True)
class TasksWanted:
    """Staff want to see what is open."""

    speaker: Speaker
    spot: Spot
    kind: Literal["tasks_wanted"] = "tasks_wanted"


@dataclass(frozen=True, slots=True)
class AskerWanted:
    """Staff want to see who asked a question, also anonymously."""

    speaker: Speaker
    spot: Spot
    question_id: int
    kind: Literal["asker_wanted"] = "asker_wanted"


@dataclass(frozen=True, slots=True)
class RecordConfirmed:
    """Who holds the office of a record says that it is still right."""

    speaker: Speaker
    spot: Spot
    record_id: int
    kind: Literal["record_confirmed"] = "record_confirmed"


@dataclass(frozen=True, slots=True)
class FormRefused:
    """Somebody opened or sent a form, named as in bot.forms.every, that is for others: staff, for example."""

    speaker: Speaker
    spot: Spot
    form: str
    ids: tuple[int, ...]
    kind: Literal["form_refused"] = "form_refused"
