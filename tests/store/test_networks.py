import pytest

from store import networks
from tests.engines import quickly_opened
from tests.factories import add_network
from tests.store.racing import raced


def test_a_network_of_one_name_exists_once(conn):
    first = networks.ensure(conn, "Harbour network", demonstration=True)

    second = networks.ensure(conn, "Harbour network")

    assert second == first
    assert networks.by_name(conn, "Harbour network") == first


def test_an_unknown_network_is_none(conn):
    assert networks.by_name(conn, "Harbour network") is None


def test_a_workspace_says_its_network_and_whether_it_is_a_demonstration(conn):
    network_id = networks.ensure(conn, "Harbour network", demonstration=True)

    workspace_id = networks.ensure_workspace(conn, network_id, "slack", "T1")

    expected = networks.Workspace(workspace_id, network_id, "slack", "T1", demonstration=True)
    assert networks.workspace(conn, "slack", "T1") == expected


def test_a_network_that_exists_does_not_become_a_demonstration(conn):
    network_id = networks.ensure(conn, "Harbour network")
    networks.ensure_workspace(conn, network_id, "slack", "T1")

    networks.ensure(conn, "Harbour network", demonstration=True)

    found = networks.workspace(conn, "slack", "T1")
    assert found is not None
    assert not found.demonstration


def test_a_workspace_is_joined_once(conn):
    network_id = add_network(conn)

    first = networks.ensure_workspace(conn, network_id, "slack", "T1")

    assert networks.ensure_workspace(conn, network_id, "slack", "T1") == first


def test_two_chats_may_use_the_same_id(conn):
    network_id = add_network(conn)

    slack = networks.ensure_workspace(conn, network_id, "slack", "T1")

    assert networks.ensure_workspace(conn, network_id, "teams", "T1") != slack


def test_a_workspace_of_another_network_is_not_taken_over(conn):
    networks.ensure_workspace(conn, add_network(conn, "Harbour network"), "slack", "T1")

    with pytest.raises(ValueError, match="the slack workspace T1 belongs to another network"):
        networks.ensure_workspace(conn, add_network(conn, "Valley network"), "slack", "T1")


def test_an_unknown_workspace_is_none(conn):
    assert networks.workspace(conn, "slack", "T1") is None


def test_a_workspace_is_found_by_its_id(conn):
    network_id = add_network(conn)

    workspace_id = networks.ensure_workspace(conn, network_id, "slack", "T1")

    assert networks.workspace_by_id(conn, workspace_id) == networks.workspace(conn, "slack", "T1")


def test_the_workspaces_of_a_network_in_one_chat_are_listed_longest_known_first(conn):
    harbour, valley = add_network(conn, "Harbour network"), add_network(conn, "Valley network")
    for network_id, chat, external_id in [
        (harbour, "slack", "T2"),
        (harbour, "slack", "T1"),
        (harbour, "console", "here"),
        (valley, "slack", "T3"),
    ]:
        networks.ensure_workspace(conn, network_id, chat, external_id)

    assert [found.external_id for found in networks.workspaces(conn, harbour, "slack")] == ["T2", "T1"]


def test_topics_are_kept_once_and_listed_sorted(conn):
    network_id = add_network(conn)
    networks.ensure_topics(conn, network_id, ["water", "air", "water"])

    networks.ensure_topics(conn, network_id, ["roads", "air"])

    assert networks.topics(conn, network_id) == ("air", "roads", "water")


def test_no_topics_to_add_is_nothing_to_do(conn):
    network_id = add_network(conn)

    networks.ensure_topics(conn, network_id, [])

    assert networks.topics(conn, network_id) == ()


def test_who_holds_a_network_lets_the_next_one_wait_until_the_end(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)

    assert raced(engine, lambda conn: networks.hold(conn, network_id)) == (None, None)


def test_questions_are_asked_while_a_network_is_held(postgresql_url):
    engine = quickly_opened(postgresql_url)
    with engine.begin() as conn:
        network_id = add_network(conn)

    with engine.begin() as holding, engine.begin() as asking:
        networks.hold(holding, network_id)
        asking.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        networks.ensure_topics(asking, network_id, ["water"])

    with engine.connect() as conn:
        assert networks.topics(conn, network_id) == ("water",)
    engine.dispose()
