"""Tasks end with what they are about, the trail says so, and the queue goes on where its reader stands."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest
from sqlalchemy import update

from bot.cards import card
from bot.events import Asked, Rated
from bot.events.curation import DraftApproved, NextWanted, TaskAssigned
from bot.events.duplicate import ToldApart
from bot.events.member import NetworkLeft, RecordConfirmed
from bot.events.practice import RecordRestored, RecordWithdrawn
from bot.events.quoting import QuoteDecided, ReplyChosen
from bot.events.standing import StandingDecided
from bot.messages import AnswerShown
from bot.messages.curation import DraftToReview
from bot.messages.editing import RecordExpired
from bot.messages.merging import DuplicatesShown
from bot.messages.quoting import QuoteAsked
from bot.messages.staff import QuestionUnanswered
from bot.outgoing import Outgoing
from bot.posting import keep
from bot.speaker import Spot
from matching.domain import QuoteId, RecordId
from store import audit_reading, deliveries, lanes, pairs, quoted_answers, records, tables, task_queue
from tests.bot.contributions import json_lines, row
from tests.bot.curating import HERE, draft, queue, send_back, stands
from tests.bot.sharing_files import confirm, previewed
from tests.bot.staffed import CARD, LATER, NONSENSE, ROOM, SAM, TESS, official, open_task
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, Stage, only
from tests.bot.test_auditing import trail
from tests.bot.test_drafting import written
from tests.bot.test_follow_up import introduced
from tests.bot.test_merging import merge, twin, unmerge
from tests.bot.test_quoting import asked, decide, drafted
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


def in_channel(stage: Stage, said: list[Outgoing], kind: type) -> Spot:
    """Let the card have been posted in the staff channel; return where it stands."""
    [card] = [each for each in said if isinstance(each.message, kind)]
    with stage.engine.begin() as connection:
        [delivery_id] = keep(connection, stage.network_id, "channel", [card], LATER)
        claimed = lanes.claim(connection, delivery_id, timedelta(seconds=1), LATER)
        assert claimed is not None
        deliveries.finish(connection, claimed, ROOM, "400.1", LATER)
    return CARD


def replaced(said: list[Outgoing], there: Spot) -> list[Any]:
    """What is put in the place of the card that stands there."""
    return [
        each.message
        for each in said
        if (each.address.way, each.address.conversation, each.address.message)
        == ("replace", there.conversation, there.message)
    ]


def test_a_draft_decided_in_the_queue_is_decided_on_its_card_in_the_channel_too(staffed: Stage):
    channel = in_channel(staffed, staffed.do(written(introduced(staffed)), LATER), DraftToReview)
    shown = queue(staffed).message

    said = staffed.do(DraftApproved(SAM, HERE, shown.task.id, shown.revision), LATER)

    [card_there] = replaced(said, channel)
    assert card(card_there, "en").buttons == ()
    assert card_there.task.queue is None
    assert [each.label for each in card(replaced(said, HERE)[0], "en").buttons] == ["Next"]


def test_a_draft_decided_on_its_card_in_the_channel_is_put_there_once(staffed: Stage):
    channel = in_channel(staffed, staffed.do(written(introduced(staffed)), LATER), DraftToReview)
    shown = queue(staffed).message

    said = staffed.do(DraftApproved(SAM, channel, shown.task.id, shown.revision), LATER)

    assert len(replaced(said, channel)) == 1


def test_a_merge_ends_the_cards_of_its_tasks(staffed: Stage):
    said = staffed.do(written(introduced(staffed)), LATER)
    channel = in_channel(staffed, said, DraftToReview)
    shown = queue(staffed).message

    [card_there] = replaced(merge(staffed, shown.record_id, staffed.record.id, spot=PRIVATE), channel)

    assert card_there.task.closed.outcome == "merged"


def test_telling_two_apart_ends_the_cards_of_its_tasks_and_the_trail_says_so(staffed: Stage):
    other = twin(staffed)
    near(staffed, staffed.record.id, other.id)
    channel = in_channel(staffed, open_task(staffed, "duplicate", other.id), DuplicatesShown)

    said = staffed.do(ToldApart(SAM, PRIVATE, staffed.record.id, other.id), LATER)

    [card_there] = replaced(said, channel)
    assert card_there.task.closed.outcome == "done"
    assert tasks_that_ended(staffed) == [("record.apart", "done")] * 2


def test_a_rejected_draft_ends_its_other_tasks_and_the_trail_says_so(staffed: Stage):
    _, shown = draft(staffed)
    near(staffed, shown.record_id, staffed.record.id)

    send_back(staffed, shown, rejected=True)

    assert sorted(tasks_that_ended(staffed)) == [("record.reject", "done"), ("record.reject", "rejected")]


def test_a_record_of_an_answer_ends_the_task_to_make_it_and_the_trail_says_so(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)

    drafted(staffed, quote)

    assert tasks_that_ended(staffed) == [("record.draft", "done")]


@pytest.mark.parametrize("by", ["a quote", "helpful"])
def test_an_answer_ends_the_tasks_of_its_question_and_the_trail_says_so(staffed: Stage, by: str):
    quote = asked(staffed)
    with staffed.engine.connect() as connection:
        kept = quoted_answers.by_id(connection, staffed.network_id, QuoteId(quote.quote_id))
    open_task(staffed, "not_helpful", kept.question_id)

    if by == "a quote":
        decide(staffed, quote)
    else:
        staffed.do(Rated(ANA, CHANNEL, kept.question_id, helpful=True), LATER)

    assert tasks_that_ended(staffed) == [("task.close", "answered")]


@pytest.mark.parametrize("by", ["silence", "leaving"])
def test_the_trail_has_a_reply_that_lapses_as_its_author_is_silent_or_leaves(staffed: Stage, by: str):
    quote = asked(staffed)

    if by == "silence":
        staffed.wait_until(LATER + timedelta(days=30))
    else:
        staffed.do(NetworkLeft(CHLOE, PRIVATE), LATER)

    (entry,) = (each for each in trail(staffed) if each[1] == "answer.lapse")
    assert (entry[0], entry[2]) == ("bot", f"answer:{quote.quote_id}")
    assert (entry[3]["state"], entry[4]["state"]) == ("asked", "refused")


def test_an_office_that_confirms_a_record_ends_the_cards_of_its_task(staffed: Stage):
    channel = in_channel(staffed, open_task(staffed, "expiring", staffed.record.id), RecordExpired)

    said = staffed.do(RecordConfirmed(BEN, PRIVATE, staffed.record.id), LATER)

    assert [each.task.closed.outcome for each in replaced(said, channel)] == ["confirmed"]


# What ran out


def run_out(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        days = {"verify_by": NOW.date() - timedelta(days=9)}
        connection.execute(update(tables.record).filter_by(id=stage.record.id).values(days))
    open_task(stage, "expiring", stage.record.id)


def test_a_record_that_ran_out_and_is_put_back_is_a_task_again(staffed: Stage):
    run_out(staffed)
    staffed.do(RecordWithdrawn(SAM, PRIVATE, staffed.record.id, 1, "Wrong."), LATER)
    assert waiting(staffed) == {}

    said = staffed.do(RecordRestored(SAM, CARD, staffed.record.id, 2), LATER)

    assert waiting(staffed) == {"expiring": 1}
    assert only(RecordExpired, said).record.record_id == staffed.record.id


def test_a_record_that_ran_out_and_is_unmerged_is_a_task_again(staffed: Stage):
    run_out(staffed)
    merge(staffed, staffed.record.id, twin(staffed).id)
    assert waiting(staffed) == {}

    said = unmerge(staffed, staffed.record.id)

    assert waiting(staffed) == {"expiring": 1}
    assert only(RecordExpired, said)


@pytest.mark.parametrize(("day", "left"), [("2026-02-20", {}), ("2024-02-20", {"expiring": 1})])
def test_an_import_that_verifies_a_record_that_ran_out_ends_its_task_and_its_cards(
    staffed: Stage, day: str, left: dict[str, int]
):
    staffed.do(confirm(previewed(staffed, json_lines(row(id="a")))))
    with staffed.engine.connect() as connection:
        record = records.by_key(connection, staffed.network_id, "a")
    channel = in_channel(staffed, open_task(staffed, "expiring", record.id), RecordExpired)

    staffed.do(confirm(previewed(staffed, json_lines(row(id="a", verified_on=day)))), LATER)

    assert waiting(staffed) == left
    closed = [each.task.closed.outcome for each in replaced(staffed.wait_until(LATER), channel)]
    assert closed == ([] if left else ["confirmed"])
    assert tasks_that_ended(staffed) == ([] if left else [("record.import", "confirmed")])


def unanswered(stage: Stage) -> tuple[int, Spot]:
    """A question that no record answers, and where its card stands."""
    said = stage.do(Asked(ANA, CHANNEL, NONSENSE))
    answer = only(AnswerShown, said)
    return answer.question_id, in_channel(stage, said, QuestionUnanswered)


@pytest.mark.parametrize("decision", ["helped", "stop"])
def test_a_question_that_was_answered_is_no_task_any_more(
    staffed: Stage, decision: Literal["helped", "stop"]
):
    question_id, channel = unanswered(staffed)

    said = staffed.do(StandingDecided(ANA, PRIVATE, question_id, decision), LATER)

    assert waiting(staffed) == ({} if decision == "helped" else {"unanswered": 1})
    assert [card(each, "en").buttons for each in replaced(said, channel)] == [()] * (decision == "helped")


def test_a_quoted_answer_ends_the_task_of_its_question(staffed: Stage):
    question_id, _ = unanswered(staffed)
    chosen = ReplyChosen(SAM, CHANNEL, question_id, BEN.chat_id, "In the marsh.")
    quote = only(QuoteAsked, staffed.do(chosen, LATER))

    staffed.do(QuoteDecided(BEN, replace(PRIVATE, message="7.1"), quote.quote_id, "named"), LATER)

    assert waiting(staffed) == {"answer": 1}
