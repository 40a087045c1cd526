"""`counterpart staff`: who is staff, entered by the operator beside the settings."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.operator.name_staff import add, listed, remove
from bot.operator.operator_mistake import OperatorMistake
from bot.settings import Settings
from bot.wiring import join_workspace, name_group, name_staff
from store import networks, staff
from tests.engines import quickly_opened
from tests.factories import add_network


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def opened(sqlite_url: str):
    engine = quickly_opened(sqlite_url)
    yield engine
    engine.dispose()


def settings(**fields: Any) -> Settings:
    return Settings(_env_file=None, **fields)


def test_somebody_who_was_added_is_listed_until_they_are_removed():
    assert add("U1ANN", "T1") == "U1ANN is staff now."
    assert add("U1ANN") == "U1ANN was staff already."
    assert listed() == "U1ANN in slack T1, by this command"
    assert remove("U1ANN") == "U1ANN is staff no more."
    assert remove("U1ANN") == "U1ANN was not staff."
    assert listed() == "Nobody is set as staff. See docs/staff.md."


def test_who_is_staff_by_a_setting_stays_so_and_the_operator_is_told(opened: Engine):
    join_workspace(opened, settings(), "slack", "T1")
    name_staff(opened, settings(STAFF_SLACK_USERS="U1ANN"), "T1")
    add("U1ANN")

    assert remove("U1ANN") == "U1ANN is still staff, by STAFF_SLACK_USERS."


def test_without_any_network_nobody_is_staff():
    assert listed() == "Nobody is set as staff. See docs/staff.md."


def test_one_of_several_workspaces_is_named(opened: Engine):
    for external_id in ("T1", "T2"):
        join_workspace(opened, settings(), "slack", external_id)

    with pytest.raises(OperatorMistake, match=r"Several Slack workspaces are known: T1, T2\."):
        add("U1ANN")
    assert add("U1ANN", "T2") == "U1ANN is staff now."


@pytest.mark.parametrize(
    ("user", "workspace", "sentence"),
    [
        ("@ann", "T1", "@ann is no Slack member ID"),
        ("U1ANN", "", "No Slack workspace is known yet"),
    ],
)
def test_a_mistake_is_answered_with_what_to_type(user: str, workspace: str, sentence: str):
    with pytest.raises(OperatorMistake, match=sentence):
        add(user, workspace)


def test_an_unknown_workspace_is_not_joined_by_removing_from_it(opened: Engine):
    join_workspace(opened, settings(), "slack", "T1")

    with pytest.raises(OperatorMistake, match="T9 is not known"):
        remove("U1ANN", "T9")


def everybody(engine: Engine) -> set[tuple[str, str]]:
    with engine.connect() as connection:
        return {
            (each.chat_id, each.source) for each in staff.every(connection, add_network(connection, "main"))
        }


def test_the_settings_say_at_each_start_who_is_staff_and_where_they_read(opened: Engine):
    join_workspace(opened, settings(), "slack", "T1")
    name_staff(opened, settings(STAFF_SLACK_USERS="U1ANN, U2BO", STAFF_SLACK_CHANNEL="C0STAFF"), "T1")
    add("U3CY")

    name_staff(opened, settings(STAFF_SLACK_USERS="U2BO"), "T1")

    assert everybody(opened) == {("U2BO", "setting"), ("U3CY", "command")}
    with opened.connect() as connection:
        workspace = networks.workspace(connection, "slack", "T1")
        assert workspace
        assert staff.conversations(connection, workspace.network_id) == ()


def test_a_user_group_that_cannot_be_read_keeps_its_people(opened: Engine):
    grouped = settings(STAFF_SLACK_USERGROUP="S0STAFF")
    join_workspace(opened, grouped, "slack", "T1")
    workspace_id = name_staff(opened, grouped, "T1")
    name_group(opened, workspace_id, ("U1ANN", "U2BO"))

    name_staff(opened, grouped, "T1")
    name_group(opened, workspace_id, None)
    assert everybody(opened) == {("U1ANN", "usergroup"), ("U2BO", "usergroup")}

    name_group(opened, workspace_id, ("U2BO",))
    assert everybody(opened) == {("U2BO", "usergroup")}


def test_a_user_group_that_is_set_no_more_names_nobody(opened: Engine):
    join_workspace(opened, settings(), "slack", "T1")
    name_group(opened, name_staff(opened, settings(STAFF_SLACK_USERGROUP="S0STAFF"), "T1"), ("U1ANN",))

    name_staff(opened, settings(), "T1")

    assert everybody(opened) == set()
