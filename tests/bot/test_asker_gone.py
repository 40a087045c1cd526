"""An asker who left: their requests wait for nobody, and no peer is blamed or asked about nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import card
from bot.events import AnsweredInWriting, ConsentDecided, Event, HandedOver, Snoozed
from bot.events.member import NetworkLeft
from bot.messages import ConsentAsked, Introduced, Refused
from bot.messages.introductions import AskerLeft
from bot.speaker import Speaker
from store import introductions, memberships, officials, standing
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, QUESTION, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW

PRESSED = replace(PRIVATE, message="300.1")
BEA = Speaker(WORKSPACE, "U-bea")
LATER = NOW + timedelta(days=60)


def misses(stage: Stage, speaker: Speaker = BEN) -> int:
    with stage.engine.connect() as connection:
        member = memberships.by_official(connection, stage.official(speaker).id)
    assert member
    return member.misses


def test_when_the_asker_leaves_the_peer_is_told_and_need_not_answer(stage: Stage):
    answer = stage.ask()
    stage.want(answer)

    said = stage.do(NetworkLeft(ANA, PRIVATE))

    [told] = [each for each in said if isinstance(each.message, AskerLeft)]
    shown = card(told.message, "en")
    assert told.address.people == (BEN.chat_id,)
    assert shown.paragraphs == (
        "The person who asked no longer works there, so there is nobody to meet. Thank you.",
    )
    assert (shown.quotation, shown.buttons) == (QUESTION, ())
    assert [each.state for each in stage.legs(answer)] == ["expired"]
    assert stage.wait_until(LATER) == []
    assert misses(stage) == 0


def test_a_wish_that_waits_ends_with_its_asker(stage: Stage):
    with stage.engine.begin() as connection:
        memberships.pause(connection, stage.official(BEN).id, NOW + timedelta(days=1))
    answer = stage.ask()
    stage.want(answer)

    stage.do(NetworkLeft(ANA, PRIVATE))

    assert [each.state for each in stage.legs(answer)] == ["expired"]
    assert of_kind(ConsentAsked, stage.wait_until(LATER)) == []


@pytest.mark.parametrize("button", ["accept", "snooze", "hand over", "write"])
def test_whatever_a_peer_presses_after_the_asker_left_ends_the_request_in_one_sentence(
    stage: Stage, button: str
):
    answer = stage.ask()
    number = only(ConsentAsked, stage.want(answer)).introduction_id
    stage.leave(ANA, stage.offices["Elm"])
    with stage.engine.begin() as connection:
        memberships.note_miss(connection, stage.official(BEN).id)
    pressed: dict[str, Event] = {
        "accept": ConsentDecided(BEN, PRESSED, number, accepted=True),
        "snooze": Snoozed(BEN, PRESSED, number),
        "hand over": HandedOver(BEN, PRESSED, number, stage.official(CHLOE).id),
        "write": AnsweredInWriting(BEN, PRESSED, number, "Ask the county.", attributable=True),
    }

    [said] = stage.do(pressed[button])

    assert isinstance(said.message, AskerLeft)
    assert (said.address.way, said.address.message) == ("replace", "300.1")
    with stage.engine.connect() as connection:
        last = introductions.moves(connection, stage.legs(answer)[0].id)[-1]
    assert (last.state, last.official_id) == ("expired", None)
    assert misses(stage) == 0


def test_a_request_that_runs_out_after_its_asker_left_is_no_miss_and_nobody_is_told(stage: Stage):
    stage.want(stage.ask())
    stage.leave(ANA, stage.offices["Elm"])

    assert stage.wait_until(LATER) == []
    assert misses(stage) == 0


def test_nobody_is_asked_for_an_asker_who_left_when_their_peer_leaves_too(stage: Stage):
    answer = stage.ask()
    stage.want(answer)
    with stage.engine.begin() as connection:
        stage.join(connection, BEA, "Bea Birch", stage.offices["Oak"])
    stage.leave(ANA, stage.offices["Elm"])

    said = stage.do(NetworkLeft(BEN, PRIVATE))

    assert of_kind(ConsentAsked, said) == []
    assert [each.state for each in stage.legs(answer)] == ["expired"]


def test_who_gives_up_one_of_two_governments_still_gets_answers(stage: Stage):
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        officials.hold(connection, stage.official(ANA).id, stage.offices["Fir"].id, NOW.date())
    stage.leave(ANA, stage.offices["Elm"])

    assert of_kind(Introduced, stage.decide(request, accepted=True))


def test_the_questions_of_who_left_stand_no_more(stage: Stage):
    stage.match_backwards()
    stage.ask(text="Where do pelicans sleep?")

    stage.do(NetworkLeft(ANA, PRIVATE))

    with stage.engine.connect() as connection:
        assert not standing.is_any(connection, stage.network_id)
    assert stage.wait_until(NOW + timedelta(days=400)) == []


def test_a_button_pressed_after_the_peer_was_told_says_why_it_ended(stage: Stage):
    request = stage.ask_peer()
    stage.do(NetworkLeft(ANA, PRIVATE))

    assert only(Refused, stage.decide(request, accepted=True)).reason == "asker_left"
