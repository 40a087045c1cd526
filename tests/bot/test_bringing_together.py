"""What both read when they are brought together: hours and languages in common, questions to begin with."""

from typing import Any

import pytest

from bot.cards import card
from bot.introductions.openers import openers
from bot.messages import ConsentAsked, Introduced
from bot.phrases import introduction as phrases
from bot.phrases import words
from bot.shown import HoursShown
from bot.speaker import Speaker
from matching.domain import Details
from store import introductions, memberships
from store.memberships import MembershipDraft
from tests.bot.stage import ANA, BEN, Stage, only
from tests.factories import NOW, make_record

FULL = Details(cost="40,000", staffing="Two", figures="−12 %", conditions="A crew of one's own")


def say(stage: Stage, speaker: Speaker, **said: Any) -> None:
    with stage.engine.begin() as connection:
        draft = MembershipDraft(**said)
        memberships.save(connection, stage.network_id, stage.official(speaker).id, draft, NOW)


def introduced(stage: Stage) -> Introduced:
    return only(Introduced, stage.decide(stage.ask_peer(), accepted=True))


@pytest.mark.parametrize(
    ("left_out", "asked"),
    [
        ({}, ("costs", "staff")),
        ({"outcome": ""}, ("outcome", "costs")),
        ({"outcome": "", "lessons": ""}, ("outcome", "lessons")),
        ({"year_start": None}, ("year", "costs")),
        ({"action": "The council paid €40,000."}, ("staff", "figures")),
        ({"action": "The council paid $2 million.", "lessons": ""}, ("lessons", "staff")),
        ({"details": Details(cost="About 40,000 a year")}, ("staff", "figures")),
        ({"details": Details(cost="40,000", staffing="Two", figures="−12 %")}, ("conditions", "lessons")),
        ({"details": FULL}, ("lessons", "tried")),
        ({"details": FULL, "lessons": ""}, ("lessons", "tried")),
    ],
)
def test_the_questions_to_begin_with_are_what_the_record_leaves_open(left_out: dict[str, Any], asked: object):
    assert openers(make_record(**left_out)) == asked
    assert all(phrases.opener(words("en").gettext, each) for each in openers(make_record(**left_out)))


def test_without_a_record_there_are_questions_to_begin_with_too():
    assert len(openers(None)) == 2


def test_every_question_to_begin_with_has_words(stage: Stage):
    shown = card(introduced(stage), "en")

    assert "1. What did it cost, and who paid for it?" in shown.closing
    assert "2. How many people worked on it, and in which roles?" in shown.closing


def test_hours_in_common_are_told_on_both_clocks(stage: Stage):
    say(stage, ANA, time_zone="Europe/Berlin")
    say(stage, BEN, time_zone="America/New_York")

    message = introduced(stage)

    assert message.hours == HoursShown("15:00", "17:00", "09:00", "11:00")
    text = " ".join(card(message, "en").closing).replace("\u202f", " ")
    assert "Working hours in common: 3:00 PM–5:00 PM in Elm, 9:00 AM–11:00 AM in Oak." in text


def test_who_has_no_hours_in_common_is_told_so(stage: Stage):
    say(stage, ANA, time_zone="Europe/Berlin")
    say(stage, BEN, time_zone="America/Los_Angeles")

    assert "You have no working hours in common" in " ".join(card(introduced(stage), "en").closing)


def test_unknown_hours_are_not_told(stage: Stage):
    assert introduced(stage).hours is None


def test_languages_in_common_are_those_that_both_named(stage: Stage):
    say(stage, ANA, languages=("de", "fr", "en"))
    say(stage, BEN, languages=("en", "fr"))

    message = introduced(stage)

    assert message.languages == ("en", "fr")
    assert "Languages in common: English, French." in " ".join(card(message, "en").closing)


def test_languages_that_nobody_named_are_those_of_the_country(stage: Stage):
    assert "en" in introduced(stage).languages  # both work in the United States


def test_it_is_kept_that_both_were_introduced(stage: Stage):
    answer = stage.ask()
    stage.decide(only(ConsentAsked, stage.want(answer)), accepted=True)

    [leg] = stage.legs(answer)
    with stage.engine.connect() as connection:
        states = [each.state for each in introductions.moves(connection, leg.id)]
    assert (leg.state, states) == ("introduced", ["asked", "accepted", "introduced"])
