"""Showing all of a match that an answer shows folded."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import messages
from bot.events import MoreWanted, Rated
from bot.messages import AnswerShown, Refused
from bot.outgoing import Outgoing, in_thread
from bot.posting import keep
from bot.shown import ReasonShown
from bot.speaker import Speaker, Spot
from matching.domain import Audience, RecordId, Visibility
from store import deliveries, lanes, networks, record_changes, record_readers, records
from store.record_values import draft_of
from tests.bot.staffed import merged
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, Stage, only
from tests.factories import NOW, add_network

PRESSED = replace(CHANNEL, message="300.1")


@pytest.fixture
def answer(stage: Stage) -> AnswerShown:
    """An answer with several matches that stands in a channel."""
    stage.add_peers("Dan", "Eve")
    answer = stage.ask()
    assert len(answer.matches) > 1
    post(stage, answer)
    return answer


def post(stage: Stage, answer: AnswerShown, minute: int = 0, spot: Spot = PRESSED) -> None:
    now = NOW + timedelta(minutes=minute)
    with stage.engine.begin() as connection:
        outgoing = Outgoing(in_thread(ANA, spot), answer, "en")
        key = f"answer:{minute}:{spot.conversation}"
        [delivery_id] = keep(connection, stage.network_id, key, [outgoing], now)
        claimed = lanes.claim(connection, delivery_id, timedelta(seconds=1), now)
        assert claimed is not None
        deliveries.finish(connection, claimed, spot.conversation, spot.message, now)


def press(stage: Stage, answer: AnswerShown, number: int, speaker: Speaker = CHLOE, spot: Spot = PRESSED):
    return stage.do(MoreWanted(speaker, spot, answer.question_id, answer.matches[number].record_id))


def test_a_folded_match_is_shown_whole_in_the_same_message(stage: Stage, answer: AnswerShown):
    [said] = press(stage, answer, 1)

    assert (said.address.way, said.address.message) == ("replace", PRESSED.message)
    assert said.message == replace(answer, expanded=(answer.matches[1].record_id,))


def test_a_second_press_keeps_what_the_first_one_showed(stage: Stage, answer: AnswerShown):
    post(stage, only(AnswerShown, press(stage, answer, 1)), minute=1)

    shown = only(AnswerShown, press(stage, answer, 2))

    assert shown.expanded == (answer.matches[1].record_id, answer.matches[2].record_id)


def keep_waiting(stage: Stage, said: list[Outgoing]) -> int:
    """Write down what a press said, before Slack took it; return its id."""
    with stage.engine.begin() as connection:
        [delivery_id] = keep(connection, stage.network_id, "press", said, NOW)
    return delivery_id


def test_a_second_press_keeps_what_the_first_one_is_about_to_show(stage: Stage, answer: AnswerShown):
    keep_waiting(stage, press(stage, answer, 1))

    shown = only(AnswerShown, press(stage, answer, 2))

    assert shown.expanded == (answer.matches[1].record_id, answer.matches[2].record_id)
    assert press(stage, answer, 1) == []


def test_thanks_on_their_way_beside_an_answer_do_not_take_its_place(stage: Stage, answer: AnswerShown):
    keep_waiting(stage, stage.do(Rated(ANA, PRESSED, answer.question_id, helpful=True)))

    assert only(AnswerShown, press(stage, answer, 1)).expanded == (answer.matches[1].record_id,)


def test_what_slack_did_not_take_is_not_shown_and_can_be_pressed_again(stage: Stage, answer: AnswerShown):
    waiting = keep_waiting(stage, press(stage, answer, 1))
    with stage.engine.begin() as connection:
        claimed = lanes.claim(connection, waiting, timedelta(seconds=1), NOW)
        assert claimed is not None
        deliveries.fail(connection, claimed, "message_not_found", NOW)

    shown = only(AnswerShown, press(stage, answer, 1))

    assert shown.expanded == (answer.matches[1].record_id,)


def test_what_is_shown_whole_already_changes_nothing(stage: Stage, answer: AnswerShown):
    post(stage, only(AnswerShown, press(stage, answer, 1)), minute=1)

    assert press(stage, answer, 1) == []


def restrict(stage: Stage, record_id: int, *readers: Speaker, **changed: Any) -> None:
    """Let a record be for the places of these alone, and say something else."""
    with stage.engine.begin() as connection:
        record = records.by_ids(connection, stage.network_id, [RecordId(record_id)])[RecordId(record_id)]
        draft = replace(draft_of(record), visibility=Visibility.NAMED, **changed)
        record_changes.save(connection, stage.network_id, draft, NOW)
    for each in readers:
        place = stage.official(each).jurisdiction
        with stage.engine.begin() as connection:
            record_readers.set_readers(connection, stage.network_id, record.id, [place.id])


def test_what_is_for_named_peers_by_now_is_shown_to_nobody_where_several_read(
    stage: Stage, answer: AnswerShown
):
    restrict(stage, answer.matches[1].record_id, CHLOE)

    assert only(Refused, press(stage, answer, 1)).reason == "only_for_some"
    unfolded = only(AnswerShown, press(stage, answer, 2))
    assert [each.record_id for each in unfolded.matches] == [
        each.record_id for each in answer.matches if each != answer.matches[1]
    ]


def test_who_may_read_it_sees_it_where_nobody_else_does_as_it_is_by_now(stage: Stage, answer: AnswerShown):
    there = replace(PRESSED, conversation="D-chloe", audience=Audience.PRIVATE)
    post(stage, answer, spot=there)
    restrict(stage, answer.matches[1].record_id, CHLOE, action="We sold bonds, twice.")

    unfolded = only(AnswerShown, press(stage, answer, 1, spot=there))

    assert unfolded.matches[1].action == "We sold bonds, twice."
    assert only(Refused, press(stage, answer, 1, BEN, there)).reason == "only_for_some"


@pytest.mark.parametrize(
    "spot", [replace(PRESSED, message="999.9"), replace(PRESSED, conversation="C-other"), CHANNEL]
)
def test_an_answer_that_stands_elsewhere_is_not_known_here(stage: Stage, answer: AnswerShown, spot):
    assert only(Refused, press(stage, answer, 1, spot=spot)).reason == "unknown_question"


@pytest.mark.parametrize("same_network", [True, False])
def test_another_workspace_cannot_show_the_answer(stage: Stage, answer: AnswerShown, same_network):
    with stage.engine.begin() as connection:
        network_id = stage.network_id if same_network else add_network(connection, "Another network")
        networks.ensure_workspace(connection, network_id, "slack", "T2")

    said = press(stage, answer, 1, Speaker("slack:T2", "U-ana"))

    assert only(Refused, said).reason == "unknown_question"


def test_an_answer_says_how_long_ago_its_record_was_checked(stage: Stage):
    with stage.engine.begin() as connection:
        record_changes.confirm(connection, stage.network_id, stage.record.id, NOW - timedelta(days=90))

    answer = stage.ask()

    assert answer.matches[0].checked_days == 90
    assert messages.from_json(messages.to_json(answer)) == answer


def test_an_answer_keeps_no_place_in_common_with_what_is_without_attribution_by_now(
    stage: Stage, answer: AnswerShown
):
    helped = ReasonShown("helped", "2")
    told = replace(answer.matches[1], reasons=(helped, *answer.matches[1].reasons))
    answer = replace(answer, matches=(answer.matches[0], told, *answer.matches[2:]))
    post(stage, answer, minute=1)
    change(stage, told.record_id, visibility=Visibility.UNATTRIBUTED)

    unfolded = only(AnswerShown, press(stage, answer, 2))

    assert len(told.reasons) > 1
    assert unfolded.matches[1].reasons == (helped,)
    assert unfolded.matches[2].reasons == answer.matches[2].reasons


def change(stage: Stage, record_id: int, **changed) -> None:
    with stage.engine.begin() as connection:
        record = records.by_ids(connection, stage.network_id, [RecordId(record_id)])[RecordId(record_id)]
        record_changes.save(connection, stage.network_id, replace(draft_of(record), **changed), NOW)


def test_a_merged_record_is_shown_as_what_it_was_merged_into(stage: Stage, answer: AnswerShown):
    merged(stage, answer.matches[1].record_id, stage.unjoined.id)

    unfolded = only(AnswerShown, press(stage, answer, 1))

    assert [each.title for each in unfolded.matches][1] == stage.unjoined.title
    assert unfolded.expanded == (answer.matches[1].record_id,)
    assert unfolded.matches[1].reasons == ()  # they were those of another place


def test_of_two_records_that_are_one_by_now_one_is_shown(stage: Stage, answer: AnswerShown):
    gone, into = answer.matches[1], answer.matches[0]
    merged(stage, gone.record_id, into.record_id)

    unfolded = only(AnswerShown, press(stage, answer, 1))

    assert [each.record_id for each in unfolded.matches] == [into.record_id, answer.matches[2].record_id]
    assert unfolded.matches[0].reasons == into.reasons


def test_what_is_merged_into_a_record_for_named_peers_is_not_shown(stage: Stage, answer: AnswerShown):
    merged(stage, answer.matches[1].record_id, stage.unjoined.id)
    restrict(stage, stage.unjoined.id)

    assert only(Refused, press(stage, answer, 1)).reason == "only_for_some"
