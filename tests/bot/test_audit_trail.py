"""`counterpart audit`: whether the trail is what was written, and what it says."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.operator.add_official import NewOfficial, add_official, take_out
from bot.operator.audit_trail import verify
from bot.operator.name_staff import add, remove
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.who_asked import run as who_asked
from bot.operator.workspaces import assign
from bot.settings import Settings
from bot.wiring import join_workspace, name_group, name_staff
from store import audit
from store.audit import Act, Changed, Subject
from tests import factories
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, add_question


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def opened(sqlite_url: str):
    engine = quickly_opened(sqlite_url)
    yield engine
    engine.dispose()


def counterpart(*words: str) -> Result:
    return CliRunner().invoke(app, ["audit", *words])


def write(engine: Engine, number: int = 3) -> None:
    with engine.begin() as connection:
        network_id = add_network(connection, "main")
        for each in range(number):
            changes = [Changed(Subject("record", str(each)), {"title": "Öl"}, {"title": "Oil"})]
            audit.note(connection, Act(network_id, "official:5", "record.edit"), changes, NOW)


def test_without_any_entry_nothing_is_wrong():
    said = counterpart("verify")

    assert (said.exit_code, said.output) == (0, "Nothing has been written to the audit trail yet.\n")


def test_whole_chains_are_told_with_a_mark_to_keep_that_the_next_run_takes(opened: Engine):
    write(opened)

    first = counterpart("verify")
    assert first.exit_code == 0
    assert "main: 3 entries, as written. Keep outside of this database: --kept 'main:3:" in first.output
    mark = first.output.rpartition("--kept '")[2].rstrip("'\n")

    assert counterpart("verify", "--kept", mark).exit_code == 0


def test_a_wrong_entry_is_named_with_exit_status_1(opened: Engine):
    write(opened)
    with opened.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_never_changes"))
        connection.execute(text("UPDATE audit_entry SET actor = 'official:6' WHERE seq = 2"))

    said = counterpart("verify")

    assert said.exit_code == 1
    assert (
        "main: Entry 2 is not what was written: its hash does not fit it and the one before." in said.output
    )


def test_a_kept_mark_finds_a_trail_that_was_emptied():
    said = counterpart("verify", "--kept", "main:3:abc")

    assert said.exit_code == 1
    assert "main: The database has no such chain, but a mark of it was kept." in said.output


@pytest.mark.parametrize("mark", ["main", "main:3", "main:x:abc", ":3:abc", "main:3:"])
def test_a_mark_that_is_none_is_a_mistake_in_a_sentence(mark: str):
    with pytest.raises(OperatorMistake, match="is no mark of a chain"):
        verify([mark])


def test_entries_are_shown_with_what_was_before_and_after(opened: Engine):
    write(opened)

    said = counterpart("show", "--subject", "record:1")

    assert said.output == (
        '1/2 2026-03-02 09:00:00 record.edit record:1, by official:5\n    title: "Öl" -> "Oil"\n'
    )


def test_an_entry_that_somebody_broke_is_shown_as_it_stands(opened: Engine):
    write(opened)
    with opened.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_never_changes"))
        connection.execute(text("UPDATE audit_entry SET before = '{\"title', after = '3' WHERE seq = 2"))

    said = counterpart("show", "--subject", "record:1")

    assert said.output.endswith('    (unreadable): "{\\"title" -> "3"\n')


def test_entries_are_written_as_json_from_a_day_on(opened: Engine):
    write(opened)

    lines = counterpart("show", "--json", "--since", "2026-03-02").output.splitlines()

    assert [json.loads(each)["before"] for each in lines] == [{"title": "Öl"}] * 3
    assert "has no such entry" in counterpart("show", "--since", "2026-03-03").output


@pytest.mark.parametrize("words", [("--since", "yesterday"), ("--subject", "record"), ("--subject", ":1")])
def test_what_cannot_be_looked_for_is_a_mistake_in_a_sentence(words: tuple[str, str]):
    assert isinstance(counterpart("show", *words).exception, OperatorMistake)


def test_whom_the_operator_names_and_removes_stands_in_the_trail():
    add("U1ANN", "T1")
    remove("U1ANN")

    lines = [json.loads(each) for each in counterpart("show", "--json").output.splitlines()]

    assert [(each["actor"], each["action"], each["subject"]) for each in lines] == [
        ("command line", "workspace.join", "workspace:slack/T1"),
        ("command line", "staff.add", "staff:T1/U1ANN"),
        ("command line", "staff.remove", "staff:T1/U1ANN"),
    ]
    assert [each["after"] for each in lines[1:]] == [{"named_by": ["command"]}, {}]


def test_what_the_operator_does_to_officials_and_workspaces_stands_in_the_trail():
    add_official(NewOfficial("Bolton, GB", "Public health", "U1ANN", "T1"))
    take_out("U1ANN")
    assign("T0HILL", "main")

    lines = [json.loads(each) for each in counterpart("show", "--json").output.splitlines()]

    assert [(each["action"], each["subject"]) for each in lines] == [
        ("workspace.join", "workspace:slack/T1"),
        ("member.add", "official:1"),
        ("member.remove", "official:1"),
        ("workspace.assign", "workspace:slack/T0HILL"),
    ]
    assert lines[1]["after"]["offices"] == ["Public health, Bolton (office 1)"]
    assert lines[2]["after"] == {"member": False, "verified": False}


def test_staff_of_the_settings_and_of_a_user_group_stand_in_the_trail_when_they_change(opened: Engine):
    settings = Settings(_env_file=None, STAFF_SLACK_USERS="U1ANN", STAFF_SLACK_USERGROUP="S0STAFF")
    join_workspace(opened, settings, "slack", "T1")
    for people in (["U2BEN"], ["U2BEN"], []):
        name_group(opened, name_staff(opened, settings, "T1"), people)

    lines = [json.loads(each) for each in counterpart("show", "--json").output.splitlines()]

    assert [(each["action"], each["subject"], each["after"]) for each in lines[1:]] == [
        ("staff.setting", "staff:T1/U1ANN", {"named_by": ["setting"]}),
        ("staff.usergroup", "staff:T1/U2BEN", {"named_by": ["usergroup"]}),
        ("staff.usergroup", "staff:T1/U2BEN", {}),
    ]
    assert {each["actor"] for each in lines} == {"setting"}


def test_that_somebody_looked_up_who_asked_stands_in_the_trail_without_who_it_was(opened: Engine):
    with opened.begin() as connection:
        network_id = add_network(connection, "main")
        question_id = add_question(connection, network_id, factories.add_official(connection, network_id))

    who_asked(question_id)

    [line] = counterpart("show", "--json", "--subject", f"question:{question_id}").output.splitlines()
    shown = json.loads(line)
    assert (shown["action"], shown["before"], shown["after"]) == ("question.who", {}, {})


def test_in_the_demonstration_its_own_trail_is_shown(opened: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COUNTERPART_DEMO", "1")
    write(opened)
    with opened.begin() as connection:
        changes = [Changed(Subject("record", "7"), {"title": "Öl"}, {"title": "Oil"})]
        act = Act(add_network(connection, "demo"), "official:5", "record.edit")
        audit.note(connection, act, changes, NOW)

    shown, nothing = counterpart("show"), counterpart("show", "--subject", "record:1")

    assert shown.output.count("record.edit record:7") == shown.output.count("record.edit") == 1
    assert nothing.stderr == "The audit trail of demo has no such entry.\n"
