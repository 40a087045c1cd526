from datetime import timedelta

import pytest

from store import installations
from store.installations import NewInstallation
from tests.factories import NOW
from tests.store.racing import crowd

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def kept(conn):
    installations.save(conn, NewInstallation("T1", "sealed"), NOW)
    return conn


def test_an_uninstall_deletes_the_tokens_once(kept):
    ended = [installations.end(kept, "T1", LATER, LATER) for _ in range(2)]

    found = installations.of_account(kept, "T1")
    assert (ended, found.sealed, installations.serving(kept, "T1")) == ([True, False], "", None)


def test_an_old_uninstall_leaves_a_newer_installation_alone(kept):
    installations.end(kept, "T1", LATER, LATER)
    installations.save(kept, NewInstallation("T1", "again"), LATER)

    assert not installations.end(kept, "T1", LATER, LATER)
    assert installations.serving(kept, "T1").sealed == "again"


def test_one_caller_has_the_turn_to_refresh_until_its_time_is_over(kept):
    version = installations.of_account(kept, "T1").version

    turns = [installations.begin_refresh(kept, "T1", version, LATER, now) for now in (NOW, NOW)]
    late = installations.begin_refresh(kept, "T1", version, LATER, LATER + timedelta(seconds=1))

    assert (turns, late) == ([True, False], True)


def test_a_refresh_does_not_bring_tokens_back_that_an_uninstall_deleted(kept):
    version = installations.of_account(kept, "T1").version
    installations.begin_refresh(kept, "T1", version, LATER, NOW)
    installations.end(kept, "T1", LATER, LATER)

    assert not installations.end_refresh(kept, "T1", version, "new", None)
    assert installations.of_account(kept, "T1").sealed == ""


def test_of_many_at_once_one_has_the_turn(postgresql):
    with postgresql.begin() as conn:
        installations.save(conn, NewInstallation("TCROWD", "sealed"), NOW)
        version = installations.of_account(conn, "TCROWD").version

    turns = crowd(postgresql, lambda c: installations.begin_refresh(c, "TCROWD", version, LATER, NOW))

    assert sum(turns) == 1


def test_a_state_is_used_once_and_only_in_time(conn):
    installations.begin(conn, "a", LATER, NOW)
    installations.begin(conn, "b", LATER, NOW)

    assert [installations.use_state(conn, "a", NOW) for _ in range(2)] == [True, False]
    assert not installations.use_state(conn, "b", LATER)


def test_an_organisations_tokens_serve_its_workspaces_and_no_other(conn):
    installations.save(conn, NewInstallation("E1", "whole", enterprise_wide=True), NOW)
    installations.note_team(conn, "T1", "E1")

    assert installations.serving(conn, "T1").account == "E1"
    assert installations.serving(conn, "T2") is None


def test_a_workspace_that_its_organisation_took_the_app_out_of_is_served_no_more_until_it_lets_it_in(conn):
    installations.save(conn, NewInstallation("E1", "whole", enterprise_wide=True), NOW)
    installations.leave_teams(conn, "E1", ["T1", "T2"], NOW)
    served = [installations.served(conn, ["T1", "T2"], yes=True)]

    installations.take_teams(conn, "E1", ["T1"])
    served.append(installations.served(conn, ["T1", "T2"], yes=True))

    assert served == [[], ["T1"]]
    assert installations.serving(conn, "T2", "E1") is None


def test_its_own_installation_serves_a_workspace_whatever_the_organisation_does(kept):
    installations.leave_teams(kept, "E1", ["T1"], NOW)

    assert installations.serving(kept, "T1").account == "T1"


def test_a_new_installation_of_an_organisation_serves_what_the_one_before_had_left(conn):
    installations.save(conn, NewInstallation("E1", "whole", enterprise_wide=True), NOW)
    installations.leave_teams(conn, "E1", ["T1"], NOW)
    installations.end(conn, "E1", LATER, LATER)

    installations.save(conn, NewInstallation("E1", "again", enterprise_wide=True), LATER)

    assert installations.teams_of(conn, "E1") == ("T1",)
    assert installations.serving(conn, "T1").sealed == "again"
