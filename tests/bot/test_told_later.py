"""What an operator's command ends or opens is said in the chat by the server: cards, and to authors."""

import pytest

from bot.messages.curation import DraftToReview
from bot.messages.editing import RecordExpired
from bot.messages.merging import DraftMerged, RecordNamed
from bot.operator import records as operating
from bot.operator.additions import Addition, add
from bot.operator.merges import merge, unmerge
from store import task_queue
from tests.bot.at_a_terminal import engine as engine
from tests.bot.at_a_terminal import server_says
from tests.bot.curating import draft
from tests.bot.staffed import open_task, said_to
from tests.bot.stage import ANA, Stage, of_kind, only
from tests.bot.test_merged_drafts import name_readers
from tests.bot.test_task_care import in_channel, near, replaced, run_out, tasks_that_ended


def waiting(stage: Stage) -> dict[str, int]:
    with stage.engine.connect() as connection:
        return task_queue.counts(connection, stage.network_id)


def test_the_author_of_a_draft_that_is_merged_by_a_command_hears_of_it_and_its_cards_end(staffed: Stage):
    _, shown = draft(staffed)
    channel = in_channel(staffed, open_task(staffed, "expiring", shown.record_id), RecordExpired)
    server_says(staffed)

    merge(str(shown.record_id), str(staffed.record.id), {"lessons": "both"}, agreed=True)
    said = server_says(staffed)

    [told] = said_to(said, ANA)
    assert (told.message.into.id, told.message.undone, told.message.nothing) == (
        *(staffed.record.id, False),
        False,
    )
    assert [each.task.closed.outcome for each in replaced(said, channel)] == ["merged"]
    assert tasks_that_ended(staffed) == [("record.merge", "merged")] * 2


def test_after_a_command_too_no_title_is_told_that_the_author_may_not_read(staffed: Stage):
    _, shown = draft(staffed)
    name_readers(staffed)

    merge(str(shown.record_id), str(staffed.record.id), {"lessons": "both"}, agreed=True)

    assert only(DraftMerged, server_says(staffed)).into == RecordNamed(staffed.record.id, "")


def test_after_a_command_unmerged_it_the_author_hears_that_and_staff_get_the_card_again(staffed: Stage):
    _, shown = draft(staffed)
    merge(str(shown.record_id), str(staffed.record.id), {}, agreed=True)
    server_says(staffed)

    unmerge(str(shown.record_id))
    said = server_says(staffed)

    assert only(DraftMerged, said).undone
    assert only(DraftToReview, said).record_id == shown.record_id
    assert waiting(staffed) == {"draft": 1}
    assert server_says(staffed) == []


def test_of_a_merge_that_was_taken_back_before_the_server_ran_the_author_hears_nothing(staffed: Stage):
    _, shown = draft(staffed)
    server_says(staffed)
    merge(str(shown.record_id), str(staffed.record.id), {}, agreed=True)
    unmerge(str(shown.record_id))

    assert of_kind(DraftMerged, server_says(staffed)) == []


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        (lambda number: operating.withdraw(number, "It is wrong.", None), "withdrawn"),
        (lambda number: operating.verify(number, "", None), "confirmed"),
    ],
)
def test_what_a_command_ends_is_over_on_every_card(staffed: Stage, command, outcome: str):
    channel = in_channel(staffed, open_task(staffed, "expiring", staffed.record.id), RecordExpired)

    command(str(staffed.record.id))

    assert [each.task.closed.outcome for each in replaced(server_says(staffed), channel)] == [outcome]


def test_what_ran_out_and_is_put_back_by_a_command_is_a_task_with_its_card_again(staffed: Stage):
    run_out(staffed)
    operating.withdraw(str(staffed.record.id), "It is wrong.", None)
    operating.restore(str(staffed.record.id), None)

    assert only(RecordExpired, server_says(staffed)).record.record_id == staffed.record.id
    assert waiting(staffed) == {"expiring": 1}


def test_a_draft_that_a_command_adds_is_shown_to_staff(staffed: Stage):
    add(Addition({"title": ("Night library",)}, key="ghent-library", draft=True))

    assert only(DraftToReview, server_says(staffed)).title == "Night library"


def test_a_card_is_not_shown_of_what_was_done_before_the_server_ran(staffed: Stage):
    run_out(staffed)
    near(staffed, staffed.record.id, staffed.unjoined.id)
    operating.withdraw(str(staffed.record.id), "It is wrong.", None)
    operating.restore(str(staffed.record.id), None)
    operating.withdraw(str(staffed.record.id), "It is wrong.", None)

    assert of_kind(RecordExpired, server_says(staffed)) == []
