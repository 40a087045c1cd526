"""Staff decide about a draft that they have read: publish it, return it to its author, or reject it.

Two who decide at once, and an author who writes meanwhile: the record's revision decides, so nobody publishes
what they have not read.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events.curation import DraftApproved, DraftSentBack
from bot.messages import Message
from bot.messages.curation import DraftNotPublished, DraftPublished, DraftToReview, FormOfDraft
from bot.network import Arrival
from bot.outgoing import Outgoing, directly
from bot.questions.answer_keys import quote_of
from bot.records import giving_back
from bot.records import near as near_records
from bot.records.authors import author_of, tell
from bot.refusal import Refusal
from bot.staff import curation_tasks, is_named, only_staff
from bot.staff.task_places import again, all_over
from bot.staff.work import open_task
from matching.domain import NetworkId, Official, PracticeRecord, RecordId, Visibility
from store import contributions, memberships, provenance, record_changes, records, tasks
from store.contributions import Contribution
from store.record_changes import Edit
from store.revisions import Change
from store.tasks import Task


def approve(connection: Connection, arrival: Arrival, event: DraftApproved, now: datetime) -> list[Outgoing]:
    """Publish the draft as it was read, note who approved it, and tell its author.

    It counts as verified by an author who holds its office, once somebody verified that they do. A draft that
    changed since it was read is shown anew, with what changed, and nothing is published. Raises Refusal for
    others than staff, and if somebody has decided already.
    """
    only_staff(connection, arrival)
    task, record = draft_of_task(connection, arrival.workspace.network_id, event.task_id, now)
    read = Edit(record.id, event.revision, Change("published", arrival.official.id))
    if not publish(connection, task, record, read, now):
        return _read_again(connection, arrival, event, now)
    author = author_of(connection, task.network_id, record.id, now)
    replaced = again(connection, arrival, (event.speaker, event.spot), task, now)
    return [*replaced, *tell(connection, arrival, author, is_published(record))]


def is_published(record: PracticeRecord) -> DraftPublished:
    """Return what its author is told of a draft that was published."""
    return DraftPublished(record.title, record.id, record.visibility is Visibility.NAMED)


def publish(connection: Connection, task: Task, record: PracticeRecord, read: Edit, now: datetime) -> bool:
    """Publish the draft as it was read, as `approve` does, and end its task; an operator approves nothing.

    False, and nothing is changed, if it has changed since.
    """
    network_id, by = task.network_id, read.change.made_by
    if not record_changes.move(connection, network_id, read, "published", now):
        return False
    if by is not None:
        provenance.approve(connection, network_id, record.id, by, now)
    author = author_of(connection, network_id, record.id, now)
    if author is not None and _vouches(author, record):
        verified = Change("verified", author.id)
        record_changes.confirm(connection, network_id, record.id, now, verified)
    return tasks.close(connection, task.id, by, "published", now)


def _vouches(author: Official, record: PracticeRecord) -> bool:
    """Say whether the author holds the office of the record, as somebody has checked."""
    holds = record.office is not None and record.office.id in {each.id for each in author.offices}
    return holds and author.verified_at is not None


def send_back(
    connection: Connection, arrival: Arrival, event: DraftSentBack, now: datetime
) -> list[Outgoing]:
    """Return the draft to its author, or reject it, with the reason; either way nobody else finds it.

    A draft that changed since it was read is shown anew instead. Raises Refusal as `approve` does, and for a
    draft that nobody could write again if it was returned.
    """
    only_staff(connection, arrival)
    task, record = draft_of_task(connection, arrival.workspace.network_id, event.task_id, now)
    if not event.rejected:
        only_returnable(connection, arrival, record, now)
    change = Change("rejected" if event.rejected else "returned", arrival.official.id, event.reason)
    read = Edit(record.id, event.revision, change)
    settled = refuse(connection, task, read, now)
    if settled is None:
        return _read_again(connection, arrival, event, now)
    message = not_published(connection, record, change)
    replaced = again(connection, arrival, (event.speaker, event.spot), task, now)
    replaced += all_over(connection, settled, now)
    author = author_of(connection, task.network_id, record.id, now)
    return [*replaced, *tell(connection, arrival, author, message)]


def only_returnable(connection: Connection, arrival: Arrival, record: PracticeRecord, now: datetime) -> None:
    """Raise Refusal unless the draft `is_returnable`."""
    network_id, demonstration = arrival.workspace.network_id, arrival.workspace.demonstration
    if not is_returnable(connection, network_id, record, now, demonstration=demonstration):
        raise Refusal("author_out_of_reach", number=str(record.id))


def is_returnable(
    connection: Connection,
    network_id: NetworkId,
    record: PracticeRecord,
    now: datetime,
    *,
    demonstration: bool = False,
) -> bool:
    """Say whether the draft's author would read that it is returned, and could write it again.

    In a demonstration everybody is staff.
    """
    author = author_of(connection, network_id, record.id, now)
    if author is None or memberships.at_work(connection, author.id).left_at is not None:
        return False
    if directly(connection, author) is None:
        return False
    form, _about = _form_of(record, contributions.of_record(connection, record.id))
    staff = demonstration or is_named(connection, author.id)
    return bool(author.offices) or (staff and form in ("change_proposal", "record_of_answer"))


def refuse(connection: Connection, task: Task, read: Edit, now: datetime) -> tuple[Task, ...] | None:
    """Return or reject the draft, as the change says, end its task, and return which others end by it.

    None, and nothing is changed, if the draft has changed since it was read.
    """
    outcome, by = read.change.kind, read.change.made_by
    if not record_changes.move(connection, task.network_id, read, outcome, now):
        return None
    tasks.close(connection, task.id, by, outcome, now)
    if outcome == "returned":
        return ()
    return near_records.settle(connection, task.network_id, read.record_id, by, now)


def not_published(connection: Connection, record: PracticeRecord, change: Change) -> DraftNotPublished:
    """Return what its author reads of a rejected draft, or of a returned one, with the form to change it."""
    if change.kind == "rejected":
        return DraftNotPublished(record.title, change.note, rejected=True)
    form, about = _form_of(record, contributions.of_record(connection, record.id))
    return DraftNotPublished(record.title, change.note, rejected=False, form=form, about=about)


def draft_of_task(
    connection: Connection, network_id: NetworkId, task_id: int, now: datetime
) -> tuple[Task, PracticeRecord]:
    """Return the open task and its draft. Raises Refusal if it is done, gone, or its record no draft."""
    task = open_task(connection, network_id, task_id, now)
    stored = records.stored_by_id(connection, network_id, RecordId(task.subject_id))
    if task.kind != "draft" or stored is None:
        raise Refusal("unknown_task")
    if stored.state != "drafted":
        raise Refusal("no_draft_any_more")
    return task, stored.record


def _read_again(
    connection: Connection, arrival: Arrival, event: DraftApproved | DraftSentBack, now: datetime
) -> list[Outgoing]:
    """Return the draft as it is now with what changed since it was read. Raises Refusal if it was decided."""
    task, record = draft_of_task(connection, arrival.workspace.network_id, event.task_id, now)
    changed = curation_tasks.changed_since(connection, task, record, event.revision)

    def marked(message: Message) -> Message:
        return replace(message, changed=changed) if isinstance(message, DraftToReview) else message

    shown = again(connection, arrival, (event.speaker, event.spot), task, now)
    return [replace(each, message=marked(each.message)) for each in shown]


def _form_of(record: PracticeRecord, sent_in: Contribution | None) -> tuple[FormOfDraft, int]:
    """Return the form in which the author writes the draft again, and the id that it is about."""
    if proposal_id := giving_back.proposal_of(record.key):
        return "change_proposal", proposal_id
    if quote_id := quote_of(record.key):
        return "record_of_answer", quote_id
    if sent_in is None or sent_in.introduction_id is None:
        return "", 0
    return "what_we_did", sent_in.introduction_id
