"""What staff decide about drafts, tasks and replies stands in the audit trail, without anybody's words."""

from bot.events.curation import TaskAssigned
from tests.bot.curating import HERE, approve, draft, send_back
from tests.bot.staffed import LATER, SAM, official, overload
from tests.bot.stage import CHLOE, Stage
from tests.bot.test_auditing import trail
from tests.bot.test_quoting import WORDS, asked, decide


def latest(stage: Stage, already: int) -> dict[tuple[str, str], tuple[dict, dict]]:
    """The entries since then: before and after by action and kind of subject."""
    return {(each[1], each[2].split(":")[0]): (each[3], each[4]) for each in trail(stage)[already:]}


def test_a_published_draft_stands_there_with_its_task_and_who_published_it(staffed: Stage):
    _, shown = draft(staffed)
    already = len(trail(staffed))

    approve(staffed, shown)

    before, after = latest(staffed, already)["record.publish", "record"]
    assert (before["state"], after["state"], after["verified_on"]) == ("drafted", "published", "2026-03-03")
    assert latest(staffed, already)["record.publish", "task"][1] == {"state": "done", "outcome": "published"}
    assert {each[0] for each in trail(staffed)[already:]} == {f"official:{official(staffed, SAM).id}"}


def test_a_draft_that_is_sent_back_stands_there_without_the_reason(staffed: Stage):
    _, shown = draft(staffed)
    already = len(trail(staffed))

    send_back(staffed, shown)

    assert latest(staffed, already)["record.return", "record"][1]["state"] == "returned"
    assert "what it cost" not in repr(trail(staffed))


def test_who_takes_a_task_on_stands_there(staffed: Stage):
    shown = overload(staffed)
    already = len(trail(staffed))

    staffed.do(TaskAssigned(SAM, HERE, shown.task.id, 0), LATER)

    assigned = {"assigned_to": official(staffed, SAM).id}
    assert latest(staffed, already) == {("task.assign", "task"): ({"assigned_to": None}, assigned)}


def test_a_reply_and_what_its_author_says_stand_there_without_a_word_of_it(staffed: Stage):
    already = len(trail(staffed))
    quote = asked(staffed)
    decide(staffed, quote, "nameless")

    found = latest(staffed, already)
    assert found["answer.choose", "answer"][1]["author"] == official(staffed, CHLOE).id
    assert found["answer.consent", "answer"] == ({"state": "asked"}, {"state": "nameless"})
    assert not any(text in repr(trail(staffed)) for text in (WORDS, "drains?"))
