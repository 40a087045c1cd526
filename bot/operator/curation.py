"""`counterpart curate`: the queue of staff at the command line, to look at and to decide about drafts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot import demonstration
from bot.cards import card
from bot.messages.curation import DraftToReview
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.records import Operating, operating
from bot.records import decided_later, reviewing
from bot.records.fields import LONGEST_REASON, needed
from bot.shortening import cut, one_line
from bot.staff import curation_kinds, told_later, work
from bot.staff import tasks as staff_tasks
from matching.domain import Official, OfficialId, PracticeRecord, TaskId
from store import audit_views, networks, officials, staff, task_queue, tasks
from store.audit_views_of_care import draft_with_tasks
from store.record_changes import Edit
from store.revisions import Change
from store.tasks import Task

SHOWN = 100  # characters of what a task is about: enough to know it, little enough for a line
LISTED = 200  # tasks of one list; more of them scroll what was asked for out of sight
_WORDS = {kind: word for word, kind in curation_kinds.WORDS.items()}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft about which an operator decides, with its task."""

    its: Operating
    task: Task
    record: PracticeRecord
    seen: int

    def edit(self, change: Change) -> Edit:
        return Edit(self.record.id, self.seen, change)


def listed(word: str = "") -> str:
    """Return what is open, of one kind or all, the longest open first. Raises OperatorMistake for no kind."""
    if word and word not in curation_kinds.WORDS:
        raise OperatorMistake(f"{word} is none of {', '.join(curation_kinds.WORDS)}.")
    with operating() as its:
        if word:
            kind = curation_kinds.WORDS[word]
            found = tasks.open_of_kind(its.connection, its.network_id, kind)
        else:
            found = tasks.every_open(its.connection, its.network_id, LISTED + 1)
        lines = [_line(its, each) for each in found[:LISTED]]
    if not lines:
        return "Nothing is open."
    more = ["... and more; name one kind."] if len(found) > LISTED else []
    return "\n".join([*lines, *more])


def show(number: int) -> str:
    """Return the task as staff read it, of a draft with its number and revision. Raises OperatorMistake."""
    with operating() as its:
        task = _open(its, number)
        message = staff_tasks.shown(its.connection, task, its.now, everybody=False)
        if message is None:
            raise OperatorMistake(f"What task {number} was about is gone.")
    shown, draft = card(message, "en"), ""
    if isinstance(message, DraftToReview):
        draft = f"Record {message.record_id}, revision {message.revision}. " + (
            f"`counterpart practice show {message.record_id}` writes it whole."
        )
    said = (shown.heading, *shown.paragraphs, shown.quotation, *shown.closing, *shown.notes, draft)
    return "\n".join(filter(None, said))


def assign(number: int, slack_user: str) -> str:
    """Let the person of staff take the task on, and return that they do. Raises OperatorMistake."""
    with operating() as its:
        task = _open(its, number)
        to = of_staff(its, slack_user)
        with its.watched("task.assign", audit_views.task(its.network_id, task.id)):
            if not task_queue.assign(its.connection, task.id, task.assigned_to, to.id, its.now):
                raise OperatorMistake(f"Somebody else took task {number} on just now.")
        told_later.assigned(its.connection, task, its.now)
    return f"Task {number} is in the hands of {to.name}."


def approve(number: int, revision: int | None = None) -> str:
    """Publish the draft and return that it is. Raises OperatorMistake, and nothing is published."""
    with _deciding(number, revision, "record.publish") as draft:
        if not reviewing.publish(
            draft.its.connection, draft.task, draft.record, draft.edit(Change("published")), draft.its.now
        ):
            raise _changed(draft)
    return f"Record {draft.record.id} is published: {draft.record.title}"


