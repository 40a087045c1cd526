"""`counterpart question who`: staff look up who asked, and the log keeps that they did."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.who_asked import run
from matching.domain import Audience, QuestionId
from tests.engines import quickly_opened
from tests.factories import add_network, add_office, add_official, add_question


@pytest.fixture
def anonymous(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> QuestionId:
    """An anonymous question of Robin, who works for Elm."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    monkeypatch.chdir(tmp_path)
    engine = quickly_opened(sqlite_url)
    with engine.begin() as connection:
        network_id = add_network(connection, "main")
        robin = add_official(connection, network_id, "Robin", add_office(connection, network_id, place="Elm"))
        question_id = add_question(connection, network_id, robin, audience=Audience.ANONYMOUS)
    engine.dispose()
    return question_id


def test_it_says_who_asked_and_the_log_keeps_it_whatever_its_level(
    anonymous: QuestionId, capfd: pytest.CaptureFixture[str]
):
    said = CliRunner().invoke(app, ["question", "who", str(anonymous)]).output

    assert f"Question {anonymous} was asked on 2026-03-02, anonymously, by Robin (Public works, Elm)." in said
    logged = capfd.readouterr().err
    assert "who_asked_was_looked_up" in logged
    assert "Robin" not in logged


def test_a_question_that_nobody_asked_is_a_mistake_in_a_sentence(anonymous: QuestionId):
    with pytest.raises(OperatorMistake, match=f"The network main has no question {anonymous + 1}"):
        run(anonymous + 1)


def test_in_the_demonstration_one_of_its_own_questions_is_meant(
    anonymous: QuestionId, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COUNTERPART_DEMO", "1")
    engine = quickly_opened(sqlite_url)
    with engine.begin() as connection:
        demo = add_network(connection, "demo")
        robin = add_official(connection, demo, "Robin", add_office(connection, demo, place="Ash"))
        asked = add_question(connection, demo, robin)
    engine.dispose()

    assert "by Robin (Public works, Ash)" in run(asked)
    with pytest.raises(OperatorMistake, match=f"The network demo has no question {anonymous}"):
        run(anonymous)
