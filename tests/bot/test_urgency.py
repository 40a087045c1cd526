"""Urgent: said once by the asker, told once to the peer, and the next peer's turn comes sooner."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from bot import actions
from bot.cards import card
from bot.events import IntroductionWanted, Snoozed, UrgencySaid
from bot.events.member import NetworkLeft
from bot.messages import AnswerShown, ConsentAsked, IntroductionRequested, Refused
from bot.messages.introductions import IntroductionProgress, UrgencyNoted
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from store import memberships
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, of_kind, only
from tests.factories import NOW

AN_HOUR_LATER = NOW + timedelta(hours=1)
FOUR_HOURS_ON = NOW + timedelta(hours=5)  # four working hours after the button was pressed


@pytest.fixture
def crowded(stage: Stage) -> Stage:
    """The stage with two more peers whose records answer the question."""
    stage.add_peers("Gil", "Hal")
    return stage


def want_oak(stage: Stage, answer: AnswerShown) -> list[Outgoing]:
    return stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id))


def hurry(stage: Stage, answer: AnswerShown, speaker: Speaker = ANA) -> list[Outgoing]:
    pressed = replace(CHANNEL, message="101.1")
    return stage.do(UrgencySaid(speaker, pressed, answer.question_id), AN_HOUR_LATER)


def refusal(said: list[Outgoing]) -> str:
    return only(Refused, said).reason


def told(said: list[Outgoing], speaker: Speaker) -> list[object]:
    return [each.message for each in said if speaker.chat_id in each.address.people]


def test_the_askers_card_has_a_button_that_makes_the_question_urgent(stage: Stage):
    answer = stage.ask()

    [button] = card(only(IntroductionRequested, want_oak(stage, answer)), "en").buttons

    event = actions.event_of(button.action, button.ids, ANA, CHANNEL)
    assert event == UrgencySaid(ANA, CHANNEL, answer.question_id)


def test_the_peer_is_told_once_that_it_is_urgent_with_the_same_buttons(stage: Stage):
    answer = stage.ask()
    first = only(ConsentAsked, want_oak(stage, answer))

    request = only(ConsentAsked, hurry(stage, answer))

    assert (request.turn, request.urgent) == ("urgent", True)
    assert card(request, "en").buttons == card(first, "en").buttons
    assert "four working hours" in card(request, "en").closing[-1]
    assert not any("four working hours" in each for each in card(first, "en").closing)


def test_a_question_becomes_urgent_at_most_once(stage: Stage):
    answer = stage.ask()
    want_oak(stage, answer)
    hurry(stage, answer)

    again = hurry(stage, answer)

    assert refusal(again) == "already_urgent"
    assert told(again, BEN) == []


def test_of_two_clicks_at_once_one_counts(stage: Stage):
    answer = stage.ask()
    want_oak(stage, answer)
    together = Barrier(2)

    def press(_: int) -> list[Outgoing]:
        together.wait()
        return hurry(stage, answer)

    with ThreadPoolExecutor(2) as threads:
        said = [each for pressed in threads.map(press, range(2)) for each in pressed]

    assert len(of_kind(UrgencyNoted, said)) == len(of_kind(ConsentAsked, said)) == 1
    assert refusal(said) == "already_urgent"


def test_the_next_peer_is_asked_after_four_working_hours_and_it_is_urgent_for_them_too(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    hurry(crowded, answer)

    before = crowded.wait_until(FOUR_HOURS_ON - timedelta(minutes=1))
    said = crowded.wait_until(FOUR_HOURS_ON)

    assert before == []
    assert [(each.turn, each.urgent) for each in of_kind(ConsentAsked, said)] == [
        ("reminder", True),
        ("", True),
    ]


def test_urgent_never_puts_a_reminder_back(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    in_two_days = NOW + timedelta(days=2)
    pressed = UrgencySaid(ANA, CHANNEL, answer.question_id)
    crowded.do(pressed, in_two_days - timedelta(hours=1))

    said = crowded.wait_until(in_two_days)

    assert [each.turn for each in of_kind(ConsentAsked, said)] == ["reminder", ""]


@pytest.mark.parametrize("declines", [True, False])
def test_the_asker_cannot_tell_who_declined_from_who_thinks(crowded: Stage, declines: bool):
    answer = crowded.ask()
    request = only(ConsentAsked, want_oak(crowded, answer))
    if declines:
        crowded.decide(request, accepted=False)

    noted, again = told(hurry(crowded, answer), ANA), refusal(hurry(crowded, answer))
    before = crowded.wait_until(FOUR_HOURS_ON - timedelta(minutes=1))
    later = told(crowded.wait_until(FOUR_HOURS_ON), ANA)

    assert (noted, again, before, later) == (
        [UrgencyNoted(QUESTION)],
        "already_urgent",
        [],
        [IntroductionProgress(2, 0, question=QUESTION)],
    )


def test_who_declined_is_not_told(crowded: Stage):
    answer = crowded.ask()
    crowded.decide(only(ConsentAsked, want_oak(crowded, answer)), accepted=False)

    assert told(hurry(crowded, answer), BEN) == []


def test_who_put_it_off_is_left_in_peace_and_the_next_peer_is_asked_sooner(crowded: Stage):
    answer = crowded.ask()
    request = only(ConsentAsked, want_oak(crowded, answer))
    crowded.do(Snoozed(BEN, PRIVATE, request.introduction_id))

    pressed, later = hurry(crowded, answer), crowded.wait_until(FOUR_HOURS_ON)

    assert told(pressed, BEN) == []
    assert [each.urgent for each in of_kind(ConsentAsked, later)] == [True]
    assert told(later, BEN) == []


def test_a_peer_asked_later_by_hand_is_asked_urgently_too(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    hurry(crowded, answer)
    crowded.wait_until(FOUR_HOURS_ON)

    assert [leg.urgent for leg in crowded.legs(answer)] == [True, True]


def test_when_somebody_said_yes_nothing_is_hurried(stage: Stage):
    answer = stage.ask()
    stage.decide(only(ConsentAsked, want_oak(stage, answer)), accepted=True)

    assert refusal(hurry(stage, answer)) == "nothing_to_hurry"


def test_a_question_that_nobody_was_asked_about_is_not_hurried(stage: Stage):
    assert refusal(hurry(stage, stage.ask())) == "nothing_to_hurry"


def test_only_the_asker_can_say_that_it_is_urgent(stage: Stage):
    answer = stage.ask()
    want_oak(stage, answer)

    assert refusal(hurry(stage, answer, CHLOE)) == "not_your_question"


def test_a_wish_for_an_office_whose_holder_is_busy_is_tried_again_within_four_working_hours(stage: Stage):
    bea = Speaker(BEN.workspace, "U-bea")
    with stage.engine.begin() as connection:
        paused = stage.join(connection, bea, "Bea Birch", stage.offices["Oak"])
        memberships.pause(connection, paused.id, AN_HOUR_LATER)
    answer = stage.ask()
    want_oak(stage, answer)
    stage.do(NetworkLeft(BEN, PRIVATE))

    noted = hurry(stage, answer)
    before = stage.wait_until(FOUR_HOURS_ON - timedelta(minutes=1))
    said = stage.wait_until(FOUR_HOURS_ON)

    assert of_kind(UrgencyNoted, noted)
    assert before == []
    assert [each.urgent for each in of_kind(ConsentAsked, said)] == [True]
