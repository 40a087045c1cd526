"""`counterpart curate`: what waits for staff, and what they decide about drafts, at a terminal."""

import pytest

from bot.messages.curation import DraftNotPublished, DraftPublished, DraftToReview
from bot.operator.curation import approve, assign, listed, send_back, show
from bot.operator.operator_mistake import OperatorMistake
from bot.outgoing import Outgoing
from matching.domain import RecordId
from store import memberships, officials, provenance, reach, records, tasks
from tests.bot.at_a_terminal import engine as engine
from tests.bot.at_a_terminal import server_says
from tests.bot.curating import draft
from tests.bot.staffed import LATER, SAM, official, open_task, said_to
from tests.bot.stage import ANA, BEN, Stage
from tests.bot.test_auditing import trail
from tests.bot.test_drafting import written
from tests.bot.test_follow_up import introduced
from tests.bot.test_task_care import in_channel, near, replaced
from tests.factories import NOW


def state(stage: Stage, record_id: int) -> str:
    with stage.engine.connect() as connection:
        return records.stored_by_id(connection, stage.network_id, RecordId(record_id)).state


def test_what_waits_is_a_line_each_of_all_kinds_or_one(staffed: Stage):
    _, shown = draft(staffed)
    overload = open_task(staffed, "overload", official(staffed, BEN).id)[0].message.task.id

    both = listed().splitlines()

    assert both[0].startswith(f"{overload}  requests  2026-03-02  -  ")
    assert both[1] == f"{shown.task.id}  drafts  2026-03-03  -  {shown.title}"
    assert listed("drafts").splitlines() == both[1:]
    assert listed("expiring") == "Nothing is open."


def test_a_draft_is_shown_with_all_that_the_card_says_and_its_revision(staffed: Stage):
    event, shown = draft(staffed)

    said = show(shown.task.id)

    assert event.action in said
    assert f"Record {shown.record_id}, revision {shown.revision}." in said


def test_who_is_handed_a_task_is_told_by_the_server(staffed: Stage):
    _, shown = draft(staffed)

    assert assign(shown.task.id, SAM.chat_id).startswith(f"Task {shown.task.id} is in the hands of ")

    [told] = said_to(server_says(staffed), SAM)
    assert told.message.task.id == shown.task.id
    assert trail(staffed)[-1][:2] == ("command line", "task.assign")


def test_a_draft_that_is_approved_is_published_its_author_told_and_its_cards_end(staffed: Stage):
    said = staffed.do(written(introduced(staffed)), LATER)
    [shown] = [each.message for each in said if isinstance(each.message, DraftToReview)]
    channel = in_channel(staffed, said, DraftToReview)

    assert approve(shown.task.id, shown.revision) == f"Record {shown.record_id} is published: {shown.title}"

    said = server_says(staffed)
    assert state(staffed, shown.record_id) == "published"
    assert [each.task.closed.outcome for each in replaced(said, channel)] == ["published"]
    assert [each.record_id for each in told(said, DraftPublished)] == [shown.record_id]
    assert {each[1] for each in trail(staffed) if each[0] == "command line"} == {"record.publish"}
    with staffed.engine.connect() as connection:
        statements = provenance.of_record(connection, RecordId(shown.record_id))
    assert {each.approved_by for each in statements} == {None}


def told(said: list[Outgoing], kind: type) -> list:
    return [each.message for each in said_to(said, ANA) if isinstance(each.message, kind)]


@pytest.mark.parametrize("rejected", [False, True])
def test_a_draft_that_is_sent_back_is_told_to_its_author_with_the_reason(staffed: Stage, *, rejected: bool):
    _, shown = draft(staffed)
    near(staffed, shown.record_id, staffed.record.id)

    send_back(shown.task.id, "Please say what it cost.", rejected=rejected)

    assert state(staffed, shown.record_id) == ("rejected" if rejected else "returned")
    [message] = told(server_says(staffed), DraftNotPublished)
    assert (message.reason, message.rejected) == ("Please say what it cost.", rejected)
    assert bool(message.form) is not rejected
    with staffed.engine.connect() as connection:
        left = [each.kind for each in tasks.every_open(connection, staffed.network_id)]
    assert left == ([] if rejected else ["duplicate"])


@pytest.mark.parametrize("gone", ["left", "without_office", "account_closed"])
def test_a_draft_that_nobody_would_write_again_is_not_returned(staffed: Stage, gone: str):
    _, shown = draft(staffed)
    author = official(staffed, ANA).id
    with staffed.engine.begin() as connection:
        if gone == "left":
            memberships.leave(connection, author, LATER)
        if gone == "without_office":
            officials.leave(connection, author, staffed.offices["Elm"].id, NOW.date())
        if gone == "account_closed":
            reach.close_account(connection, staffed.workspace_id, ANA.chat_id, LATER)

    with pytest.raises(OperatorMistake, match="Nobody would write record"):
        send_back(shown.task.id, "Please say what it cost.")
    assert state(staffed, shown.record_id) == "drafted"
    send_back(shown.task.id, "Please say what it cost.", rejected=True)
    assert state(staffed, shown.record_id) == "rejected"


def test_what_cannot_be_done_is_one_sentence(staffed: Stage):
    _, shown = draft(staffed)
    number = shown.task.id
    overload = open_task(staffed, "overload", official(staffed, BEN).id)[0].message.task.id

    for act, sentence in (
        (lambda: listed("draft"), "draft is none of drafts, duplicates"),
        (lambda: show(999), "There is no task 999"),
        (lambda: approve(overload), f"Task {overload} is not about a draft"),
        (lambda: assign(number, "U0NOBODY"), "U0NOBODY is not staff"),
        (lambda: approve(number, shown.revision + 1), "The draft is at revision 1 now"),
        (lambda: send_back(number, "Why", shown.revision + 1), "The draft is at revision 1 now"),
        (lambda: send_back(number, " "), "Please write a sentence or two here"),
    ):
        with pytest.raises(OperatorMistake, match=sentence):
            act()
    assert state(staffed, shown.record_id) == "drafted"
