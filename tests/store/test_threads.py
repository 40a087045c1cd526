from dataclasses import replace

import pytest

from store import threads
from store.threads import Thread
from tests.factories import add_network, add_office, add_official, add_question, add_record, add_workspace


@pytest.fixture
def network_id(conn):
    return add_network(conn)


@pytest.fixture
def robin(conn, network_id):
    return add_official(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))


@pytest.fixture
def thread(conn, network_id, robin):
    return Thread(robin.id, add_workspace(conn, network_id), "C1", "1.1")


def test_the_latest_question_of_a_thread_has_its_conditions(conn, network_id, robin, thread):
    add_question(conn, network_id, robin, text="The first?")
    add_question(conn, network_id, robin, text="The second?", narrowed="{}")

    found = threads.latest(conn, thread)

    assert found is not None
    assert (found.text, found.narrowed) == ("The second?", "{}")
    assert threads.latest(conn, replace(thread, thread="1.2")) is None


def test_what_was_shown_in_a_thread_is_known_by_question(conn, network_id, robin, thread):
    oak, fir, ash = (add_record(conn, network_id, key) for key in ("oak", "fir", "ash"))
    add_question(conn, network_id, robin, text="How?", matches=(oak,))
    add_question(conn, network_id, robin, text="How?", matches=(fir,))
    add_question(conn, network_id, robin, text="Why?", matches=(ash,))
    add_question(conn, network_id, robin, text="How?", matches=(ash,), thread="1.2")
    other = add_official(conn, network_id, "Other")
    add_question(conn, network_id, other, text="How?", matches=(ash,))

    assert threads.shown(conn, thread, "How?") == {oak.id, fir.id}
