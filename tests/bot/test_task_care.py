"""Tasks end with what they are about, the trail says so, and the queue goes on where its reader stands."""

import json

from bot.curation_events import NextWanted, TaskAssigned
from bot.practice_events import RecordWithdrawn
from matching.domain import RecordId
from store import audit_reading, pairs, task_queue
from tests.bot.curating import HERE, draft, queue, send_back, stands
from tests.bot.staffed import LATER, SAM, TESS, official, open_task
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, Stage
from tests.bot.test_merging import merge, twin
from tests.factories import NOW


def near(stage: Stage, record_id: int, other_id: int) -> None:
    """Let two records seem to say the same, and staff be asked about the first one."""
    with stage.engine.begin() as connection:
        pairs.note(connection, stage.network_id, RecordId(record_id), [(RecordId(other_id), 0.9)], NOW)
    open_task(stage, "duplicate", record_id)


def waiting(stage: Stage) -> dict[str, int]:
    with stage.engine.connect() as connection:
        return task_queue.counts(connection, stage.network_id)


def tasks_that_ended(stage: Stage) -> list[tuple[str, str]]:
    """The action by which each task ended, and its outcome, as the audit trail has them."""
    with stage.engine.connect() as connection:
        entries = tuple(audit_reading.entries(connection, stage.network_id))
    after = [(each.action, json.loads(each.after)) for each in entries if each.subject.startswith("task:")]
    return [(action, said["outcome"]) for action, said in after if said.get("state") == "done"]


def test_a_rejected_draft_is_nobodys_duplicate_any_more(staffed: Stage):
    _, shown = draft(staffed)
    near(staffed, shown.record_id, staffed.record.id)

    send_back(staffed, shown, rejected=True)

    assert waiting(staffed) == {}


def test_a_returned_draft_can_still_be_merged(staffed: Stage):
    _, shown = draft(staffed)
    near(staffed, shown.record_id, staffed.record.id)

    send_back(staffed, shown)

    assert waiting(staffed) == {"duplicate": 1}


def test_a_withdrawn_record_is_nobodys_duplicate_and_leaves_those_near_it_without_one(staffed: Stage):
    other = twin(staffed)
    near(staffed, staffed.record.id, other.id)
    open_task(staffed, "duplicate", other.id)

    staffed.do(RecordWithdrawn(SAM, PRIVATE, staffed.record.id, 1, "Wrong."), LATER)

    assert waiting(staffed) == {}
    assert tasks_that_ended(staffed) == [("record.withdraw", "done")] * 2


def test_the_trail_has_the_tasks_that_a_merge_ends(staffed: Stage):
    other = twin(staffed)
    near(staffed, staffed.record.id, other.id)
    open_task(staffed, "expiring", staffed.record.id)

    merge(staffed, staffed.record.id, other.id)

    assert tasks_that_ended(staffed) == [("record.merge", "merged")] * 2


def three_tasks(stage: Stage) -> None:
    for number, speaker in enumerate((ANA, BEN, CHLOE)):
        open_task(stage, ("verify", "overload", "verify")[number], official(stage, speaker).id)


def test_next_after_assigning_a_task_goes_on_where_its_card_stood(staffed: Stage):
    three_tasks(staffed)
    first = queue(staffed).message
    [taken] = staffed.do(TaskAssigned(SAM, HERE, first.task.id, 0), LATER)
    stands(staffed, taken)

    [second] = staffed.do(NextWanted(SAM, HERE, first.task.id, 0), LATER)
    stands(staffed, second)
    given = staffed.do(TaskAssigned(SAM, HERE, second.message.task.id, 0, TESS.chat_id), LATER)
    stands(staffed, given[0])
    [third] = staffed.do(NextWanted(SAM, HERE, second.message.task.id, 0), LATER)

    numbers = [first.task.id, second.message.task.id, third.message.task.id]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 3
