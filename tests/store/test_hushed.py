import pytest
from sqlalchemy.exc import IntegrityError

from store import hushed, networks
from tests.factories import NOW, add_network, add_workspace
from tests.store.racing import crowd


@pytest.fixture
def workspace(engine):
    with engine.begin() as conn:
        return networks.workspace_by_id(conn, add_workspace(conn, add_network(conn)))


def test_a_thread_is_hushed_until_that_is_ended(conn, workspace):
    assert not hushed.is_hushed(conn, workspace.id, "C1", "1.1")

    assert hushed.hush(conn, workspace.network_id, workspace.id, "C1", "1.1", NOW)
    assert hushed.is_hushed(conn, workspace.id, "C1", "1.1")

    assert hushed.end(conn, workspace.id, "C1", "1.1")
    assert not hushed.is_hushed(conn, workspace.id, "C1", "1.1")
    assert not hushed.end(conn, workspace.id, "C1", "1.1")


@pytest.mark.parametrize("other", [("C1", "1.2"), ("C2", "1.1")])
def test_other_threads_stay_as_they_are(conn, workspace, other):
    hushed.hush(conn, workspace.network_id, workspace.id, "C1", "1.1", NOW)

    assert not hushed.is_hushed(conn, workspace.id, *other)


def test_of_eight_who_hush_at_once_one_did(engine, workspace):
    told = crowd(engine, lambda conn: hushed.hush(conn, workspace.network_id, workspace.id, "C1", "1.1", NOW))

    assert sorted(told) == [False] * 7 + [True]


def test_nobody_hushes_a_thread_of_another_network(conn, workspace):
    other = add_network(conn, "Another")

    with pytest.raises(IntegrityError):
        hushed.hush(conn, other, workspace.id, "C1", "1.1", NOW)
