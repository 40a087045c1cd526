"""What is typed after the commands of members and staff, the same in every chat: event, form, or its help."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.events import Event
from bot.events.channel import ChannelWanted, StaffChannelSet
from bot.events.curation import QueueWanted
from bot.events.demand import DEFAULT_DAYS, DemandWanted, StatsWanted
from bot.events.digest import (
    DigestHistoryWanted,
    DigestHurried,
    DigestPreviewed,
    DigestSwitched,
    OwnDigestSwitched,
    OwnDigestWanted,
)
from bot.events.duplicate import DuplicatesWanted, UnmergeWanted
from bot.events.file import ExportWanted
from bot.events.giving import FROM_COMMAND, PracticeTold
from bot.events.member import (
    AskerWanted,
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    ProfileWanted,
    TasksWanted,
)
from bot.events.practice import HistoryWanted, PracticeSearched, PracticeWanted
from bot.phrases import curation as curation_phrases
from bot.phrases import demand as demand_phrases
from bot.phrases import digest as digest_phrases
from bot.phrases import file as file_phrases
from bot.phrases import practice as practice_phrases
from bot.phrases import quoting as quoting_phrases
from bot.phrases import stats as stats_phrases
from bot.phrases.ask_form import ask_usage
from bot.phrases.channel import network_usage
from bot.phrases.form import profile_usage, staff_usage, who_usage
from bot.phrases.peer import peers_usage
from bot.phrases.refusals import Gettext
from bot.records.exporting import Format
from bot.speaker import Speaker, Spot
from bot.staff import curation_kinds
from matching.domain import Audience


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

# About questions: an adapter reads what is typed after them by itself, and only their help stands here.
OF_QUESTIONS = ("/ask", "/peers")

OF_NETWORKS = (network_usage, stats_phrases.usage, demand_phrases.usage)
USAGES: Mapping[str, Callable[[Gettext], str]] = {
    "/ask": ask_usage,
    "/peers": peers_usage,
    "/profile": profile_usage,
    "/staff": lambda _: f"{staff_usage(_)} {who_usage(_)} {file_phrases.usage(_)}",
    "/network": lambda _: " ".join(each(_) for each in OF_NETWORKS),
    "/curate": lambda _: curation_phrases.usage(_, list(curation_kinds.WORDS)),
    "/answer": quoting_phrases.usage,
    "/practice": practice_phrases.usage,
    "/digest": digest_phrases.usage,
}
COMMANDS = tuple(each for each in USAGES if each not in OF_QUESTIONS)
# About the channel in which they are typed.
OF_CHANNELS = ("/network", "/digest")

# "pause", "pause 14", "pause 14 days"; whether so many days make sense is for the use case to say.
_PAUSE = re.compile(r"pause(?:\s+([0-9]{1,6})(?:\s*\w+)?)?", re.IGNORECASE)

# "stats", "stats 30", "stats 30 days".
_STATS = re.compile(r"stats(?:\s([1-9][0-9]{0,2})(?:\s[^\W\d]+)?)?", re.ASCII)
LONGEST_SPAN = 365  # days; for longer ones an operator has `counterpart stats`

# "12" or "#12"; a longer number is no id and would only fail later, in SQL.
_RECORD = re.compile(r"#?[0-9]{1,15}", re.ASCII)

_WHO = re.compile(r"who #?([0-9]{1,15})", re.ASCII)
_MERGE = re.compile(r"merge #?([0-9]{1,15}) into #?([0-9]{1,15})", re.ASCII | re.IGNORECASE)
_DUPLICATES = re.compile(r"(unmerge|duplicates) #?([0-9]{1,15})", re.ASCII | re.IGNORECASE)
# What staff type after /practice before the number of a record, and the form that it opens.
OF_ONE_RECORD = {"edit": "edit_record", "withdraw": "withdraw_record", "verify": "verify_record"}


def wish(command: str, text: str, speaker: Speaker, spot: Spot) -> Wish:
    """Return what the text after one of the COMMANDS means; words that it does not know want its help."""
    said = " ".join(text.split()).casefold()
    if command == "/staff":
        return _of_staff(said, speaker, spot)
    if command == "/answer":
        number = _RECORD.fullmatch(said)
        return FormWanted("use_as_answer", (int(said.lstrip("#")),)) if number else UsageWanted(command)
    if command == "/curate":
        return _of_queue(said, speaker, spot)
    if command == "/network":
        return _of_channel(said, speaker, spot)
    if command == "/digest":
        return _of_digest(said, speaker, spot)
    if command == "/practice":
        return _of_practice(text.strip(), speaker, spot)
    return _of_profile(said, speaker, spot)


def usage(command: str, _: Gettext) -> str:
    """Return how the command is used."""
    return USAGES[command](_)


def _of_staff(said: str, speaker: Speaker, spot: Spot) -> Wish:
    if not said:
        return TasksWanted(speaker, spot)
    who = _WHO.fullmatch(said)
    return AskerWanted(speaker, spot, int(who[1])) if who else UsageWanted("/staff")


def _of_channel(said: str, speaker: Speaker, spot: Spot) -> Wish:
    if stats := _STATS.fullmatch(said):
        days = int(stats[1] or DEFAULT_DAYS)
        return StatsWanted(speaker, spot, days) if days <= LONGEST_SPAN else UsageWanted("/network")
    match said:
        case "demand":
            return DemandWanted(speaker, spot)
        case "" if spot.audience is not Audience.PRIVATE:
            return ChannelWanted(speaker, spot)
        case "channel" if spot.audience is not Audience.PRIVATE:
            return FormWanted("channel")
        case "staff-channel" | "staff-channel off" if spot.audience is not Audience.PRIVATE:
            return StaffChannelSet(speaker, spot, here=said == "staff-channel")
    return UsageWanted("/network")


def _of_digest(said: str, speaker: Speaker, spot: Spot) -> Wish:
    match said:
        case "me on" | "me off":
            return OwnDigestSwitched(speaker, spot, on=said == "me on")
        case "me" | "me now":
            return OwnDigestWanted(speaker, spot)
    if spot.audience is Audience.PRIVATE:
        return UsageWanted("/digest")
    match said:
        case "settings":
            return FormWanted("digest")
        case "pause" | "resume":
            return DigestSwitched(speaker, spot, on=said == "resume")
    wanted = {"preview": DigestPreviewed, "now": DigestHurried, "history": DigestHistoryWanted}.get(said)
    return wanted(speaker, spot) if wanted else UsageWanted("/digest")


def _of_practice(said: str, speaker: Speaker, spot: Spot) -> Wish:
    verb, written = (*said.split(maxsplit=1), "", "")[:2]
    verb, rest = verb.casefold(), " ".join(written.split())
    if verb == "add":
        told = PracticeTold(speaker, spot, written, FROM_COMMAND)
        return told if written else FormWanted("give_back")
    if verb == "search" and rest:
        return PracticeSearched(speaker, spot, rest)
    if verb == "export" and (ending := rest.casefold() or Format.XLSX.value) in list(Format):
        return ExportWanted(speaker, spot, ending)
    if _RECORD.fullmatch(rest) and (wanted := _of_one_record(verb, int(rest.lstrip("#")), speaker, spot)):
        return wanted
    return _of_duplicates(said, speaker, spot) or UsageWanted("/practice")


def _of_one_record(verb: str, number: int, speaker: Speaker, spot: Spot) -> Wish | None:
    if form := OF_ONE_RECORD.get(verb):
        return FormWanted(form, (number,))
    match verb:
        case "show":
            return PracticeWanted(speaker, spot, number)
        case "history":
            return HistoryWanted(speaker, spot, number)
    return None


def _of_queue(said: str, speaker: Speaker, spot: Spot) -> Wish:
    if said and said not in curation_kinds.WORDS:
        return UsageWanted("/curate")
    return QueueWanted(speaker, spot, curation_kinds.WORDS.get(said, ""))


def _of_duplicates(said: str, speaker: Speaker, spot: Spot) -> Wish | None:
    if merge := _MERGE.fullmatch(said):
        return FormWanted("merge_records", (int(merge[1]), int(merge[2])))
    if about := _DUPLICATES.fullmatch(said):
        made = UnmergeWanted if about[1].casefold() == "unmerge" else DuplicatesWanted
        return made(speaker, spot, int(about[2]))
    return None


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
