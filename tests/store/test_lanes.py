from datetime import timedelta

import pytest

from store import deliveries, lanes
from store.deliveries import Lane
from tests.factories import NOW, add_network
from tests.store.racing import crowd

SECOND = timedelta(seconds=1)
HELP_DESK = Lane("slack:T1:C1", "1.1", paced=True)
OTHER_THREAD = Lane("slack:T1:C1", "2.2", paced=True)
UNPACED = Lane("slack:T1:C1", "3.3", paced=False)
ELSEWHERE = Lane("slack:T1:C2", "1.1", paced=True)


def add(conn, key, lane=HELP_DESK, now=NOW):
    return deliveries.add(conn, add_network(conn), key, "{}", "{}", "en", now, lane)


def claim(conn, delivery_id, now=NOW):
    """Claim as the poster does: who gets nothing takes back what the try changed."""
    with conn.begin_nested() as savepoint:
        claimed = lanes.claim(conn, delivery_id, SECOND, now)
        if claimed is None:
            savepoint.rollback()
    return claimed


def send(conn, delivery_id, now=NOW):
    claimed = claim(conn, delivery_id, now)
    assert claimed
    lanes.rest(conn, claimed, now + SECOND)
    assert deliveries.finish(conn, claimed, "C1", "1.2", now)


def test_a_message_for_a_quiet_conversation_may_be_posted_at_once(conn):
    message = add(conn, "one")

    assert lanes.ready(conn, NOW) == (message,)
    assert claim(conn, message)


def test_after_a_post_the_conversation_rests_for_its_pace(conn):
    first, second = add(conn, "one"), add(conn, "two", OTHER_THREAD)
    send(conn, first)

    almost = NOW + SECOND - timedelta(milliseconds=1)
    assert (lanes.ready(conn, almost), claim(conn, second, almost)) == ((), None)
    assert lanes.ready(conn, NOW + SECOND) == (second,)
    assert claim(conn, second, NOW + SECOND)


def test_what_has_no_pace_neither_waits_for_it_nor_makes_others_wait(conn):
    first, quick, last = add(conn, "one"), add(conn, "two", UNPACED), add(conn, "three", OTHER_THREAD)
    send(conn, first)

    send(conn, quick)

    assert claim(conn, last) is None
    assert claim(conn, last, NOW + SECOND)


def test_a_busy_conversation_holds_up_no_other(conn):
    busy = [add(conn, f"busy {number}") for number in range(5)]
    quiet = add(conn, "quiet", ELSEWHERE)
    send(conn, busy[0])

    assert lanes.ready(conn, NOW) == (quiet,)
    assert claim(conn, quiet)


def test_a_message_waits_until_the_one_before_it_in_its_thread_has_ended(conn):
    first, second = add(conn, "one"), add(conn, "two")
    long_after = NOW + 10 * SECOND

    assert claim(conn, second) is None
    claimed = claim(conn, first)
    lanes.postpone(conn, claimed, long_after)
    assert (lanes.ready(conn, NOW + 5 * SECOND), claim(conn, second, NOW + 5 * SECOND)) == ((), None)
    assert deliveries.fail(conn, claim(conn, first, long_after), "gone", long_after)

    assert claim(conn, second, long_after + SECOND)


def test_a_wait_that_the_chat_asks_for_holds_the_whole_conversation_and_counts_no_attempt(conn):
    first, second, third = add(conn, "one"), add(conn, "two", OTHER_THREAD), add(conn, "three", UNPACED)
    until = NOW + 7 * SECOND
    lanes.hold(conn, claim(conn, first), until)

    assert lanes.ready(conn, until - SECOND) == ()
    assert [claim(conn, each, until - SECOND) for each in (first, second, third)] == [None] * 3
    again = claim(conn, first, until)
    assert again
    assert again.attempts == 1


def test_a_message_that_keeps_failing_is_overtaken_after_a_quarter_of_an_hour_and_not_before(conn):
    stuck, behind = add(conn, "stuck"), add(conn, "behind")
    lanes.postpone(conn, claim(conn, stuck), NOW + timedelta(hours=1))

    assert claim(conn, behind, NOW + lanes.OVERTAKEN_AFTER - SECOND) is None
    assert claim(conn, behind, NOW + lanes.OVERTAKEN_AFTER)


def test_what_a_dead_process_had_in_its_hands_is_free_when_the_lease_ends(conn):
    message = add(conn, "one")
    claim(conn, message)

    assert claim(conn, message, NOW + lanes.LEASE - SECOND) is None
    second = claim(conn, message, NOW + lanes.LEASE)
    assert second
    assert second.attempts == 2


def test_a_process_alone_on_its_database_takes_up_at_once_what_the_former_one_left(conn):
    put_off, untried = add(conn, "one"), add(conn, "two", ELSEWHERE)
    lanes.postpone(conn, claim(conn, put_off), NOW + timedelta(hours=1))

    lanes.release(conn, NOW + SECOND)

    assert claim(conn, untried, NOW + SECOND)
    assert claim(conn, put_off, NOW + SECOND + lanes.UNDER_WAY)


def test_what_a_dead_process_may_have_been_posting_is_not_looked_for_before_it_can_stand(conn):
    message = add(conn, "one")
    claim(conn, message)

    lanes.release(conn, NOW + SECOND)

    assert claim(conn, message, NOW + lanes.UNDER_WAY) is None
    assert claim(conn, message, NOW + SECOND + lanes.UNDER_WAY)


@pytest.mark.parametrize("lane", [HELP_DESK, UNPACED])
def test_the_next_moment_is_when_a_message_may_be_tried_again(conn, lane):
    message = add(conn, "one", lane)
    assert lanes.next_moment(conn, NOW) is None
    lanes.postpone(conn, claim(conn, message), NOW + 90 * SECOND)

    assert lanes.next_moment(conn, NOW) == NOW + 90 * SECOND
    assert lanes.next_moment(conn, NOW + 90 * SECOND) is None


def test_the_next_moment_is_when_the_conversation_has_rested_or_the_chat_lets_us(conn):
    first, second = add(conn, "one"), add(conn, "two", OTHER_THREAD)
    send(conn, first)
    assert lanes.next_moment(conn, NOW) == NOW + SECOND

    lanes.hold(conn, claim(conn, second, NOW + SECOND), NOW + 9 * SECOND)

    assert lanes.next_moment(conn, NOW + SECOND) == NOW + 9 * SECOND


def test_the_next_moment_is_not_that_of_a_message_behind_another(conn):
    first = add(conn, "one")
    add(conn, "two")
    lanes.postpone(conn, claim(conn, first), NOW + 30 * SECOND)

    assert lanes.next_moment(conn, NOW) == NOW + 30 * SECOND


def test_of_many_who_claim_one_message_at_once_one_gets_it(engine):
    with engine.begin() as conn:
        message = add(conn, "one")

    told = crowd(engine, lambda conn: lanes.claim(conn, message, SECOND, NOW))

    assert [each.id for each in told if each] == [message]


def test_of_two_messages_of_one_conversation_claimed_at_once_one_gets_its_turn(engine):
    with engine.begin() as conn:
        turns = iter([add(conn, "one"), add(conn, "two", OTHER_THREAD)] * 4)

    told = crowd(engine, lambda conn: lanes.claim(conn, next(turns), SECOND, NOW))

    assert len([each for each in told if each]) == 1
