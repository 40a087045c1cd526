"""The queue of staff: one thing at a time, one's own first, taken on, handed over, gone on from."""

from typing import Any

import pytest
from sqlalchemy import CheckConstraint

from bot.cards import card
from bot.desk import Desk
from bot.events.curation import NextWanted, QueueWanted, TaskAssigned
from bot.events.member import TaskTaken
from bot.forms import Submitted
from bot.messages.curation import AnswerNotHelpful, DraftToReview, QueueEmpty
from bot.messages.staff import OfficialOverloaded, PersonToVerify
from bot.refusal import Refusal
from bot.speaker import Speaker
from bot.staff.curation_kinds import KINDS, WORDS, position
from matching.domain import Audience
from store import staff, tables, tasks
from tests.bot.curating import HERE, draft, queue, stands
from tests.bot.staffed import LATER, SAM, TESS, official, open_task, overload, reasons, said_to
from tests.bot.stage import ANA, BEN, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW

NEW = Speaker(WORKSPACE, "U0NEW")  # staff who never wrote to the bot


def labels(message: Any) -> list[str]:
    return [each.label for each in card(message, "en").buttons]


def assign(stage: Stage, message: Any, speaker: Speaker = SAM, to: str = "", seen: int | None = None):
    had = message.task.assigned.official_id if message.task.assigned else 0
    return stage.do(TaskAssigned(speaker, HERE, message.task.id, had if seen is None else seen, to), LATER)


def submitted(message: Any, to: str) -> Submitted:
    return Submitted(SAM, HERE, "assign_task", (message.task.id, 0), {"person": (to,)})


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def test_the_queue_shows_one_task_to_this_person_alone_and_how_many_wait(staffed: Stage):
    overload(staffed)
    open_task(staffed, "verify", official(staffed, ANA).id)

    said = queue(staffed)

    assert isinstance(said.message, OfficialOverloaded)
    assert (said.address.way, said.address.people) == ("thread", (SAM.chat_id,))
    assert card(said.message, "en").notes == ("2 things wait. Members to verify: 1 · people asked a lot: 1",)
    assert labels(said.message) == ["Done", "Assign to me", "Assign to…", "Next"]


def test_next_shows_what_waits_after_it_in_its_place_and_begins_again_after_the_last(staffed: Stage):
    overload(staffed)
    open_task(staffed, "verify", official(staffed, ANA).id)
    first = queue(staffed).message

    [second] = staffed.do(NextWanted(SAM, HERE, first.task.id, 0), LATER)
    [again] = staffed.do(NextWanted(SAM, HERE, second.message.task.id, 0), LATER)

    assert isinstance(second.message, PersonToVerify)
    assert (second.address.way, second.address.message) == ("replace", HERE.message)
    assert again.message == first


def test_a_task_closed_in_the_queue_stays_there_with_the_next_one_a_press_away(staffed: Stage):
    shown = overload(staffed)
    queue(staffed)

    [closed] = staffed.do(TaskTaken(SAM, HERE, shown.task.id), LATER)

    assert labels(closed.message) == ["Next"]
    assert card(closed.message, "en").closing == ("Sam Sorrel: Done on March 3, 2026.",)
    [after] = staffed.do(NextWanted(SAM, HERE, shown.task.id, 0), LATER)
    assert card(after.message, "en").paragraphs == ("Nothing is open for staff.",)


@pytest.mark.parametrize(("word", "kind"), WORDS.items())
def test_a_word_after_the_command_narrows_the_queue_to_one_kind(staffed: Stage, word: str, kind: str):
    overload(staffed)

    message = queue(staffed, of=kind).message

    if kind == "overload":
        assert card(message, "en").buttons[-1].ids == (message.task.id, position("overload"))
    else:
        assert isinstance(message, QueueEmpty)
        assert card(message, "en").paragraphs[0].endswith(": nothing waits.")


def test_every_kind_of_task_has_a_word_and_a_number():
    known = {
        str(check.sqltext)
        for check in tables.task.constraints
        if isinstance(check, CheckConstraint) and "kind_is_known" in str(check.name)
    }

    [listed] = known
    assert all(f"'{kind}'" in listed for kind in KINDS if kind)
    assert listed.count("'") == 2 * (len(KINDS) - 1)
    assert set(WORDS.values()) == set(KINDS) - {""}


def test_who_takes_a_task_on_finds_it_first(staffed: Stage):
    overload(staffed)
    open_task(staffed, "verify", official(staffed, ANA).id)
    second = staffed.do(NextWanted(SAM, HERE, queue(staffed).message.task.id, 0), LATER)[0]
    stands(staffed, second)

    [taken] = assign(staffed, second.message)

    assert card(taken.message, "en").closing[-1] == "Sam Sorrel has this."
    assert isinstance(queue(staffed).message, PersonToVerify)
    assert isinstance(queue(staffed, TESS).message, OfficialOverloaded)


