from dataclasses import replace
from datetime import timedelta

import pytest

from store import deliveries, lanes
from store.deliveries import Delivery
from tests.factories import NOW, add_network
from tests.store.racing import raced

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
LATER = NOW + lanes.LEASE  # when a claim made NOW has run out


def add(conn, key="answer:1", now=NOW):
    return deliveries.add(conn, add_network(conn), key, '{"way": "thread"}', '{"kind": "help"}', "es", now)


def begin(conn, delivery_id, now=NOW):
    return lanes.claim(conn, delivery_id, SECOND, now)


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
        created_at=NOW,
    )


def test_an_unknown_delivery_is_none_and_cannot_begin(conn):
    assert deliveries.by_id(conn, 1) is None
    assert begin(conn, 1) is None


def test_the_same_key_twice_is_one_delivery_with_the_first_words(conn):
    delivery_id = add(conn)
    first = found(conn, delivery_id)

    again = deliveries.add(conn, add_network(conn), "answer:1", "{}", "{}", "en", NOW + MINUTE)

    assert again == delivery_id
    assert found(conn, again) == first


def test_each_beginning_counts_an_attempt(conn):
    delivery_id = add(conn)
    before = found(conn, delivery_id)

    assert begin(conn, delivery_id) == replace(before, attempts=1, retry_at=LATER)
    assert begin(conn, delivery_id, LATER) == replace(before, attempts=2, retry_at=LATER + lanes.LEASE)


def test_what_was_sent_does_not_begin_again_and_ends_once(conn):
    delivery_id = add(conn)
    mine = begin(conn, delivery_id)

    assert deliveries.finish(conn, mine, "C1", "1.2", NOW)

    assert (found(conn, delivery_id).state, found(conn, delivery_id).attempts) == ("sent", 1)
    assert begin(conn, delivery_id, LATER) is None
    assert not deliveries.finish(conn, mine, "C2", "2.2", NOW)
    assert not deliveries.fail(conn, mine, "not_in_channel", NOW)


def test_what_failed_does_not_begin_again_and_ends_once(conn):
    delivery_id = add(conn)
    mine = begin(conn, delivery_id)

    assert deliveries.fail(conn, mine, "not_in_channel", NOW)

    assert found(conn, delivery_id).state == "failed"
    assert begin(conn, delivery_id, LATER) is None
    assert not deliveries.finish(conn, mine, "C1", "1.2", NOW)


@pytest.mark.parametrize("counted", [True, False])
def test_who_lost_the_lease_can_neither_end_the_delivery_nor_put_it_off(conn, counted):
    delivery_id = add(conn)
    slow = begin(conn, delivery_id)
    other = begin(conn, delivery_id, LATER)
    if not counted:
        lanes.hold(conn, other, LATER + SECOND)  # the count of attempts is again what the slow one saw
    now = found(conn, delivery_id)

    assert not deliveries.finish(conn, slow, "C1", "1.2", LATER)
    assert not deliveries.fail(conn, slow, "gone", LATER)
    lanes.postpone(conn, slow, LATER + MINUTE)

    assert found(conn, delivery_id) == now


def test_what_two_add_at_once_under_one_key_is_one_delivery(engine):
    with engine.begin() as conn:
        add_network(conn)

    first, second = raced(engine, add)

    assert first == second


def test_of_two_who_begin_at_once_one_gets_the_message(engine):
    with engine.begin() as conn:
        delivery_id = add(conn)

    first, second = raced(engine, lambda conn: begin(conn, delivery_id))

    assert first is not None
    assert first.attempts == 1
    assert second is None


def test_of_two_who_finish_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        mine = begin(conn, add(conn))

    assert raced(engine, lambda conn: deliveries.finish(conn, mine, "C1", "1.2", NOW)) == (True, False)


def test_of_two_who_give_up_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        mine = begin(conn, add(conn))

    assert raced(engine, lambda conn: deliveries.fail(conn, mine, "gone", NOW)) == (True, False)
