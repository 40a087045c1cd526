import pytest
from sqlalchemy.exc import IntegrityError

from store import networks, staff
from store.staff import StaffMember
from tests.factories import add_network, add_workspace
from tests.store.racing import crowd


@pytest.fixture
def workspace_id(engine):
    with engine.begin() as conn:
        return add_workspace(conn, add_network(conn))


def named(conn, workspace_id):
    network_id = networks.workspace_by_id(conn, workspace_id).network_id
    return {(each.chat_id, each.source) for each in staff.every(conn, network_id)}


def test_whom_nobody_named_is_not_staff(conn, workspace_id):
    assert not staff.is_staff(conn, workspace_id, "U1")


def test_a_person_named_by_one_source_is_staff(conn, workspace_id):
    assert staff.add(conn, workspace_id, "U1", "command")

    assert staff.is_staff(conn, workspace_id, "U1")


def test_naming_a_person_twice_changes_nothing(conn, workspace_id):
    staff.add(conn, workspace_id, "U1", "command")

    assert not staff.add(conn, workspace_id, "U1", "command")
    assert named(conn, workspace_id) == {("U1", "command")}


def test_of_eight_calls_at_once_one_names_the_person(engine, workspace_id):
    told = crowd(engine, lambda conn: staff.add(conn, workspace_id, "U1", "command"))

    assert sorted(told) == [False] * 7 + [True]


def test_who_has_two_sources_stays_staff_until_both_are_gone(conn, workspace_id):
    staff.add(conn, workspace_id, "U1", "command")
    staff.add(conn, workspace_id, "U1", "setting")

    assert staff.remove(conn, workspace_id, "U1", "command")
    assert staff.is_staff(conn, workspace_id, "U1")
    assert staff.remove(conn, workspace_id, "U1", "setting")
    assert not staff.is_staff(conn, workspace_id, "U1")


def test_removing_whom_the_source_did_not_name_says_so(conn, workspace_id):
    staff.add(conn, workspace_id, "U1", "setting")

    assert not staff.remove(conn, workspace_id, "U1", "command")


def test_replacing_a_source_makes_it_exactly_these_people_and_leaves_the_others(conn, workspace_id):
    staff.add(conn, workspace_id, "U1", "command")
    staff.replace_source(conn, workspace_id, "setting", ["U1", "U2"])

    staff.replace_source(conn, workspace_id, "setting", ["U2", "U3", "U3"])

    assert named(conn, workspace_id) == {("U1", "command"), ("U2", "setting"), ("U3", "setting")}


def test_replacing_a_source_by_nobody_empties_it(conn, workspace_id):
    staff.replace_source(conn, workspace_id, "usergroup", ["U1"])

    staff.replace_source(conn, workspace_id, "usergroup", [])

    assert named(conn, workspace_id) == set()


def test_staff_of_one_workspace_are_not_staff_of_another(conn, workspace_id):
    valley = add_network(conn, "Valley network")
    theirs = networks.ensure_workspace(conn, valley, "slack", "T-valley")
    staff.add(conn, workspace_id, "U1", "command")

    staff.replace_source(conn, theirs, "command", ["U2"])

    assert not staff.is_staff(conn, theirs, "U1")
    assert staff.every(conn, valley) == (StaffMember("slack", "T-valley", "U2", "command"),)
    assert named(conn, workspace_id) == {("U1", "command")}


def test_an_unknown_source_is_refused(conn, workspace_id):
    with pytest.raises(IntegrityError):
        staff.replace_source(conn, workspace_id, "rumour", ["U1"])


def test_without_a_conversation_staff_read_nowhere(conn, workspace_id):
    assert staff.conversations(conn, networks.workspace_by_id(conn, workspace_id).network_id) == ()


def test_settings_without_a_staff_conversation_leave_what_staff_chose(conn, workspace_id):
    workspace = networks.workspace_by_id(conn, workspace_id)

    staff.choose_conversation(conn, workspace_id, "C-chosen")
    staff.set_conversation(conn, workspace_id, "")
    assert staff.conversations(conn, workspace.network_id) == ((workspace, "C-chosen"),)

    staff.set_conversation(conn, workspace_id, "C-setting")
    assert staff.conversations(conn, workspace.network_id) == ((workspace, "C-setting"),)

    assert not staff.leave_conversation(conn, workspace_id, "C-chosen")
    assert staff.leave_conversation(conn, workspace_id, "C-setting")
    assert staff.conversations(conn, workspace.network_id) == ()


def test_the_staff_conversation_of_a_workspace_is_kept_and_can_be_taken_away(conn, workspace_id):
    workspace = networks.workspace_by_id(conn, workspace_id)

    staff.set_conversation(conn, workspace_id, "C-staff")

    assert staff.conversations(conn, workspace.network_id) == ((workspace, "C-staff"),)
    staff.set_conversation(conn, workspace_id, "")
    assert staff.conversations(conn, workspace.network_id) == ()