def test_of_two_who_take_a_task_on_the_second_reads_who_has_it_and_since_when(staffed: Stage):
    overload(staffed)
    seen_by_both = queue(staffed).message
    assign(staffed, seen_by_both)

    [refused] = assign(staffed, seen_by_both, TESS)

    assert "Sam Sorrel took it on, 2026-03-03." in card(refused.message, "en").paragraphs[0]


def test_who_sees_that_somebody_has_it_can_take_it_over(staffed: Stage):
    overload(staffed)
    assign(staffed, queue(staffed).message)

    [taken] = assign(staffed, queue(staffed, TESS).message, TESS)

    assert taken.message.task.assigned.name == "Tess Thorn"


def test_whom_a_task_is_assigned_to_is_told_with_the_task(staffed: Stage):
    overload(staffed)
    staffed.do(QueueWanted(TESS, PRIVATE))

    said = assign(staffed, queue(staffed).message, to=TESS.chat_id)

    [told] = said_to(said, TESS)
    assert (told.address.way, told.message.task.assigned.name) == ("direct", "Tess Thorn")
    assert "Next" in labels(told.message)


def test_staff_who_never_wrote_to_the_bot_can_be_assigned_a_task(staffed: Stage):
    with staffed.engine.begin() as connection:
        staff.add(connection, staffed.workspace_id, NEW.chat_id, "command")
    overload(staffed)

    said = assign(staffed, queue(staffed).message, to=NEW.chat_id)

    assert said_to(said, NEW)[0].message.task.assigned.chat_id == NEW.chat_id


def test_only_staff_are_assigned_a_task(staffed: Stage):
    overload(staffed)
    shown = queue(staffed).message

    assert desk(staffed).check(submitted(shown, BEN.chat_id)) == {
        "person": "That person is not staff of your network."
    }
    assert list(desk(staffed).check(submitted(shown, ""))) == ["person"]
    assert desk(staffed).check(submitted(shown, TESS.chat_id)) == {}
    assert desk(staffed).event(submitted(shown, TESS.chat_id)) == TaskAssigned(
        SAM, HERE, shown.task.id, 0, TESS.chat_id
    )
    assert reasons(assign(staffed, shown, to=BEN.chat_id)) == ["not_staff"]


@pytest.mark.parametrize(
    "event",
    [
        QueueWanted(BEN, PRIVATE),
        NextWanted(BEN, PRIVATE, 1, 0),
        TaskAssigned(BEN, PRIVATE, 1, 0),
    ],
)
def test_others_than_staff_are_refused(staffed: Stage, event: Any):
    assert reasons(staffed.do(event)) == ["staff_only"]


def test_a_form_is_refused_to_who_is_staff_no_more(staffed: Stage):
    overload(staffed)
    shown = queue(staffed).message
    with staffed.engine.begin() as connection:
        staff.remove(connection, staffed.workspace_id, SAM.chat_id, "setting")

    with pytest.raises(Refusal, match="staff_only"):
        desk(staffed).check(submitted(shown, TESS.chat_id))


def test_a_task_about_what_is_gone_is_passed_over(staffed: Stage):
    with staffed.engine.begin() as connection:
        for kind in ("draft", "duplicate", "not_helpful", "summary"):
            tasks.open_once(connection, staffed.network_id, kind, 999, NOW)
    overload(staffed)

    assert isinstance(queue(staffed).message, OfficialOverloaded)


# Answers that did not help


def test_an_answer_that_did_not_help_becomes_a_task_with_what_was_shown(staffed: Stage):
    shown = only(AnswerNotHelpful, staffed.rate(staffed.ask(), helpful=False))

    assert card(shown, "en").quotation == "How do you pay for storm drains?"
    assert "• A fee to pay for storm drains" in card(shown, "en").closing


def test_of_a_private_question_neither_text_nor_records_are_told(staffed: Stage):
    shown = only(AnswerNotHelpful, staffed.rate(staffed.ask(spot=PRIVATE), helpful=False))

    assert PRIVATE.audience is Audience.PRIVATE
    assert "drains" not in repr(shown)


def test_saying_it_again_opens_no_second_task_and_changing_ones_mind_closes_it(staffed: Stage):
    answer = staffed.ask()
    shown = only(AnswerNotHelpful, staffed.rate(answer, helpful=False))
    staffed.do(TaskTaken(SAM, HERE, shown.task.id))

    assert of_kind(AnswerNotHelpful, staffed.rate(answer, helpful=False)) == []
    staffed.rate(answer, helpful=True)
    assert of_kind(AnswerNotHelpful, staffed.rate(answer, helpful=False))
    staffed.rate(answer, helpful=True)
    assert isinstance(queue(staffed).message, QueueEmpty)


def test_a_draft_in_the_queue_can_be_decided_and_assigned(staffed: Stage):
    draft(staffed)

    assert isinstance(queue(staffed).message, DraftToReview)
    assert labels(queue(staffed, TESS).message) == [
        *("Approve", "Return to author", "Reject", "Assign to me", "Assign to…", "Next")
    ]
