from datetime import timedelta

from store import due
from tests.factories import NOW, add_network
from tests.store.racing import raced

HOUR = timedelta(hours=1)


def test_what_waits_is_ready_from_its_moment_on(conn):
    network_id = add_network(conn)

    due.schedule(conn, network_id, "expiry", 7, NOW)

    assert due.ready(conn, NOW - HOUR) == ()
    (waiting,) = due.ready(conn, NOW)
    assert (waiting.network_id, waiting.kind, waiting.subject_id) == (network_id, "expiry", 7)
    assert waiting.due_at == NOW


def test_the_longest_overdue_comes_first_and_no_more_than_the_limit(conn):
    network_id = add_network(conn)
    for subject, hours in [(1, 3), (2, 1), (3, 2)]:
        due.schedule(conn, network_id, "expiry", subject, NOW + hours * HOUR)

    assert [one.subject_id for one in due.ready(conn, NOW + 3 * HOUR)] == [2, 3, 1]
    assert [one.subject_id for one in due.ready(conn, NOW + 3 * HOUR, limit=2)] == [2, 3]


def test_what_waits_already_keeps_its_moment(conn):
    network_id = add_network(conn)
    due.schedule(conn, network_id, "expiry", 7, NOW)

    due.schedule(conn, network_id, "expiry", 7, NOW + HOUR)

    assert [one.due_at for one in due.ready(conn, NOW + HOUR)] == [NOW]


def test_what_is_done_is_done_once_and_does_not_come_back(conn):
    network_id = add_network(conn)
    due.schedule(conn, network_id, "expiry", 7, NOW)
    (waiting,) = due.ready(conn, NOW)

    told = due.finish(conn, waiting.id, NOW), due.finish(conn, waiting.id, NOW)
    due.schedule(conn, network_id, "expiry", 7, NOW)

    assert told == (True, False)
    assert due.ready(conn, NOW) == ()


def test_what_is_cancelled_does_not_happen_and_nothing_else_is_cancelled(conn):
    network_id = add_network(conn)
    due.schedule(conn, network_id, "expiry", 7, NOW)
    due.schedule(conn, network_id, "expiry", 8, NOW)
    due.schedule(conn, network_id, "reminder", 7, NOW)

    told = due.cancel(conn, "expiry", 7, NOW), due.cancel(conn, "expiry", 7, NOW)

    assert told == (True, False)
    assert [(one.kind, one.subject_id) for one in due.ready(conn, NOW)] == [("expiry", 8), ("reminder", 7)]


def test_what_is_done_cannot_be_cancelled(conn):
    due.schedule(conn, add_network(conn), "expiry", 7, NOW)
    due.finish(conn, due.ready(conn, NOW)[0].id, NOW)

    assert not due.cancel(conn, "expiry", 7, NOW)


def test_what_waits_is_found_by_its_id_also_when_it_is_done(conn):
    due.schedule(conn, add_network(conn), "expiry", 7, NOW)
    (waiting,) = due.ready(conn, NOW)
    due.finish(conn, waiting.id, NOW)

    assert due.by_id(conn, waiting.id) == waiting
    assert due.by_id(conn, waiting.id + 1) is None


def test_the_soonest_is_the_next_of_those_not_done(conn):
    network_id = add_network(conn)
    before = due.soonest(conn)
    due.schedule(conn, network_id, "expiry", 1, NOW + 2 * HOUR)
    due.schedule(conn, network_id, "expiry", 2, NOW + 3 * HOUR)
    due.schedule(conn, network_id, "expiry", 3, NOW + HOUR)

    due.cancel(conn, "expiry", 3, NOW)

    assert (before, due.soonest(conn)) == (None, NOW + 2 * HOUR)


def test_what_two_schedule_at_once_waits_once(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)

    raced(engine, lambda conn: due.schedule(conn, network_id, "expiry", 7, NOW))

    with engine.connect() as conn:
        assert len(due.ready(conn, NOW)) == 1


def test_of_two_who_finish_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        due.schedule(conn, add_network(conn), "expiry", 7, NOW)
        (waiting,) = due.ready(conn, NOW)

    assert raced(engine, lambda conn: due.finish(conn, waiting.id, NOW)) == (True, False)


def test_of_two_who_cancel_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        due.schedule(conn, add_network(conn), "expiry", 7, NOW)

    assert raced(engine, lambda conn: due.cancel(conn, "expiry", 7, NOW)) == (True, False)


def test_what_was_done_can_wait_again_and_what_waits_keeps_its_moment(conn):
    network_id = add_network(conn)
    due.again(conn, network_id, "expiry", 7, NOW)
    due.again(conn, network_id, "expiry", 7, NOW + HOUR)
    (waiting,) = due.ready(conn, NOW)
    due.finish(conn, waiting.id, NOW)

    due.again(conn, network_id, "expiry", 7, NOW + 2 * HOUR)

    assert due.ready(conn, NOW + HOUR) == ()
    assert [(one.subject_id, one.due_at) for one in due.ready(conn, NOW + 2 * HOUR)] == [(7, NOW + 2 * HOUR)]


def test_of_two_who_let_something_wait_again_the_first_decides(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        due.schedule(conn, network_id, "expiry", 7, NOW)
        (waiting,) = due.ready(conn, NOW)
        due.finish(conn, waiting.id, NOW)

    raced(engine, lambda conn: due.again(conn, network_id, "expiry", 7, NOW + HOUR))

    with engine.connect() as conn:
        assert [one.id for one in due.ready(conn, NOW + HOUR)] == [waiting.id]
