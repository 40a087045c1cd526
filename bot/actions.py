"""What a button does: its name, the ids that it carries, and the event that pressing it is.

Adapters show and read buttons by this table, so that a new one needs no new code in any of them. A button
whose action is in FORMS opens that form (bot/forms) instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.events import (
    ConsentDecided,
    Event,
    FollowedUp,
    HushWanted,
    IntroductionWanted,
    MoreWanted,
    OfficeSought,
    PeersSwitched,
    Rated,
    Snoozed,
    UrgencySaid,
)
from bot.events.channel import AnswerShared, ThreadHushed
from bot.events.curation import DraftApproved, NextWanted, TaskAssigned
from bot.events.demand import CallClosed
from bot.events.digest import CanHelp, DigestMoreWanted, OfferDecided, OwnDigestSwitched, StoryAgreed
from bot.events.duplicate import DuplicatesWanted, ToldApart, UnmergeWanted
from bot.events.file import FileDropped, FileImportConfirmed
from bot.events.giving import ProposalConfirmed, ProposalDiscarded
from bot.events.member import (
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    PersonChecked,
    ProfileWanted,
    RecordConfirmed,
    TaskTaken,
)
from bot.events.practice import EditDropped, HistoryWanted, RecordRestored, StillRight, WholeWanted
from bot.events.quoting import QuoteDecided
from bot.events.standing import Decision, PeersOfTopicWanted, StandingDecided
from bot.speaker import Speaker, Spot

Made = Callable[..., Event]


@dataclass(frozen=True, slots=True)
class Action:
    """The names of the ids that a button carries, and what makes the event of speaker, spot and ids."""

    ids: tuple[str, ...]
    made: Made


def _rated(speaker: Speaker, spot: Spot, question: int, *, helpful: bool) -> Event:
    return Rated(speaker, spot, question, helpful)


def _decided(speaker: Speaker, spot: Spot, introduction: int, *, accepted: bool) -> Event:
    return ConsentDecided(speaker, spot, introduction, accepted)


def _checked(speaker: Speaker, spot: Spot, official: int, office: int, *, works_there: bool) -> Event:
    return PersonChecked(speaker, spot, official, works_there, office)


def _after_all(speaker: Speaker, spot: Spot, official: int, office: int) -> Event:
    return PersonChecked(speaker, spot, official, works_there=True, office_id=office, after_all=True)


def _offer(speaker: Speaker, spot: Spot, question: int, official: int, *, accepted: bool) -> Event:
    return OfferDecided(speaker, spot, question, official, accepted)


def _said(answer: str) -> Made:
    def made(speaker: Speaker, spot: Spot, introduction: int) -> Event:
        return FollowedUp(speaker, spot, introduction, answer)

    return made


def _decides(decision: Decision) -> Made:
    return lambda speaker, spot, question: StandingDecided(speaker, spot, question, decision)


def _helped(speaker: Speaker, spot: Spot, question: int, record: int) -> Event:
    return StandingDecided(speaker, spot, question, "helped", record)


def _quote(said: Literal["named", "nameless", "refused"]) -> Made:
    return lambda speaker, spot, quote: QuoteDecided(speaker, spot, quote, said)


def _preview_more(speaker: Speaker, spot: Spot) -> Event:
    return DigestMoreWanted(speaker, spot, digest_id=0)


def _with(made: Callable[..., Event], **fixed: bool) -> Made:
    return lambda speaker, spot, *ids: made(speaker, spot, *ids, **fixed)


OUTCOMES = ("met", "not_met", "useful", "adapted", "adopted", "not_useful")

ACTIONS: Mapping[str, Action] = {
    "introduce": Action(("question", "record"), IntroductionWanted),
    "urgent": Action(("question",), UrgencySaid),
    "find_office": Action(("question", "record"), OfficeSought),
    "hush_thread": Action((), ThreadHushed),
    "more": Action(("question", "record"), MoreWanted),
    "share": Action(("question",), AnswerShared),
    "helpful": Action(("question",), _with(_rated, helpful=True)),
    "not_helpful": Action(("question",), _with(_rated, helpful=False)),
    "accept": Action(("introduction",), _with(_decided, accepted=True)),
    "decline": Action(("introduction",), _with(_decided, accepted=False)),
    "snooze": Action(("introduction",), Snoozed),
    **{answer: Action(("introduction",), _said(answer)) for answer in OUTCOMES},
    "stop_asking": Action(("introduction",), HushWanted),
    "show_profile": Action((), ProfileWanted),
    "peers_on": Action((), _with(PeersSwitched, wanted=True)),
    "peers_off": Action((), _with(PeersSwitched, wanted=False)),
    "pause": Action((), MembershipPaused),
    "resume": Action((), MembershipResumed),
    "leave": Action((), NetworkLeft),
    "verified": Action(("official", "office"), _with(_checked, works_there=True)),
    "not_verified": Action(("official", "office"), _with(_checked, works_there=False)),
    "verify_after_all": Action(("official", "office"), _after_all),
    "take_task": Action(("task",), TaskTaken),
    "still_looking": Action(("question",), _decides("still")),
    "look_later": Action(("question",), _decides("later")),
    "stop_looking": Action(("question",), _decides("stop")),
    "record_helped": Action(("question", "record"), _helped),
    "it_helped": Action(("question",), _decides("helped")),  # on cards that were posted before the one above
    "ask_peers": Action(("question",), PeersOfTopicWanted),
    "confirm_record": Action(("record",), RecordConfirmed),
    "duplicates": Action(("record",), DuplicatesWanted),
    "told_apart": Action(("record", "other"), ToldApart),
    "unmerge": Action(("record",), UnmergeWanted),
    "assign_to_me": Action(("task", "seen"), TaskAssigned),
    "next_task": Action(("task", "kind"), NextWanted),
    "approve_draft": Action(("task", "revision"), DraftApproved),
    "quote_named": Action(("quote",), _quote("named")),
    "quote_nameless": Action(("quote",), _quote("nameless")),
    "quote_no": Action(("quote",), _quote("refused")),
    "send_proposal": Action(("proposal",), ProposalConfirmed),
    "drop_proposal": Action(("proposal",), ProposalDiscarded),
    "import_file": Action(("file", "seen"), FileImportConfirmed),
    "drop_file": Action(("file",), FileDropped),
    "digest_more": Action(("digest",), DigestMoreWanted),
    "digest_preview_more": Action((), _preview_more),
    "can_help": Action(("question",), CanHelp),
    "accept_help": Action(("question", "official"), _with(_offer, accepted=True)),
    "tell_story": Action(("introduction",), StoryAgreed),
    "own_digest_on": Action((), _with(OwnDigestSwitched, on=True)),
    "own_digest_off": Action((), _with(OwnDigestSwitched, on=False)),
    "decline_help": Action(("question", "official"), _with(_offer, accepted=False)),
    "end_call": Action(("call",), CallClosed),
    "still_right": Action(("record",), StillRight),
    "still_right_listed": Action(("record",), _with(StillRight, listed=True)),
    "read_whole": Action(("record",), WholeWanted),
    "record_history": Action(("record",), HistoryWanted),
    "restore_record": Action(("record", "revision"), RecordRestored),
    "keep_theirs": Action(("edit",), EditDropped),
}

# Buttons that open a form, by the form's name; the form is given the ids that the button carries.
FORMS: Mapping[str, tuple[str, ...]] = {
    "profile": (),
    "place": ("introduction",),
    "hand_over": ("introduction",),
    "write_instead": ("introduction",),
    "what_we_did": ("introduction",),
    "give_back": ("introduction",),
    "did_this": ("call",),
    "change_proposal": ("proposal",),
    "name_successor": ("task",),
    "name_contact": ("task",),
    "call_for_practices": ("call",),
    "merge_records": ("record", "into"),
    "assign_task": ("task", "seen"),
    "return_draft": ("task", "revision"),
    "reject_draft": ("task", "revision"),
    "edit_record": ("record",),
    "edit_again": ("edit",),
    "withdraw_record": ("record",),
    "verify_record": ("record",),
    "something_changed": ("record",),
    "record_of_answer": ("quote",),
}


def carried_by(action: str) -> tuple[str, ...] | None:
    """Return the names of the ids that a button of this action carries, None for an unknown one."""
    if action in FORMS:
        return FORMS[action]
    return ACTIONS[action].ids if action in ACTIONS else None


def event_of(action: str, ids: tuple[int, ...], speaker: Speaker, spot: Spot) -> Event | None:
    """Return the event of pressing the button, None for one that we no longer know or that opens a form."""
    known = ACTIONS.get(action)
    return known.made(speaker, spot, *ids) if known and len(ids) == len(known.ids) else None
