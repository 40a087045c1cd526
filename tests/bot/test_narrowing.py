"""A follow-up in a thread narrows the asker's last question, and nobody else's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.events import Asked
from bot.messages import AnswerShown
from bot.phrases import words
from bot.questions.narrowing import LARGE, LIKE_YOURS, SMALL, Narrowing, from_json, to_json
from bot.questions.narrowing_words import narrowing
from bot.shown import NarrowedShown
from bot.slack.render import render
from matching.domain import Candidate, Result
from tests.bot.stage import ANA, CHANNEL, CHLOE, QUESTION, Stage, only
from tests.factories import NOW, make_candidate, make_jurisdiction, make_office, make_record

EUROPE, AFRICA, LATIN_AMERICA = "150", "002", "419"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what about smaller cities?", Narrowing(below=SMALL)),
        ("And only in larger towns?", Narrowing(least=LARGE)),
        ("only in Spain", Narrowing(place="ES")),
        ("did any of them fail?", Narrowing(result=Result.FAILED)),
        ("and in Europe?", Narrowing(place=EUROPE)),
        ("In Africa", Narrowing(place=AFRICA)),
        ("with a similar climate?", Narrowing(climate=LIKE_YOURS)),
        ("what about places with a similar climate?", Narrowing(climate=LIKE_YOURS)),
        ("in hot places", Narrowing(climate="hot")),
        ("only in colder climates", Narrowing(climate="cold")),
        ("since 2020", Narrowing(since=2020)),
        ("only after 2019", Narrowing(since=2020)),
        ("newer ones?", Narrowing(since=2021)),
        ("more", Narrowing(further=True)),
        ("What else?", Narrowing(further=True)),
        ("show me more, please!", Narrowing(further=True)),
        ("¿Y en ciudades más pequeñas?", Narrowing(below=SMALL)),
        ("solo municipios grandes", Narrowing(least=LARGE)),
        ("¿Y en España?", Narrowing(place="ES")),
        ("solo en Latinoamérica", Narrowing(place=LATIN_AMERICA)),
        ("solo en América Latina", Narrowing(place=LATIN_AMERICA)),
        ("¿cuáles fracasaron?", Narrowing(result=Result.FAILED)),
        ("con un clima similar", Narrowing(climate=LIKE_YOURS)),
        ("en lugares cálidos", Narrowing(climate="hot")),
        ("desde 2020", Narrowing(since=2020)),
        ("más recientes", Narrowing(since=2021)),
        ("¿qué más?", Narrowing(further=True)),
        ("thanks", None),
        ("gracias", None),
        ("thanks, Germany!", None),
        ("more money for drains", None),
        ("How do small cities pay for drains?", None),
        ("What did they do since 2020?", None),
    ],
)
def test_a_follow_up_is_understood_by_simple_rules(text: str, meant: Narrowing | None):
    assert narrowing(text, "en", 2026) == meant


@pytest.mark.parametrize(
    ("text", "locale", "place"),
    [("Spanien", "de", "ES"), ("Europa", "de", EUROPE), ("Afrique", "fr", AFRICA)],
)
def test_a_place_is_known_by_its_name_in_the_askers_language(text: str, locale: str, place: str):
    assert narrowing(text, locale, 2026) == Narrowing(place=place)


@pytest.mark.parametrize("text", ["Germany", "Germany!", "Europe.", "España"])
def test_a_place_alone_is_a_follow_up_only_if_it_is_said_to_the_bot(text: str):
    assert narrowing(text, "en", 2026) is not None
    assert narrowing(text, "en", 2026, addressed=False) is None


@pytest.mark.parametrize(
    "text", ["in Germany", "only Germany", "and Europe", "en España", "more", "newer ones"]
)
def test_a_place_after_a_word_such_as_in_is_one_for_whoever_it_is_said(text: str):
    assert narrowing(text, "en", 2026, addressed=False) is not None


def candidate(climate: str | None = None, country: str = "ES", **fields: Any) -> Candidate:
    """A record of a place."""
    place = make_jurisdiction(climate=climate, country=country, population=50_000)
    record = make_record(make_office(jurisdiction=place), country=country, **fields)
    return replace(make_candidate(), record=record)


@pytest.mark.parametrize(
    ("narrowed", "kept", "left"),
    [
        (Narrowing(place=EUROPE), candidate(country="ES"), candidate(country="KE")),
        (Narrowing(place=AFRICA), candidate(country="KE"), candidate(country="ES")),
        (Narrowing(place=LATIN_AMERICA), candidate(country="MX"), candidate(country="CA")),
        (Narrowing(climate="hot"), candidate("Aw"), candidate("Cfb")),
        (Narrowing(climate="hot"), candidate("BWh"), candidate("BWk")),
        (Narrowing(climate="cold"), candidate("Dfb"), candidate(None)),
        (Narrowing(climate="Cf"), candidate("Cfa"), candidate("Csa")),
        (Narrowing(since=2020), candidate(year_start=2020), candidate(year_start=2019)),
        (Narrowing(since=2020), candidate(year_start=2021), candidate(year_start=None)),
        (Narrowing(below=SMALL, place=EUROPE), candidate(), candidate(country="KE")),
    ],
)
def test_a_condition_keeps_what_is_known_to_meet_it(narrowed: Narrowing, kept: Candidate, left: Candidate):
    assert (narrowed.keeps(kept), narrowed.keeps(left)) == (True, False)


def test_a_later_condition_takes_the_place_of_an_earlier_one_of_its_kind_alone():
    earlier = Narrowing(below=SMALL, place="ES", since=2020, further=True)

    assert earlier.then(Narrowing(place=EUROPE)) == Narrowing(below=SMALL, place=EUROPE, since=2020)
    assert earlier.then(Narrowing(least=LARGE)) == Narrowing(least=LARGE, place="ES", since=2020)
    assert earlier.then(Narrowing(further=True)) == earlier


def test_a_climate_like_yours_is_that_of_the_askers_place_and_nobodys_without_one():
    mine = Narrowing(climate=LIKE_YOURS)

    assert mine.of(make_jurisdiction(climate="Cfb")) == Narrowing(climate="Cf")
    assert mine.of(make_jurisdiction(climate=None)) == mine.of(None) == mine
    assert not mine.keeps(candidate("Cfb"))


@pytest.mark.parametrize("narrowed", [Narrowing(below=SMALL, place=EUROPE), Narrowing(result=Result.FAILED)])
def test_conditions_are_kept_and_what_was_shown_is_none(narrowed: Narrowing):
    assert from_json(to_json(replace(narrowed, further=True))) == narrowed
    assert (to_json(None), from_json("")) == ("", Narrowing())


def test_a_second_follow_up_keeps_the_conditions_of_the_first(stage: Stage):
    stage.add_peers("Dan", "Eve")
    stage.ask()
    stage.ask(text="what about smaller cities?")

    answer = stage.ask(text="and in Europe?")

    assert answer.question == QUESTION
    assert "under 100,000 people, Europe." in render(answer, "en").text
    assert stage.ask(text="what about bigger cities?").matches == ()


def test_a_question_of_its_own_ends_the_conditions(stage: Stage):
    stage.ask(text="How do others pay for street lamps?")
    stage.ask(text="since 2020")
    stage.ask()

    assert stage.ask(text="what about smaller cities?").narrowed == NarrowedShown(below=SMALL)


@pytest.mark.parametrize("text", ["more", "What else?", "¿qué más?"])
def test_more_shows_the_next_matches_and_none_twice(stage: Stage, text: str):
    stage.add_peers("Dan", "Eve", "Fay", "Gus")
    first = stage.ask()

    second = stage.ask(text=text)
    third = stage.ask(text=text)

    shown = [{match.record_id for match in each.matches} for each in (first, second, third)]
    assert [len(each) for each in shown] == [3, 2, 0]
    assert not shown[0] & shown[1]
    assert render(second, "en").text.startswith("What you have not seen yet. ")


def test_more_of_a_narrowed_answer_stays_narrowed(stage: Stage):
    stage.add_peers("Dan", "Eve", "Fay", "Gus")
    stage.ask()
    stage.ask(text="what about smaller cities?")

    more = stage.ask(text="more")

    assert more.narrowed == NarrowedShown(below=SMALL, further=True)
    assert len(more.matches) == 2


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

    assert render(answer, "en").text.startswith("Narrowed to: places under 100,000 people. ")
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
