"""Figures for staff in the chat and at the terminal: for staff alone, counted over everybody's questions."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from bot import commands
from bot.cards import card
from bot.catalogues import available
from bot.cli import app
from bot.commands import UsageWanted, wish
from bot.events import Asked, Rated
from bot.events.demand import StatsWanted
from bot.messages import Refused
from bot.messages.demand import FigureShown, StatsShown
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.stats_report import COLUMNS, DEMAND_COLUMNS, Order, run
from bot.phrases import words
from matching.domain import Audience
from matching.embedder import name_of
from store.engine import migrate, open_engine
from store.metrics import UNITS
from tests.bot.staffed import NONSENSE, SAM
from tests.bot.stage import ANA, CHANNEL, CHLOE, PRIVATE, Stage, only
from tests.bot.test_demand import Asking
from tests.factories import NOW, add_network

SOON = NOW + timedelta(minutes=1)


def shown(stage: Stage, days: int = 90, now=SOON) -> StatsShown:
    return only(StatsShown, stage.do(StatsWanted(SAM, CHANNEL, days), now))


def test_stats_are_typed_with_or_without_days():
    assert wish("/network", "stats", SAM, PRIVATE) == StatsWanted(SAM, PRIVATE, 90)
    assert wish("/network", " Stats  30 days", SAM, CHANNEL) == StatsWanted(SAM, CHANNEL, 30)
    for typed in ("stats 0", "stats 366", "stats 1e9", "stats -1", "stats ٣"):
        assert wish("/network", typed, SAM, CHANNEL) == UsageWanted("/network"), typed
    assert "/network stats" in commands.usage("/network", words("en").gettext)


def test_only_staff_read_the_figures(staffed: Stage):
    assert only(Refused, staffed.do(StatsWanted(ANA, CHANNEL))).reason == "staff_only"


def test_the_figures_are_shown_to_the_speaker_alone(staffed: Stage):
    (said,) = staffed.do(StatsWanted(SAM, CHANNEL))

    assert (said.address.way, said.address.people) == ("only_to", (SAM.chat_id,))


def test_private_and_anonymous_questions_count_and_their_words_are_nowhere(staffed: Stage):
    staffed.do(Asked(ANA, PRIVATE, NONSENSE))
    staffed.do(Asked(CHLOE, CHANNEL, f"anonymous: {NONSENSE}"))
    staffed.ask()

    made = shown(staffed)

    assert {each.name: each.value for each in made.figures}["questions"] == 3
    assert "pelicans" not in repr(made)
    assert card(made, "en").paragraphs[0] == (
        "Questions: 3 by 2 officials. A match was shown, or an answer came later: 33%. Helpful: –."
    )


def test_the_card_has_every_figure_and_no_unfilled_place(staffed: Stage):
    said = " ".join(card(shown(staffed), "en").paragraphs)

    assert said.count("–") == len([unit for unit in UNITS.values() if unit == "percent"]) + 2
    assert "{" not in said


@pytest.mark.parametrize("locale", available())
def test_a_time_is_written_in_the_words_of_each_language_and_a_short_one_in_minutes(locale: str):
    def times(median: float, p90: float) -> str:
        figures = (FigureShown("first_answer_median", median), FigureShown("first_answer_p90", p90))
        return card(StatsShown(90, figures), locale).paragraphs[1]

    long, short = times(2, 26), times(0.02, 1.9)

    assert "duration" not in long + short  # what Babel says where it has no words
    assert {"2", "26"} <= set(re.findall("[0-9]+", long))
    assert {"1", "114"} <= set(re.findall("[0-9]+", short))  # minutes: 1.2 and 114


def test_a_question_that_was_answered_within_minutes_was_not_answered_within_no_hours(staffed: Stage):
    answer = staffed.ask()
    staffed.do(Rated(ANA, CHANNEL, answer.question_id, helpful=True), NOW + timedelta(minutes=3))

    said = card(shown(staffed, now=NOW + timedelta(minutes=4)), "en").paragraphs[1]

    assert "half within 3 min, nine in ten within 3 min" in said


def test_the_days_that_were_asked_for_are_those_that_count(staffed: Stage):
    staffed.ask()

    later = shown(staffed, 30, NOW.replace(month=6))

    assert card(later, "en").heading == "Figures of the last 30 days"
    assert later.figures[0] == replace(later.figures[0], name="questions", value=0)


@pytest.fixture
def database(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/counterpart.db")
    monkeypatch.setenv("COUNTERPART_NETWORK", "Harbour network")
    engine = open_engine(f"sqlite:///{tmp_path}/counterpart.db")
    migrate(engine)
    with engine.begin() as connection:
        add_network(connection)
    engine.dispose()


@pytest.mark.usefixtures("database")
def test_the_table_has_every_figure_under_stable_columns():
    written = io.StringIO(newline="")

    run(Order(90, as_csv=True), written)

    rows = list(csv.DictReader(io.StringIO(written.getvalue().removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS == ("figure", "value", "unit", "since", "until")
    assert {row["figure"]: row["unit"] for row in rows} == dict(UNITS)
    assert {row["value"] for row in rows if row["figure"] == "answer_rate"} == {""}


@pytest.mark.usefixtures("database")
def test_the_command_writes_the_table_and_without_csv_what_a_terminal_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table, text = (
        CliRunner().invoke(app, ["stats", "--days", "30", *options], catch_exceptions=False).output
        for options in (["--csv"], [])
    )

    header, *rows = table.removeprefix("\ufeff").splitlines()
    assert (header, len(rows)) == (",".join(COLUMNS), len(UNITS))
    assert rows[0].startswith("questions,0.0,questions,")
    assert text.startswith("Harbour network, the last 30 days:")


@pytest.mark.usefixtures("database")
def test_the_terminal_reads_every_figure(capsys):
    run(Order(30))

    said = capsys.readouterr().out
    assert "Harbour network, the last 30 days:" in said
    assert all(name in said for name in UNITS)


@pytest.mark.usefixtures("database")
def test_a_network_that_does_not_exist_is_said(monkeypatch):
    monkeypatch.setenv("COUNTERPART_NETWORK", "Nowhere")

    with pytest.raises(OperatorMistake, match="Nowhere"):
        run(Order(30))


@pytest.mark.usefixtures("database")
def test_the_demand_is_a_table_too(tmp_path, capsys):
    engine = open_engine(f"sqlite:///{tmp_path}/counterpart.db")
    with engine.begin() as connection:
        asking = Asking(connection, name_of())
        for place in ("Oak", "Elm", "Ash"):
            asking.ask(place, "=cmd() rentals?")
    engine.dispose()
    written = io.StringIO(newline="")

    run(Order(90, as_csv=True, demand=True), written, NOW + timedelta(days=1))
    run(Order(90, demand=True), now=NOW + timedelta(days=1))

    (row,) = csv.DictReader(io.StringIO(written.getvalue().removeprefix("\ufeff")))
    assert tuple(row) == DEMAND_COLUMNS
    assert (row["governments"], row["questions"], row["records"]) == ("3", "3", "0")
    assert not row["name"].startswith("=")
    assert row["kinds"] == "3 city small"
    said = capsys.readouterr().out
    assert "3 governments (3 city small),    3 questions,   0 records: cmd rentals" in said


@pytest.mark.usefixtures("database")
def test_a_demand_in_a_language_without_spaces_is_named_by_its_most_typical_public_question(tmp_path, capsys):
    asked = "短期賃貸の許可はどうしていますか"
    engine = open_engine(f"sqlite:///{tmp_path}/counterpart.db")
    with engine.begin() as connection:
        asking = Asking(connection, name_of())
        for place in ("Oak", "Elm", "Ash"):
            asking.ask(place, asked, language="ja")
            asking.ask(place, f"{asked}!{asked}", language="ja", audience=Audience.PRIVATE)
    engine.dispose()
    written = io.StringIO(newline="")

    run(Order(90, as_csv=True, demand=True), written, NOW + timedelta(days=1))
    run(Order(90, demand=True), now=NOW + timedelta(days=1))

    (row,) = csv.DictReader(io.StringIO(written.getvalue().removeprefix("\ufeff")))
    assert row["name"] == asked
    assert f"records: {asked}" in capsys.readouterr().out


@pytest.mark.usefixtures("database")
def test_in_the_demonstration_its_own_figures_are_meant(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COUNTERPART_DEMO", "1")
    with pytest.raises(OperatorMistake, match="The demonstration's network is not there yet"):
        run(Order(30))
    engine = open_engine(f"sqlite:///{tmp_path}/counterpart.db")
    with engine.begin() as connection:
        add_network(connection, "demo")
    engine.dispose()

    run(Order(30))

    assert "demo, the last 30 days:" in capsys.readouterr().out
