"""How the bot behaves in a channel: staff decide, everybody may see it, other channels stay as they are."""

from dataclasses import replace

import pytest

from bot.channel_events import ChannelSet, ChannelWanted
from bot.desk import Desk
from bot.events import Asked
from bot.forms import Submitted
from bot.messages import AnswerShown, Refused
from bot.messages_of_channels import ChannelShown
from bot.overhearing import Overheard
from bot.slack.render import render
from store import questions, staff
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, only
from tests.factories import NOW

ELSEWHERE = replace(CHANNEL, conversation="C-other")
CARD_GAMES = "Which card games do you play?"


@pytest.fixture
def led(stage: Stage) -> Stage:
    """The stage, on which Ben is staff."""
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
    return stage


def heard(stage: Stage, text: str = QUESTION, spot=CHANNEL) -> bool:
    return Desk(stage.engine, lambda: NOW).hears(ANA, Overheard(spot, text, to_everybody=True))


def test_a_channel_that_nobody_set_answers_mentions_only(led: Stage):
    shown = only(ChannelShown, led.do(ChannelWanted(CHLOE, CHANNEL)))

    assert shown == ChannelShown("mentions", "")
    assert not heard(led)


def test_staff_let_the_bot_answer_questions_to_everybody_in_one_channel(led: Stage):
    [said] = led.do(ChannelSet(BEN, CHANNEL, "questions"))

    assert said.address.way == "only_to"
    assert "questions to everybody" in render(said.message, "en").text
    assert heard(led)
    assert not heard(led, spot=ELSEWHERE)


@pytest.mark.parametrize("text", ["Good morning all.", "Is a.b@example.org the right address?", "?"])
def test_what_is_no_question_or_may_not_be_stored_is_never_accepted(led: Stage, text: str):
    led.do(ChannelSet(BEN, CHANNEL, "questions"))

    assert not heard(led, text)


def test_the_last_decision_counts(led: Stage):
    led.do(ChannelSet(BEN, CHANNEL, "questions", "es"))
    led.do(ChannelSet(BEN, CHANNEL, "mentions"))

    assert only(ChannelShown, led.do(ChannelWanted(ANA, CHANNEL))) == ChannelShown("mentions", "")


def test_others_than_staff_are_refused_and_change_nothing(led: Stage):
    refused = only(Refused, led.do(ChannelSet(CHLOE, CHANNEL, "questions")))

    assert refused.reason == "staff_only"
    assert not heard(led)


def test_a_question_to_everybody_is_answered_only_with_a_good_match(led: Stage):
    good = led.do(Asked(ANA, CHANNEL, QUESTION, unprompted=True))
    none = led.do(Asked(ANA, ELSEWHERE, CARD_GAMES, unprompted=True))

    assert only(AnswerShown, good).band == "good"
    assert none == []
    with led.engine.connect() as connection:
        kept = questions.latest_in_thread(
            connection, led.official(ANA).id, led.workspace_id, ELSEWHERE.conversation, ELSEWHERE.thread
        )
    assert kept is None


def test_answers_in_a_channel_are_in_its_language_and_elsewhere_in_the_askers(led: Stage):
    led.do(ChannelSet(BEN, CHANNEL, "mentions", "es"))

    [here] = led.do(Asked(ANA, CHANNEL, QUESTION))
    [private] = led.do(Asked(ANA, PRIVATE, QUESTION))

    assert (here.locale, private.locale) == ("es", "en")


def test_the_form_wants_both_decided_and_becomes_the_decision(led: Stage):
    desk = Desk(led.engine, lambda: NOW)
    form = desk.open(BEN, "channel")
    empty = Submitted(BEN, CHANNEL, "channel", ())
    filled = replace(empty, values={"answers": ["questions"], "language": ["own"]})

    assert [each.values for each in form.fields] == [(), ()]
    assert set(desk.check(empty)) == {"answers", "language"}
    assert desk.check(filled) == {}
    assert desk.event(filled) == ChannelSet(BEN, CHANNEL, "questions")
