"""What a start asks the store: complete models, all networks, and whether it knows a saved index."""

from datetime import timedelta

import pytest

from matching.domain import EntryKind
from store import changes, models, networks
from store.changes import Cursor
from store.models import Model
from tests.factories import NOW, add_network
from tests.store.racing import crowd, raced

SMALL, LARGE = Model("bundled", "small-1"), Model("/models/large", "large-2")


def test_a_new_database_has_no_complete_model(conn):
    assert models.complete(conn) == ()


def test_complete_models_come_the_latest_first(conn):
    models.note_complete(conn, SMALL, NOW)
    models.note_complete(conn, LARGE, NOW + timedelta(days=1))

    assert models.complete(conn) == (LARGE, SMALL)


def test_a_model_that_is_noted_again_is_the_latest_and_has_its_new_setting(conn):
    models.note_complete(conn, SMALL, NOW)
    models.note_complete(conn, LARGE, NOW + timedelta(days=1))
    moved = Model("/elsewhere/small", SMALL.name)

    models.note_complete(conn, moved, NOW + timedelta(days=2))

    assert models.complete(conn) == (moved, LARGE)


def test_two_processes_that_note_the_same_model_at_once_both_go_on(engine):
    raced(engine, lambda conn: models.note_complete(conn, SMALL, NOW))

    with engine.connect() as conn:
        assert models.complete(conn) == (SMALL,)


def test_eight_processes_that_start_on_a_new_database_all_go_on(engine):
    crowd(engine, lambda conn: models.note_complete(conn, SMALL, NOW))

    with engine.connect() as conn:
        assert models.complete(conn) == (SMALL,)


def test_every_network_is_listed_by_its_name_the_oldest_first(conn):
    valley, harbour = add_network(conn, "Valley network"), add_network(conn, "Harbour network")

    assert list(networks.every(conn).items()) == [("Valley network", valley), ("Harbour network", harbour)]


def test_a_database_without_networks_lists_none(conn):
    assert networks.every(conn) == {}


@pytest.fixture
def two_networks(engine):
    """A network with two changes, and one with a change between them."""
    with engine.begin() as conn:
        harbour, valley = add_network(conn, "Harbour network"), add_network(conn, "Valley network")
        changes.note(conn, harbour, EntryKind.RECORD, 7)
    with engine.begin() as conn:
        changes.note(conn, valley, EntryKind.RECORD, 8)
    with engine.begin() as conn:
        changes.note(conn, harbour, EntryKind.QUESTION, 9)
    return harbour, valley


def test_a_log_knows_every_change_of_its_own_and_the_start(engine, two_networks):
    harbour, valley = two_networks
    with engine.connect() as conn:
        first = changes.since(conn, harbour, changes.START)[1]

        assert changes.knows(conn, harbour, first)
        assert changes.knows(conn, harbour, changes.latest(conn, harbour))
        assert changes.knows(conn, harbour, changes.START)
        assert changes.knows(conn, valley, changes.latest(conn, valley))


def test_a_log_knows_no_change_of_another_network(engine, two_networks):
    harbour, valley = two_networks
    with engine.connect() as conn:
        assert not changes.knows(conn, harbour, changes.latest(conn, valley))
        assert not changes.knows(conn, valley, changes.latest(conn, harbour))


def test_a_log_knows_no_change_that_it_does_not_have(engine, two_networks):
    harbour, _ = two_networks
    with engine.connect() as conn:
        last = changes.latest(conn, harbour)

        assert not changes.knows(conn, harbour, Cursor(last.xid, last.seq + 1, last.mark))
        assert not changes.knows(conn, harbour, Cursor(last.xid + 1, last.seq, last.mark))


def test_a_new_network_knows_the_start_alone(engine, two_networks):
    harbour, _ = two_networks
    with engine.begin() as conn:
        fresh = add_network(conn, "Lake network")

    with engine.connect() as conn:
        assert changes.knows(conn, fresh, changes.START)
        assert not changes.knows(conn, fresh, changes.latest(conn, harbour))
