"""The tasks of staff: opened once, shown as one card in each staff conversation of the network."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import showing
from bot.mentions import chat_id_of
from bot.messages import Message
from bot.messages.staff import (
    AssignedShown,
    ClosedShown,
    OfficeToFind,
    OfficialOverloaded,
    PersonToVerify,
    QuestionUnanswered,
    QueueShown,
    SuccessorSought,
    TaskShown,
)
from bot.outgoing import Outgoing
from bot.records import expiring_task
from bot.records import near as near_records
from bot.shown import PlaceShown
from bot.staff import conversations as staff_conversations
from bot.staff import curation_tasks, summary_task
from bot.their_day import their_day
from matching.domain import (
    Audience,
    NetworkId,
    OfficeId,
    Official,
    OfficialId,
    PracticeRecord,
    QuestionId,
    RecordId,
)
from store import introductions, memberships, officials, places, questions, records, tasks
from store.memberships import MembershipDraft
from store.tasks import Task

OVERLOAD_DAYS = 90  # in which an official had all the requests they take on twice
TITLES = 5  # records that are named in a card; more of them hide the buttons below
NOWHERE = PlaceShown("", "", "", "unknown", None)


def add(
    connection: Connection, network_id: NetworkId, kind: str, subject_id: int, now: datetime
) -> list[Outgoing]:
    """Open the task once and return its card for each staff conversation.

    Nothing is returned if it is open already, and where no staff conversation is set: then staff find it in
    their list.
    """
    if not tasks.open_once(connection, network_id, kind, subject_id, now):
        return []
    task = tasks.open_of(connection, network_id, kind, subject_id)
    assert task is not None, "it was opened in this transaction"
    return posted(connection, task, now)


def posted(connection: Connection, task: Task, now: datetime) -> list[Outgoing]:
    """Return the card of the task for each staff conversation."""
    return staff_conversations.told(
        connection,
        task.network_id,
        lambda workspace: shown(connection, task, now, everybody=workspace.demonstration),
    )


def watch_load(connection: Connection, official: Official, capacity: int, now: datetime) -> list[Outgoing]:
    """Tell staff of an official who, with the request just made, had all they take on twice in OVERLOAD_DAYS.

    Staff hear of the same official once in that time.
    """
    since = now - timedelta(days=OVERLOAD_DAYS)
    if tasks.requests_since(connection, official.id, since) < 2 * capacity:
        return []
    told = tasks.latest_of(connection, official.network_id, "overload", official.id)
    if told is not None and told.opened_at >= since:
        return []
    return add(connection, official.network_id, "overload", official.id, now)


def shown(
    connection: Connection, task: Task, now: datetime, *, everybody: bool, queue: QueueShown | None = None
) -> Message | None:
    """Return the task as staff read it, with who closed it once it is done; None if its subject is gone."""
    closed = _closed(connection, task, now)
    frame = TaskShown(task.id, everybody, closed, _assigned(connection, task, now), queue)
    made = _KINDS.get(task.kind)
    return made(connection, task, frame, now) if made else None


def _assigned(connection: Connection, task: Task, now: datetime) -> AssignedShown | None:
    if task.assigned_to is None:
        return None
    to = officials.by_id(connection, task.network_id, task.assigned_to, now.date())
    return AssignedShown(to.id, to.name, chat_id_of(connection, to)) if to else None


def _closed(connection: Connection, task: Task, now: datetime) -> ClosedShown | None:
    if task.closed_at is None:
        return None
    by = None
    if task.closed_by is not None:
        by = officials.by_id(connection, task.network_id, task.closed_by, now.date())
    if by is None:
        return ClosedShown("", "", task.closed_at.date().isoformat(), task.outcome)
    day = their_day(connection, by, task.closed_at).isoformat()
    return ClosedShown(by.name, chat_id_of(connection, by), day, task.outcome)


def _verify(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    official = officials.by_id(connection, task.network_id, OfficialId(task.subject_id), now.date())
    if official is None:
        return None
    office_id, office, place = _office(official)
    return PersonToVerify(
        task=frame,
        official_id=official.id,
        office_id=office_id,
        name=official.name,
        chat_id=chat_id_of(connection, official),
        office=office,
        place=place,
        since=their_day(connection, official, task.opened_at).isoformat(),
    )


def _find_office(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    office_id = OfficeId(task.subject_id)
    office = places.office_by_id(connection, task.network_id, office_id)
    if office is None:
        return None
    record, waiting = _wanted_of(connection, task.network_id, office_id)
    return OfficeToFind(
        task=frame,
        office=office.name,
        place=showing.place(office.jurisdiction),
        title=record.title if record else "",
        source_title=record.source_title if record else "",
        source_url=record.source_url if record else "",
        waiting=waiting,
    )


def _wanted_of(
    connection: Connection, network_id: NetworkId, office_id: OfficeId
) -> tuple[PracticeRecord | None, int]:
    """Return the record that the first asker wants to hear about, and how many askers wait."""
    waiting = introductions.waiting_for(connection, network_id, ["office"], office_id=office_id)
    owned = {each.id: each for each in records.of_office(connection, network_id, office_id)}
    wanted = [owned[each.record_id] for each in waiting if each.record_id in owned]
    return next(iter([*wanted, *owned.values()]), None), _waiting(connection, network_id, office_id)


def _waiting(connection: Connection, network_id: NetworkId, office_id: OfficeId) -> int:
    waiting = introductions.waiting_for(connection, network_id, ["office"], office_id=office_id)
    return len({each.asker_id for each in waiting})


def _unanswered(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    question = questions.by_id(connection, task.network_id, QuestionId(task.subject_id))
    if question is None:
        return None
    # Of who asked in private or without a name staff learn no more than that somebody did.
    asker = None
    if question.audience is Audience.CHANNEL:
        asker = officials.by_id(connection, task.network_id, question.asker_id, now.date())
    return QuestionUnanswered(
        task=frame,
        question="" if question.audience is Audience.PRIVATE else question.text,
        language=question.language,
        asker=showing.kind_of_place(asker.jurisdiction) if asker else None,
        question_id=question.id,
    )


def _overload(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    official = officials.by_id(connection, task.network_id, OfficialId(task.subject_id), now.date())
    if official is None:
        return None
    _, office, place = _office(official)
    member = memberships.by_official(connection, official.id)
    since = task.opened_at - timedelta(days=OVERLOAD_DAYS)
    return OfficialOverloaded(
        task=frame,
        name=official.name,
        chat_id=chat_id_of(connection, official),
        office=office,
        place=place,
        requests=tasks.requests_since(connection, official.id, since),
        days=OVERLOAD_DAYS,
        capacity=(member.said if member else MembershipDraft()).capacity,
    )


def _successor(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    office_id = OfficeId(task.subject_id)
    office = places.office_by_id(connection, task.network_id, office_id)
    if office is None:
        return None
    owned = records.of_office(connection, task.network_id, office_id)
    return SuccessorSought(
        task=frame,
        office=office.name,
        place=showing.place(office.jurisdiction),
        titles=tuple(record.title for record in owned[:TITLES]),
        records=len(owned),
        waiting=_waiting(connection, task.network_id, office_id),
    )


def _office(official: Official) -> tuple[int, str, PlaceShown]:
    if not official.offices:
        return 0, "", NOWHERE
    office = official.offices[0]
    return office.id, office.name, showing.place(office.jurisdiction)


def _duplicate(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    record_id = RecordId(task.subject_id)
    if records.stored_by_id(connection, task.network_id, record_id) is None:
        return None
    return near_records.shown(connection, task.network_id, record_id, frame)


_KINDS: Mapping[str, Callable[[Connection, Task, TaskShown, datetime], Message | None]] = {
    "verify": _verify,
    "find_office": _find_office,
    "unanswered": _unanswered,
    "overload": _overload,
    "successor": _successor,
    **curation_tasks.KINDS,
    expiring_task.KIND: expiring_task.shown,
    summary_task.KIND: summary_task.shown,
    "duplicate": _duplicate,
}
