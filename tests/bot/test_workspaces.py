"""`counterpart workspace`: the operator lets workspaces into networks, and moves none."""

from pathlib import Path

import pytest

from bot.operator.operator_mistake import OperatorMistake
from bot.operator.workspaces import assign, listed
from store import installations, networks
from store.installations import NewInstallation
from tests.engines import quickly_opened
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)
    engine = quickly_opened(sqlite_url)
    with engine.begin() as connection:
        networks.ensure(connection, "coast")
        installations.save(connection, NewInstallation("T0HARBOUR", "sealed", name="Harbour city"), NOW)
        organisation = NewInstallation("E0STATE", "sealed", enterprise_wide=True)
        installations.save(connection, organisation, NOW)
    engine.dispose()


def test_an_installed_workspace_waits_until_it_is_assigned():
    assert "T0HARBOUR (Harbour city): waits: counterpart workspace assign T0HARBOUR NETWORK" in listed()

    assert assign("T0HARBOUR", "coast") == "T0HARBOUR takes part in coast now."
    assert assign("T0HARBOUR", "coast") == "T0HARBOUR took part in coast already."

    assert "T0HARBOUR (Harbour city): network coast; installed 2026-03-02" in listed()
    assert "E0STATE: an organisation" in listed()


def test_the_network_of_the_settings_needs_no_records_before():
    assert assign("T0HARBOUR", "main") == "T0HARBOUR takes part in main now."


def test_how_a_network_begins_is_said_as_a_command_that_can_be_copied():
    with pytest.raises(OperatorMistake, match=r"its records: counterpart --network hills import FILE\."):
        assign("T0HARBOUR", "hills")


def test_a_workspace_is_never_moved():
    assign("T0HARBOUR", "coast")

    with pytest.raises(OperatorMistake, match="stays there"):
        assign("T0HARBOUR", "main")

    assert "T0HARBOUR (Harbour city): network coast" in listed()


@pytest.mark.parametrize(
    ("team", "network", "sentence"),
    [("E0STATE", "coast", "one by one"), ("T0HARBOUR", "cost", "There is no network cost. Known: coast")],
)
def test_what_was_mistyped_is_said_and_changes_nothing(team: str, network: str, sentence: str):
    with pytest.raises(OperatorMistake, match=sentence):
        assign(team, network)

    assert "T0HARBOUR (Harbour city): waits" in listed()
