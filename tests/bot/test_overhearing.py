"""A reply without a mention is for the bot only when it goes on with its author's own question there."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk import Desk
from bot.events import Asked
from bot.events.channel import ThreadHushed
from bot.messages import AnswerShown
from bot.questions.overhearing import Overheard
from bot.slack.render import render
from bot.speaker import Speaker, Spot
from tests.bot.stage import ANA, CHANNEL, CHLOE, QUESTION, STRANGER, Stage, only
from tests.factories import NOW


def heard(stage: Stage, text: str, speaker: Speaker = ANA, spot: Spot = CHANNEL, now: datetime = NOW) -> bool:
    return Desk(stage.engine, lambda: now).hears(speaker, Overheard(spot, text))


@pytest.mark.parametrize(
    "text",
    [
        "what about smaller cities?",
        "only in Spain",
        "Who paid for that? Thanks!",
        "¿Y en España?",
        "他们怎么付款？",
        "Germany?",
        "in Germany",
        "solo en Europa",
        "more",
    ],
)
def test_the_asker_goes_on_in_their_thread_without_a_mention(stage: Stage, text: str):
    stage.ask()

    assert heard(stage, text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "thanks, Germany!",
        "Germany",
        "Germany!",
        "I will call them.",
        "see https://example.org/?page=2",
        "",
    ],
)
def test_what_is_no_question_is_left_alone(stage: Stage, text: str):
    stage.ask()

    assert not heard(stage, text)


@pytest.mark.parametrize("speaker", [CHLOE, STRANGER, replace(ANA, workspace="slack:T-unknown")])
def test_what_others_ask_each_other_in_the_thread_is_left_alone(stage: Stage, speaker: Speaker):
    stage.ask()

    assert not heard(stage, "what about smaller cities?", speaker)


@pytest.mark.parametrize("spot", [replace(CHANNEL, thread="100.2"), replace(CHANNEL, conversation="C-other")])
def test_a_thread_in_which_the_bot_answered_nothing_is_left_alone(stage: Stage, spot: Spot):
    stage.ask()

    assert not heard(stage, "what about smaller cities?", spot=spot)


def test_a_week_later_the_thread_is_left_alone(stage: Stage):
    stage.ask()

    assert heard(stage, "and in Spain?", now=NOW + timedelta(days=7))
    assert not heard(stage, "and in Spain?", now=NOW + timedelta(days=7, seconds=1))


def test_a_hushed_thread_is_left_alone_and_no_other(stage: Stage):
    elsewhere = replace(CHANNEL, thread="100.2")
    stage.ask()
    stage.ask(spot=elsewhere)

    stage.do(ThreadHushed(CHLOE, CHANNEL))

    assert not heard(stage, "what about smaller cities?")
    assert heard(stage, "what about smaller cities?", spot=elsewhere)


def test_a_mention_with_a_question_is_answered_and_ends_the_hush(stage: Stage):
    stage.ask()
    stage.do(ThreadHushed(CHLOE, CHANNEL))

    assert stage.ask(text="what about smaller cities?").matches
    assert heard(stage, "and in Spain?")


def test_a_word_for_silence_is_for_the_bot_only_where_it_may_speak(stage: Stage):
    desk = Desk(stage.engine, lambda: NOW)
    hush = Overheard(CHANNEL, "", hushing=True)
    stage.ask()

    assert desk.hears(CHLOE, hush)
    assert not desk.hears(CHLOE, replace(hush, spot=replace(CHANNEL, thread="100.2")))
    assert not desk.hears(replace(CHLOE, workspace="slack:T-unknown"), hush)
    assert Desk(stage.engine, lambda: NOW + timedelta(days=7)).hears(CHLOE, hush)
    assert not Desk(stage.engine, lambda: NOW + timedelta(days=7, seconds=1)).hears(CHLOE, hush)
    stage.do(ThreadHushed(CHLOE, CHANNEL))
    assert not desk.hears(CHLOE, hush)


def test_who_was_answered_unasked_finds_the_button_that_silences_the_bot(stage: Stage):
    follow_up = only(AnswerShown, stage.do(Asked(ANA, CHANNEL, QUESTION, overheard=True)))
    honest_none = only(AnswerShown, stage.do(Asked(ANA, CHANNEL, "purple zebras?", overheard=True)))
    mentioned = stage.ask()

    for answer in (follow_up, honest_none):
        assert "Stay quiet in this thread" in str(render(answer, "en").blocks)
    assert "Stay quiet" not in str(render(mentioned, "en").blocks)


def test_a_hush_is_confirmed_to_who_said_it_alone_each_time(stage: Stage):
    for _ in range(2):
        [said] = stage.do(ThreadHushed(CHLOE, CHANNEL))

        assert (said.address.way, said.address.people) == ("only_to", (CHLOE.chat_id,))
        assert "silent" in render(said.message, "en").text
