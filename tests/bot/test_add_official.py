"""`counterpart official add`: who can be asked, entered by the operator."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.add_official import NewOfficial, OperatorMistake, add_official
from bot.wiring import clock
from matching.domain import Official
from store import networks, officials
from store.engine import open_engine
from tests.factories import add_network, add_office


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def opened(sqlite_url: str):
    """The database, in which a record's office in Oak is already known."""
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        add_office(connection, add_network(connection, "main"), "Public works", "Oak")
    yield engine
    engine.dispose()


def who(engine: Engine, slack_user: str) -> Official | None:
    with engine.connect() as connection:
        workspace = networks.workspace(connection, "slack", "T1")
        assert workspace is not None
        return officials.by_identity(connection, workspace.id, slack_user, clock().date())


def test_the_official_holds_the_office_from_today(opened: Engine):
    said = add_official(NewOfficial("Oak", "Public works", "U1", "T1", "Robin"))

    official = who(opened, "U1")
    assert official is not None
    assert (official.name, [office.name for office in official.offices]) == ("Robin", ["Public works"])
    assert said == "U1 now holds: Public works, Oak. They can be asked now."


def test_a_place_that_no_record_names_comes_from_the_gazetteer(opened: Engine):
    add_official(NewOfficial("Bolton, GB", "Public health department", "U1", "T1"))

    official = who(opened, "U1")
    assert official is not None
    assert official.jurisdiction is not None
    assert official.jurisdiction.time_zone == "Europe/London"


def test_adding_twice_changes_nothing(opened: Engine):
    for _ in range(2):
        add_official(NewOfficial("Oak", "Public works", "U1", "T1"))

    official = who(opened, "U1")
    assert official is not None
    assert len(official.offices) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (NewOfficial("Oak", "Public works", "U1"), "No Slack workspace is known yet"),
        (NewOfficial("Atlantis", "Harbour", "U1", "T1"), "No record names Atlantis yet"),
        (NewOfficial("Atlantis, Frnace", "Harbour", "U1", "T1"), "did you mean"),
    ],
)
def test_a_mistake_is_answered_with_what_to_type(opened: Engine, typed: NewOfficial, sentence: str):
    with pytest.raises(OperatorMistake, match=sentence):
        add_official(typed)
