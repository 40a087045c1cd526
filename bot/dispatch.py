"""Which use case an event calls: thinking first (`prepare`), then writing (`perform`)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import auditing, channels, looking_up, network, stats, turned_away
from bot.digest import Digest, helping, stories
from bot.digest import commands as digest_commands
from bot.directory import leaving, profile, tenures
from bot.events import (
    AnsweredInWriting,
    Asked,
    ConsentDecided,
    DraftWritten,
    Event,
    FollowedUp,
    HandedOver,
    HelpWanted,
    HushWanted,
    IntroductionWanted,
    MoreWanted,
    OfficeSought,
    OfficeTaken,
    PeersSwitched,
    Rated,
    Snoozed,
    Unanswerable,
    UrgencySaid,
)
from bot.events.channel import AnswerShared, ChannelSet, ChannelWanted, StaffChannelSet, ThreadHushed
from bot.events.curation import DraftApproved, DraftSentBack, NextWanted, QueueWanted, TaskAssigned
from bot.events.demand import CallClosed, CallPosted, DemandWanted, StatsWanted
from bot.events.digest import (
    CanHelp,
    DigestHistoryWanted,
    DigestHurried,
    DigestMoreWanted,
    DigestPreviewed,
    DigestSet,
    DigestSwitched,
    OfferDecided,
    OwnDigestSwitched,
    OwnDigestWanted,
    StoryAgreed,
)
from bot.events.duplicate import DuplicatesWanted, MergeDecided, ToldApart, UnmergeWanted
from bot.events.file import ExportWanted, FileDropped, FileImportConfirmed, FileShared
from bot.events.giving import PracticeTold, ProposalChanged, ProposalConfirmed, ProposalDiscarded
from bot.events.member import (
    AskerWanted,
    ContactNamed,
    FormRefused,
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    PersonChecked,
    PlaceSaid,
    ProfileSaved,
    ProfileWanted,
    RecordConfirmed,
    TasksWanted,
    TaskTaken,
)
from bot.events.practice import (
    ChangeReported,
    EditDropped,
    HistoryWanted,
    PracticeSearched,
    PracticeWanted,
    RecordEdited,
    RecordRestored,
    RecordVerified,
    RecordWithdrawn,
    StillRight,
    WholeWanted,
)
from bot.events.quoting import QuoteDecided, QuoteDrafted, ReplyChosen
from bot.events.standing import PeersOfTopicWanted, StandingDecided
from bot.introductions import (
    consent,
    follow_up,
    handing_over,
    introduce,
    office_search,
    topic_peers,
    urgency,
    writing_instead,
)
from bot.library import Library
from bot.messages import Help, Refused
from bot.network import Arrival
from bot.outgoing import Outgoing, in_thread, quietly
from bot.questions import ask, calls, sharing, standing, unfolding
from bot.questions.ask import Prepared
from bot.questions.calls import Looked
from bot.records import (
    chat_export,
    drafting,
    duplicates,
    file_reading,
    giving_back,
    merging,
    practice,
    quoting,
    quoting_records,
    reported,
    reviewing,
    shared_import,
    verification,
)
from bot.records import editing as record_editing
from bot.records import history as record_history
from bot.records import state as record_standing
from bot.records.duplicates import HandingIn, Near
from bot.records.file_reading import FileRead, FileWanted
from bot.refusal import Refusal
from bot.staff import curation
from bot.staff import work as staff_work
from matching.domain import Candidate

# What is thought out: the answer to a question, what a search found, what is asked in vain, what a record is
# near to, what a file holds, what a summary said. The runner fetches a file that is wanted, and asks who can
# open the channels of a summary's questions: only the chat knows.
Thought = Prepared | Sequence[Candidate] | Looked | Near | FileWanted | FileRead | Digest | None


def prepare(
    connection: Connection, library: Library, arrival: Arrival, event: Event, now: datetime
) -> Thought:
    """Return what must be thought out before writing; nothing for most events."""
    if isinstance(event, Asked):
        return ask.prepare(connection, library, arrival, event, now)
    if isinstance(event, PracticeSearched):
        return practice.look_for(connection, library, arrival, event, now)
    if isinstance(event, DemandWanted):
        return calls.look(connection, library.embedder_name, arrival, now)
    if isinstance(event, HandingIn):
        return duplicates.compare(connection, library, arrival, event, now)
    if isinstance(event, DuplicatesWanted):
        return duplicates.look_for(connection, library, arrival, event, now)
    if isinstance(event, DigestPreviewed | DigestMoreWanted):
        return digest_commands.look(connection, arrival, event, now)
    if isinstance(event, FileShared | FileImportConfirmed):
        return file_reading.prepare(connection, arrival, event)
    return None


def perform(
    connection: Connection, arrival: Arrival, event: Event, prepared: Thought, now: datetime
) -> list[Outgoing]:
    """Carry the event out in this transaction and return what is to be said; a refusal is said too.

    Every use case refuses before it writes, so a refusal leaves nothing to roll back, and only
    that somebody tried what is for others is written.
    """
    try:
        if isinstance(event, Asked):
            assert isinstance(prepared, Prepared), "a question is prepared before it is written"
            return ask.record(connection, arrival, event, prepared, now)
        if isinstance(event, PracticeSearched):
            assert isinstance(prepared, Sequence), "a search is done first"
            return practice.found(arrival, event, prepared, now)
        if type(event) in WITH_THOUGHT:
            return WITH_THOUGHT[type(event)](connection, arrival, event, prepared, now)
        if isinstance(prepared, FileRead):
            return OF_FILES[type(event)](connection, arrival, event, prepared, now)
        with auditing.noted(connection, arrival, event, now):
            said = USE_CASES[type(event)](connection, arrival, event, now)
        if isinstance(event, HandingIn) and isinstance(prepared, Near):
            said += duplicates.of_draft(connection, arrival, event, prepared, now)
            said = duplicates.marked(connection, arrival, said)
        return said
    except Refusal as refusal:
        if refusal.for_want_of_role:
            turned_away.note(connection, arrival, event, now)
        return [refused(event, refusal, arrival.official.locale)]


def refused(event: Event, refusal: Refusal, locale: str) -> Outgoing:
    """Return the refusal for the speaker alone."""
    return Outgoing(quietly(event.speaker, event.spot), Refused(refusal.reason, refusal.details), locale)


def _help(connection: Connection, arrival: Arrival, event: HelpWanted, now: datetime) -> list[Outgoing]:
    message = Help(arrival.workspace.demonstration)
    return [Outgoing(in_thread(event.speaker, event.spot), message, arrival.official.locale)]


def _unanswerable(
    connection: Connection, arrival: Arrival, event: Unanswerable, now: datetime
) -> list[Outgoing]:
    raise Refusal(event.reason, **dict(event.details))


# What carries out each kind of event; a question is the one that is thought about first.
USE_CASES: Mapping[type, Callable[[Connection, Arrival, Any, datetime], list[Outgoing]]] = {
    IntroductionWanted: introduce.request,
    UrgencySaid: urgency.hurry,
    ConsentDecided: consent.decide,
    Snoozed: consent.snooze,
    HandedOver: handing_over.hand_over,
    AnsweredInWriting: writing_instead.answer,
    OfficeTaken: network.take_office,
    Rated: ask.rate,
    PracticeWanted: practice.show,
    WholeWanted: practice.read_whole,
    MergeDecided: merging.merge,
    UnmergeWanted: merging.unmerge,
    ToldApart: duplicates.tell_apart,
    MoreWanted: unfolding.unfold,
    PeersSwitched: network.switch_peers,
    HelpWanted: _help,
    FollowedUp: follow_up.answer,
    HushWanted: follow_up.hush,
    DraftWritten: drafting.write,
    PracticeTold: giving_back.tell,
    ProposalConfirmed: giving_back.confirm,
    ProposalChanged: giving_back.change,
    ProposalDiscarded: giving_back.discard,
    Unanswerable: _unanswerable,
    FormRefused: turned_away.write,
    OfficeSought: office_search.seek,
    PersonChecked: staff_work.check_person,
    TaskTaken: staff_work.take_task,
    ContactNamed: staff_work.name_contact,
    TasksWanted: staff_work.list_tasks,
    AskerWanted: looking_up.who_asked,
    QueueWanted: curation.open_queue,
    NextWanted: curation.go_on,
    TaskAssigned: curation.assign,
    DraftApproved: reviewing.approve,
    DraftSentBack: reviewing.send_back,
    ReplyChosen: quoting.choose,
    QuoteDecided: quoting.decide,
    QuoteDrafted: quoting_records.write,
    PlaceSaid: tenures.say_place,
    ProfileSaved: profile.save,
    ProfileWanted: profile.show,
    MembershipPaused: profile.pause,
    MembershipResumed: profile.resume,
    NetworkLeft: leaving.leave,
    RecordConfirmed: leaving.confirm,
    ThreadHushed: channels.hush,
    ChannelWanted: channels.show,
    ChannelSet: channels.decide,
    AnswerShared: sharing.share,
    StaffChannelSet: channels.choose_for_staff,
    StandingDecided: standing.decide,
    PeersOfTopicWanted: topic_peers.ask,
    DigestHurried: digest_commands.hurry,
    DigestSet: digest_commands.decide,
    DigestSwitched: digest_commands.switch,
    DigestHistoryWanted: digest_commands.history,
    OwnDigestSwitched: digest_commands.switch_own,
    OwnDigestWanted: digest_commands.show_own,
    CanHelp: helping.offer,
    OfferDecided: helping.decide,
    StatsWanted: stats.show,
    CallPosted: calls.post,
    CallClosed: calls.close,
    RecordEdited: record_editing.edit,
    EditDropped: record_editing.drop,
    RecordWithdrawn: record_standing.withdraw,
    RecordRestored: record_standing.restore,
    RecordVerified: record_standing.verify,
    HistoryWanted: record_history.show,
    StillRight: verification.confirm,
    ChangeReported: reported.report,
    StoryAgreed: stories.agree,
    FileDropped: shared_import.drop,
    ExportWanted: chat_export.send,
}

# What carries out the events that `prepare` has looked something up for, before the transaction.
WITH_THOUGHT: Mapping[type, Callable[[Connection, Arrival, Any, Any, datetime], list[Outgoing]]] = {
    DemandWanted: calls.show,
    DuplicatesWanted: duplicates.show,
    DigestPreviewed: digest_commands.preview,
    DigestMoreWanted: digest_commands.more,
}

# What carries out the events of files: what they hold is read first.
OF_FILES: Mapping[type, Callable[[Connection, Arrival, Any, FileRead, datetime], list[Outgoing]]] = {
    FileShared: shared_import.preview,
    FileImportConfirmed: shared_import.confirm,
}
