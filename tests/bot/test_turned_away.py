"""Who tries what is for others stands in the audit trail: that they tried, and never what they wrote."""

import json

import pytest

from bot.desk import Desk
from bot.events import Event, IntroductionWanted, from_json, to_json
from bot.events.channel import ChannelSet
from bot.events.curation import TaskAssigned
from bot.events.digest import DigestMoreWanted
from bot.events.duplicate import MergeDecided
from bot.events.file import FileShared
from bot.events.member import (
    AskerWanted,
    ContactNamed,
    FormRefused,
    PersonChecked,
    RecordConfirmed,
    TasksWanted,
    TaskTaken,
)
from bot.events.practice import RecordEdited, RecordWithdrawn, StillRight
from bot.events.quoting import ReplyChosen
from bot.messages import Refused
from bot.phrases.refusals import GROUPS
from bot.refusal import FOR_WANT_OF_ROLE, Refusal
from bot.turned_away import of_form
from store import audit_reading, staff
from tests.bot.staffed import CARD, LATER, SAM, official, overload, reasons
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, STRANGER, Stage, only
from tests.bot.test_auditing import trail

FILE = FileShared(ANA, PRIVATE, "salaries.csv", 10, "https://files.example/salaries.csv")
WROTE = "Noor lives in Elm Street"

# Whom it belongs to decides these, not which role somebody has.
OF_ONE_PERSON = {
    "asker_says_that",
    "not_a_demonstration",
    "not_your_consent",
    "not_your_introduction",
    "not_your_question",
    "not_your_quote",
    "not_yours_to_share",
    "only_for_some",
}


@pytest.mark.parametrize(
    ("event", "tried"),
    [
        (TasksWanted(ANA, PRIVATE), {"tried": "tasks_wanted"}),
        (AskerWanted(ANA, PRIVATE, 7), {"tried": "asker_wanted", "question": 7}),
        (ChannelSet(ANA, CHANNEL, "questions"), {"tried": "channel_set"}),
        (TaskAssigned(ANA, CARD, 3, 9, "U0NOOR"), {"tried": "task_assigned", "task": 3}),
        (ContactNamed(ANA, CARD, 3, "U0NOOR", WROTE), {"tried": "contact_named", "task": 3}),
        (PersonChecked(ANA, CARD, 5, works_there=True), {"tried": "person_checked", "official": 5}),
        (
            PersonChecked(ANA, CARD, 5, works_there=True, office_id=2),
            {"tried": "person_checked", "official": 5, "office": 2},
        ),
        (RecordWithdrawn(ANA, PRIVATE, 12, 4, WROTE), {"tried": "record_withdrawn", "record": 12}),
        (RecordEdited(ANA, PRIVATE, 12, 4, (("cost", (WROTE,)),)), {"tried": "record_edited", "record": 12}),
        (MergeDecided(ANA, CARD, 1, 1, 2, 1, {}), {"tried": "merge_decided", "record": 1, "into": 2}),
        (ReplyChosen(ANA, CHANNEL, 0, "U0NOOR", WROTE), {"tried": "reply_chosen"}),
        (DigestMoreWanted(ANA, CHANNEL, 0), {"tried": "digest_more_wanted"}),
        (FILE, {"tried": "file_shared"}),
        (FormRefused(ANA, PRIVATE, "edit_record", (12,)), {"tried": "edit_record", "record": 12}),
        (FormRefused(ANA, PRIVATE, "edit_record", (12, 4)), {"tried": "edit_record", "record": 12}),
        (FormRefused(ANA, CARD, "return_draft", (3, 4)), {"tried": "return_draft", "task": 3}),
        (FormRefused(ANA, CARD, "use_as_answer", (7,)), {"tried": "use_as_answer", "question": 7}),
        (FormRefused(ANA, CARD, "use_as_answer", ()), {"tried": "use_as_answer"}),
        (FormRefused(ANA, CHANNEL, "channel", ()), {"tried": "channel"}),
    ],
    ids=lambda each: each.kind if hasattr(each, "kind") else "",
)
def test_who_is_not_staff_leaves_one_entry_of_what_they_tried(staffed: Stage, event: Event, tried: dict):
    ana = f"official:{official(staffed, ANA).id}"

    staffed.do(from_json(to_json(event)), LATER)

    assert trail(staffed) == [(ana, "staff.refused", ana, {}, tried)]


