"""Which events change something that the audit trail keeps, under which name, and what of it is looked at.

What does not come with an event (a command, a setting, what is due) calls store.audit itself; docs/audit.md.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.events import DraftWritten, Event
from bot.events.channel import ChannelSet, StaffChannelSet
from bot.events.curation import DraftApproved, DraftSentBack, TaskAssigned
from bot.events.demand import CallClosed, CallPosted
from bot.events.digest import DigestHurried, DigestSet, DigestSwitched
from bot.events.duplicate import MergeDecided, ToldApart, UnmergeWanted
from bot.events.giving import ProposalChanged, ProposalConfirmed
from bot.events.member import (
    ContactNamed,
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    PersonChecked,
    PlaceSaid,
    ProfileSaved,
    RecordConfirmed,
    TaskTaken,
)
from bot.events.practice import (
    ChangeReported,
    RecordEdited,
    RecordRestored,
    RecordVerified,
    RecordWithdrawn,
    StillRight,
)
from bot.events.quoting import QuoteDecided, QuoteDrafted, ReplyChosen
from bot.network import Arrival
from bot.questions import answer_keys
from bot.records import drafting, giving_back
from matching.domain import CallId, OfficeId, OfficialId, RecordId
from store import audit, audit_views, audit_views_of_care
from store.audit import Act, View
from store.audit_views_of_care import official_with_searches, records_with_tasks, task_with_searches

# Returns the name of the action, and what the event may change.
Looking = Callable[[Arrival, Any], tuple[str, View]]


def noted(
    connection: Connection, arrival: Arrival, event: Event, now: datetime
) -> AbstractContextManager[None]:
    """Write down what the event changes while the block carries it out; nothing for most events."""
    looking = AUDITED.get(type(event))
    if looking is None:
        return nullcontext()
    action, view = looking(arrival, event)
    act = Act(arrival.workspace.network_id, audit.official(arrival.official.id), action)
    return audit.watched(connection, act, view, now)


def _speaker(arrival: Arrival) -> View:
    return audit_views.official(arrival.official.id)


def _person(arrival: Arrival, chat_id: str) -> View:
    return audit_views.person(arrival.workspace.network_id, arrival.workspace.chat, chat_id)


def _checked(arrival: Arrival, event: PersonChecked) -> tuple[str, View]:
    action = "member.verify" if event.works_there else "member.refuse"
    official_id, office_id = OfficialId(event.official_id), OfficeId(event.office_id)
    return action, official_with_searches(arrival.workspace.network_id, official_id, office_id)


def _contact(arrival: Arrival, event: ContactNamed) -> tuple[str, View]:
    task = task_with_searches(arrival.workspace.network_id, event.task_id)
    return "member.contact", audit_views.together(task, _person(arrival, event.chat_id))


def _draft(arrival: Arrival, event: DraftWritten) -> tuple[str, View]:
    keys = (drafting.key(event.introduction_id, side) for side in drafting.SIDES)
    return "record.draft", audit_views_of_care.own_drafts(arrival.workspace.network_id, keys)


def _sent_back(arrival: Arrival, event: DraftSentBack) -> tuple[str, View]:
    view = audit_views_of_care.draft_with_tasks(arrival.workspace.network_id, event.task_id)
    return "record.reject" if event.rejected else "record.return", view


def _draft_of_task(arrival: Arrival, task_id: int) -> View:
    return audit_views.draft_of_task(arrival.workspace.network_id, task_id)


def _apart(arrival: Arrival, event: ToldApart) -> tuple[str, View]:
    both = (RecordId(event.record_id), RecordId(event.other_id))
    about = audit_views_of_care.tasks_about(arrival.workspace.network_id, *both)
    return "record.apart", audit_views.together(audit_views.record_pair(*both), about)


def _told(arrival: Arrival, event: ProposalConfirmed | ProposalChanged) -> tuple[str, View]:
    keys = (giving_back.key(event.proposal_id),)
    return "record.draft", audit_views_of_care.own_drafts(arrival.workspace.network_id, keys)


def _digest(action: str) -> Callable[[Arrival, Any], tuple[str, View]]:
    return lambda arrival, event: (
        action,
        audit_views.digest(arrival.workspace.id, event.spot.conversation),
    )


def _call(arrival: Arrival, call_id: int) -> View:
    return audit_views.call(arrival.workspace.network_id, CallId(call_id))


def _merged(arrival: Arrival, event: MergeDecided) -> tuple[str, View]:
    network_id = arrival.workspace.network_id
    both = (RecordId(event.record_id), RecordId(event.into_id))
    return "record.merge", audit_views_of_care.merging(network_id, *both)


def _of_record(action: str) -> Looking:
    return lambda arrival, event: (
        action,
        records_with_tasks(arrival.workspace.network_id, RecordId(event.record_id)),
    )


# By the type of event: the name of the action, and what it may change.
AUDITED: Mapping[type, Looking] = {
    ProfileSaved: lambda arrival, event: ("member.profile", _speaker(arrival)),
    PlaceSaid: lambda arrival, event: ("member.place", _speaker(arrival)),
    MembershipPaused: lambda arrival, event: ("member.pause", _speaker(arrival)),
    MembershipResumed: lambda arrival, event: ("member.resume", _speaker(arrival)),
    NetworkLeft: lambda arrival, event: ("member.leave", _speaker(arrival)),
    PersonChecked: _checked,
    ContactNamed: _contact,
    TaskTaken: lambda arrival, event: (
        "task.close",
        audit_views.task(arrival.workspace.network_id, event.task_id),
    ),
    TaskAssigned: lambda arrival, event: (
        "task.assign",
        audit_views.task(arrival.workspace.network_id, event.task_id),
    ),
    DraftWritten: _draft,
    DraftApproved: lambda arrival, event: ("record.publish", _draft_of_task(arrival, event.task_id)),
    DraftSentBack: _sent_back,
    ReplyChosen: lambda arrival, event: (
        "answer.choose",
        audit_views.quotes_chosen(arrival.workspace.network_id, arrival.official.id),
    ),
    QuoteDecided: lambda arrival, event: (
        "answer.consent",
        audit_views.quote(arrival.workspace.network_id, event.quote_id),
    ),
    QuoteDrafted: lambda arrival, event: (
        "record.draft",
        audit_views_of_care.record_of_answer(
            arrival.workspace.network_id, answer_keys.key(event.quote_id), event.quote_id
        ),
    ),
    ProposalConfirmed: _told,
    ProposalChanged: _told,
    MergeDecided: _merged,
    UnmergeWanted: lambda arrival, event: (
        "record.unmerge",
        audit_views_of_care.unmerging(arrival.workspace.network_id, RecordId(event.record_id)),
    ),
    ToldApart: _apart,
    **{
        event: _of_record(action)
        for event, action in (
            (RecordEdited, "record.edit"),
            (RecordWithdrawn, "record.withdraw"),
            (RecordRestored, "record.restore"),
            (RecordVerified, "record.verify"),
            (RecordConfirmed, "record.confirm"),
            (StillRight, "record.confirm"),
            (ChangeReported, "record.report"),
        )
    },
    ChannelSet: lambda arrival, event: (
        "channel.set",
        audit_views.channel(arrival.workspace.id, event.spot.conversation),
    ),
    DigestSet: _digest("digest.set"),
    DigestSwitched: _digest("digest.switch"),
    DigestHurried: _digest("digest.now"),
    CallPosted: lambda arrival, event: ("call.post", _call(arrival, event.call_id)),
    CallClosed: lambda arrival, event: ("call.close", _call(arrival, event.call_id)),
    StaffChannelSet: lambda arrival, event: (
        "staff.channel",
        audit_views.workspace(arrival.workspace.chat, arrival.workspace.external_id),
    ),
}
