"""What staff decide about drafts, tasks and replies stands in the audit trail, without anybody's words."""

from typing import Any

from bot.events.curation import TaskAssigned
from store import records
from tests.bot.contributions import json_lines, row
from tests.bot.curating import HERE, approve, draft, send_back
from tests.bot.staffed import LATER, SAM, official, overload
from tests.bot.stage import CHLOE, Stage
from tests.bot.test_auditing import trail
from tests.bot.test_import_preview import imported
from tests.bot.test_merging import merge, unmerge
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


# Records that were merged into another one lead where that one leads


def three(stage: Stage) -> list[int]:
    """Three records of which the last was merged into the first, and that into the second."""
    imported(stage, json_lines(*(row(id=key, title=f"A fee, {key}") for key in "abc")))
    with stage.engine.connect() as connection:
        found = records.stored(connection, stage.network_id, "abc")
    return [found[key].record.id for key in "abc"]


def led(stage: Stage, already: int, record_id: int) -> list[tuple[str, Any, Any]]:
    """By which actions since then this record came to lead elsewhere, and from where to where."""
    entries = [each for each in trail(stage)[already:] if each[2] == f"record:{record_id}"]
    return [(each[1], each[3].get("merged_into"), each[4].get("merged_into")) for each in entries]


def test_where_a_merged_record_leads_stands_there_when_what_it_led_to_is_merged_on(staffed: Stage):
    a, b, c = three(staffed)
    merge(staffed, c, a)
    already = len(trail(staffed))

    merge(staffed, a, b)
    unmerge(staffed, a)

    assert led(staffed, already, c) == [("record.merge", a, b), ("record.unmerge", b, a)]


def test_where_it_leads_stands_there_when_a_file_publishes_what_it_led_to_again(staffed: Stage):
    a, b, c = three(staffed)
    merge(staffed, c, a)
    merge(staffed, a, b)
    already = len(trail(staffed))

    imported(staffed, json_lines(row(id="a", title="Another fee")))

    assert led(staffed, already, c) == [("record.import", b, a)]
