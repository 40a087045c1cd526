"""What is typed after /profile, /staff and /practice, in every chat: an event, a form, or how to use it."""

import re
from dataclasses import dataclass

from bot import practice_phrases
from bot.events import Event
from bot.form_phrases import profile_usage, staff_usage
from bot.member_events import (
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    ProfileWanted,
    TasksWanted,
)
from bot.practice_events import PracticeSearched, PracticeWanted
from bot.refusal_phrases import Gettext
from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class FormWanted:
    """A form that somebody wants to fill in, and the ids it is about."""

    name: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UsageWanted:
    """Somebody wants to know how a command is used, or typed what it does not know."""

    command: str


Wish = Event | FormWanted | UsageWanted

# "pause", "pause 14", "pause 14 days"; whether so many days make sense is for the use case to say.
_PAUSE = re.compile(r"pause(?:\s+([0-9]{1,6})(?:\s*\w+)?)?", re.IGNORECASE)

# "12" or "#12"; a longer number is no id and would only fail later, in SQL.
_RECORD = re.compile(r"#?[0-9]{1,15}", re.ASCII)


def wish(command: str, text: str, speaker: Speaker, spot: Spot) -> Wish:
    """Return what the text after /profile, /staff or /practice means."""
    said = " ".join(text.split()).casefold()
    if command == "/staff":
        return UsageWanted(command) if said else TasksWanted(speaker, spot)
    if command == "/practice":
        return _of_practice(" ".join(text.split()), speaker, spot)
    return _of_profile(said, speaker, spot)


def usage(command: str, _: Gettext) -> str:
    """Return how the command is used."""
    if command == "/practice":
        return practice_phrases.usage(_)
    return staff_usage(_) if command == "/staff" else profile_usage(_)


def _of_practice(said: str, speaker: Speaker, spot: Spot) -> Wish:
    verb, _, rest = said.partition(" ")
    if verb.casefold() == "search" and rest:
        return PracticeSearched(speaker, spot, rest)
    if verb.casefold() == "show" and _RECORD.fullmatch(rest):
        return PracticeWanted(speaker, spot, int(rest.lstrip("#")))
    return UsageWanted("/practice")


def _of_profile(said: str, speaker: Speaker, spot: Spot) -> Wish:
    if pause := _PAUSE.fullmatch(said):
        return MembershipPaused(speaker, spot, int(pause[1])) if pause[1] else MembershipPaused(speaker, spot)
    match said:
        case "":
            return FormWanted("profile")
        case "show":
            return ProfileWanted(speaker, spot)
        case "resume":
            return MembershipResumed(speaker, spot)
        case "leave":
            return NetworkLeft(speaker, spot)
    return UsageWanted("/profile")