def test_where_nobody_is_staff_it_stands_there_too(stage: Stage):
    assert reasons(stage.do(TasksWanted(ANA, PRIVATE))) == ["no_staff_yet"]

    [(_, action, _, _, tried)] = trail(stage)
    assert (action, tried) == ("staff.refused", {"tried": "tasks_wanted"})


def test_somebody_who_never_spoke_before_is_named_by_who_they_became(staffed: Stage):
    staffed.do(FormRefused(STRANGER, PRIVATE, "edit_record", (12,)), LATER)

    [(actor, *_)] = trail(staffed)
    assert actor == f"official:{official(staffed, STRANGER).id}"


@pytest.mark.parametrize(
    ("kind", "reason"), [(StillRight, "not_yours_to_check"), (RecordConfirmed, "not_your_record")]
)
def test_who_vouches_for_a_record_of_another_office_stands_there(staffed: Stage, kind: type, reason: str):
    event = kind(CHLOE, PRIVATE, staffed.record.id)

    assert reasons(staffed.do(event, LATER)) == [reason]

    [(_, action, _, _, tried)] = trail(staffed)
    assert (action, tried) == ("staff.refused", {"tried": event.kind, "record": staffed.record.id})


def test_a_form_that_was_refused_says_nothing_more(staffed: Stage):
    assert staffed.do(FormRefused(ANA, PRIVATE, "edit_record", (12,)), LATER) == []


def test_refusals_of_other_kinds_leave_no_entry(staffed: Stage):
    question = staffed.ask().question_id
    refused: list[Event] = [
        TaskTaken(SAM, CARD, 999),
        AskerWanted(SAM, PRIVATE, 999),
        RecordWithdrawn(SAM, PRIVATE, 999, 1, "Wrong."),
        IntroductionWanted(CHLOE, CHANNEL, question, staffed.record.id),
    ]

    for event in refused:
        assert only(Refused, staffed.do(event, LATER))

    assert trail(staffed) == []


def test_a_curator_who_hands_a_task_to_somebody_without_the_role_leaves_no_entry(staffed: Stage):
    event = TaskAssigned(SAM, CARD, overload(staffed).task.id, 0, BEN.chat_id)

    assert reasons(staffed.do(event, LATER)) == ["not_staff"]

    assert trail(staffed) == []


def test_a_form_that_is_for_others_becomes_an_event_and_one_about_what_is_gone_does_not(staffed: Stage):
    desk = Desk(staffed.engine, lambda: LATER)

    with pytest.raises(Refusal) as refused:
        desk.open(ANA, "edit_record", (staffed.record.id,))
    event = of_form(refused.value, ANA, PRIVATE, "edit_record", (staffed.record.id,))
    with pytest.raises(Refusal) as gone:
        desk.open(SAM, "edit_record", (999,))

    assert event == FormRefused(ANA, PRIVATE, "edit_record", (staffed.record.id,))
    assert of_form(gone.value, SAM, PRIVATE, "edit_record", (999,)) is None


def test_the_chain_with_refusals_in_it_is_as_it_was_written(staffed: Stage):
    for _ in range(3):
        staffed.do(TasksWanted(ANA, PRIVATE), LATER)

    with staffed.engine.connect() as connection:
        whole = audit_reading.check(connection, staffed.network_id)
        assert (whole.length, whole.wrong) == (3, "")


def test_who_lost_the_role_before_the_event_was_carried_out_stands_there(staffed: Stage):
    event = RecordWithdrawn(SAM, PRIVATE, staffed.record.id, 1, WROTE)
    staffed.do(TasksWanted(SAM, PRIVATE), LATER)  # Sam is known by now
    with staffed.engine.begin() as connection:
        staff.remove(connection, staffed.workspace_id, SAM.chat_id, "setting")

    staffed.do(event, LATER)

    sam = f"official:{official(staffed, SAM).id}"
    tried = {"tried": "record_withdrawn", "record": staffed.record.id}
    assert trail(staffed) == [(sam, "staff.refused", sam, {}, tried)]
    assert WROTE not in json.dumps(trail(staffed))


def test_every_refusal_that_names_who_alone_may_is_decided_about():
    sentences = {code: text for group in GROUPS for code, text in group(str).items()}
    naming = {code for code, text in sentences.items() if text.startswith("Only ")}

    assert naming - OF_ONE_PERSON <= FOR_WANT_OF_ROLE
    assert not naming & OF_ONE_PERSON & FOR_WANT_OF_ROLE
    assert sentences.keys() >= FOR_WANT_OF_ROLE
