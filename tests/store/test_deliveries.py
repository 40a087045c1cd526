from dataclasses import replace
from datetime import timedelta

from store import deliveries
from store.deliveries import Delivery
from tests.factories import NOW, add_network
from tests.store.racing import raced

MINUTE = timedelta(minutes=1)


def add(conn, key="answer:1", now=NOW):
    return deliveries.add(conn, add_network(conn), key, '{"way": "thread"}', '{"kind": "help"}', "es", now)


def found(conn, delivery_id):
    delivery = deliveries.by_id(conn, delivery_id)
    assert delivery
    return delivery


def test_a_new_delivery_waits(conn):
    delivery_id = add(conn)

    assert deliveries.by_id(conn, delivery_id) == Delivery(
        id=delivery_id,
        network_id=add_network(conn),
        key="answer:1",
        address='{"way": "thread"}',
        message='{"kind": "help"}',
        locale="es",
        state="waiting",
        attempts=0,
    )


def test_an_unknown_delivery_is_none_and_cannot_begin(conn):
    assert deliveries.by_id(conn, 1) is None
    assert deliveries.begin(conn, 1) is None


def test_the_same_key_twice_is_one_delivery_with_the_first_words(conn):
    delivery_id = add(conn)
    first = found(conn, delivery_id)

    again = deliveries.add(conn, add_network(conn), "answer:1", "{}", "{}", "en", NOW + MINUTE)

    assert again == delivery_id
    assert found(conn, again) == first


def test_each_beginning_counts_an_attempt(conn):
    delivery_id = add(conn)
    before = found(conn, delivery_id)

    assert deliveries.begin(conn, delivery_id) == replace(before, attempts=1)
    assert deliveries.begin(conn, delivery_id) == replace(before, attempts=2)


def test_what_was_sent_does_not_begin_again_and_ends_once(conn):
    delivery_id = add(conn)
    deliveries.begin(conn, delivery_id)

    assert deliveries.finish(conn, delivery_id, "C1", "1.2", NOW)

    assert (found(conn, delivery_id).state, found(conn, delivery_id).attempts) == ("sent", 1)
    assert deliveries.begin(conn, delivery_id) is None
    assert not deliveries.finish(conn, delivery_id, "C2", "2.2", NOW)
    assert not deliveries.fail(conn, delivery_id, "not_in_channel", NOW)


def test_what_failed_does_not_begin_again_and_ends_once(conn):
    delivery_id = add(conn)

    assert deliveries.fail(conn, delivery_id, "not_in_channel", NOW)

    assert found(conn, delivery_id).state == "failed"
    assert deliveries.begin(conn, delivery_id) is None
    assert not deliveries.finish(conn, delivery_id, "C1", "1.2", NOW)


def test_what_waits_since_before_a_moment_is_listed_oldest_first_up_to_the_limit(conn):
    newer, older = add(conn, "newer", NOW + MINUTE), add(conn, "older", NOW)
    add(conn, "too new", NOW + 2 * MINUTE)
    deliveries.finish(conn, add(conn, "sent", NOW), "C1", "1.2", NOW)

    assert deliveries.waiting(conn, NOW + 2 * MINUTE) == (older, newer)
    assert deliveries.waiting(conn, NOW + 2 * MINUTE, limit=1) == (older,)


def test_what_two_add_at_once_under_one_key_is_one_delivery(engine):
    with engine.begin() as conn:
        add_network(conn)

    first, second = raced(engine, add)

    assert first == second


def test_attempts_begun_at_once_are_all_counted(engine):
    with engine.begin() as conn:
        delivery_id = add(conn)

    first, second = raced(engine, lambda conn: deliveries.begin(conn, delivery_id))

    assert first is not None
    assert second is not None
    assert (first.attempts, second.attempts) == (1, 2)


def test_of_two_who_finish_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        delivery_id = add(conn)

    assert raced(engine, lambda conn: deliveries.finish(conn, delivery_id, "C1", "1.2", NOW)) == (True, False)


def test_of_two_who_give_up_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        delivery_id = add(conn)

    assert raced(engine, lambda conn: deliveries.fail(conn, delivery_id, "gone", NOW)) == (True, False)
