"""A follow-up in a thread narrows the asker's last question, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.events import Asked
from bot.messages import AnswerShown
from bot.narrowing import LARGE, SMALL, Narrowing, narrowing
from bot.phrases import words
from bot.slack.render import render
from matching.domain import Result
from tests.bot.stage import ANA, CHANNEL, CHLOE, QUESTION, Stage, only
from tests.factories import NOW


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what about smaller cities?", Narrowing(below=SMALL)),
        ("And only in larger towns?", Narrowing(least=LARGE)),
        ("only in Spain", Narrowing(country="ES")),
        ("did any of them fail?", Narrowing(result=Result.FAILED)),
        ("thanks", None),
        ("How do small cities pay for drains?", None),
    ],
)
def test_a_follow_up_is_understood_by_simple_rules(text: str, meant: Narrowing | None):
    assert narrowing(text, "en") == meant


def test_a_country_is_known_by_its_name_in_the_askers_language():
    assert narrowing("Spanien", "de") == Narrowing(country="ES")


def test_a_follow_up_repeats_the_question_for_fewer_places(stage: Stage):
    stage.ask()

    small = stage.ask(text="what about smaller cities?")
    large = stage.ask(text="what about bigger cities?")

    assert [match.place.name for match in small.matches] == ["Oak"]
    assert small.question == QUESTION
    assert large.matches == ()


def test_the_answer_says_how_the_follow_up_was_understood(stage: Stage):
    stage.ask()

    answer = stage.ask(text="what about smaller cities?")

    assert render(answer, "en").text.startswith("Places under 100,000 people:")
    assert words("en").answer_heading("good", 1) in render(answer, "en").text


@pytest.mark.parametrize("spot", [replace(CHANNEL, thread="100.2"), replace(CHANNEL, conversation="C-other")])
def test_a_follow_up_elsewhere_is_a_question_of_its_own(stage: Stage, spot):
    stage.ask()

    assert stage.ask(text="what about smaller cities?", spot=spot).narrowed is None


def test_nobody_narrows_the_question_of_another(stage: Stage):
    stage.ask()

    assert stage.ask(CHLOE, "what about smaller cities?").narrowed is None


def test_what_comes_after_a_week_follows_nothing(stage: Stage):
    stage.ask()

    said = stage.do(Asked(ANA, CHANNEL, "what about smaller cities?"), NOW + timedelta(days=8))

    assert only(AnswerShown, said).narrowed is None