def send_back(number: int, reason: str, revision: int | None = None, *, rejected: bool = False) -> str:
    """Return the draft to its author, or reject it, and return that. Raises OperatorMistake."""
    kind, action = ("rejected", "record.reject") if rejected else ("returned", "record.return")
    with _deciding(number, revision, action) as draft:
        its, said = draft.its, needed(reason, LONGEST_REASON)
        if not rejected:
            _only_returnable(draft)
        change = Change("rejected" if rejected else "returned", None, said)
        ended = reviewing.refuse(its.connection, draft.task, draft.edit(change), its.now)
        if ended is None:
            raise _changed(draft)
        told_later.ended(its.connection, ended, its.now)
    whom = " to its author" if not rejected else ""
    return f"Record {draft.record.id} is {kind}{whom}: {draft.record.title}"


def of_staff(its: Operating, slack_user: str) -> Official:
    """Return the person, also one who never spoke to the bot. Raises OperatorMistake for others."""
    named = [each for each in staff.every(its.connection, its.network_id) if each.chat_id == slack_user]
    if not named:
        raise OperatorMistake(f"{slack_user} is not staff; `counterpart staff list` says who is.")
    where = {
        each.external_id: each.id
        for each in networks.workspaces(its.connection, its.network_id, named[0].chat)
    }
    workspace_id = where[named[0].external_id]
    found = officials.by_identity(its.connection, workspace_id, slack_user, its.now.date())
    if found is not None:
        return found
    official_id: OfficialId = officials.add(its.connection, its.network_id, slack_user)
    officials.identify(its.connection, workspace_id, slack_user, official_id)
    return Official(official_id, its.network_id, slack_user, "")


@contextmanager
def _deciding(number: int, revision: int | None, action: str) -> Iterator[_Draft]:
    """Give the draft of the task; what is decided is told to its author, and on every card, later."""
    with operating() as its:
        if _open(its, number).kind != "draft":
            raise OperatorMistake(f"Task {number} is not about a draft.")
        task, record = reviewing.draft_of_task(its.connection, its.network_id, number, its.now)
        draft = _Draft(its, task, record, record.revision if revision is None else revision)
        with its.watched(action, draft_with_tasks(its.network_id, task.id)):
            yield draft
        told_later.ended(its.connection, [task], its.now)
        decided_later.tell_later(its.connection, its.network_id, record.id, its.now)


def _open(its: Operating, number: int) -> Task:
    """Return the open task. Raises OperatorMistake if there is none, Refusal for one that is done."""
    if tasks.by_id(its.connection, its.network_id, TaskId(number)) is None:
        raise OperatorMistake(f"There is no task {number}; `counterpart curate list` has what is open.")
    return work.open_task(its.connection, its.network_id, number, its.now)


def _only_returnable(draft: _Draft) -> None:
    its, demonstrated = draft.its, draft.its.network == demonstration.NETWORK
    if not reviewing.is_returnable(
        its.connection, its.network_id, draft.record, its.now, demonstration=demonstrated
    ):
        raise OperatorMistake(
            f"Nobody would write record {draft.record.id} again: its author left, holds no office any more, "
            f"or cannot be written to. Change it with `counterpart practice edit {draft.record.id}`, or "
            "reject it."
        )


def _changed(draft: _Draft) -> OperatorMistake:
    return OperatorMistake(
        f"The draft is at revision {draft.record.revision} now, and nothing is decided. Read it with "
        f"`counterpart curate show {draft.task.id}`."
    )


def _line(its: Operating, task: Task) -> str:
    message = staff_tasks.shown(its.connection, task, its.now, everybody=False)
    shown = card(message, "en") if message else None
    about = next(iter(filter(None, (*shown.paragraphs, shown.quotation))), "") if shown else "(gone)"
    by = (
        officials.by_id(its.connection, its.network_id, task.assigned_to, its.now.date())
        if (task.assigned_to)
        else None
    )
    facts = (str(task.id), _WORDS.get(task.kind, task.kind), task.opened_at.date().isoformat())
    return "  ".join((*facts, by.name if by else "-", cut(one_line(about), SHOWN)))
