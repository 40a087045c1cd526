from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from store import memberships, networks
from store.memberships import MembershipDraft
from tests.factories import (
    NOW,
    add_network,
    add_office,
    add_official,
    add_question,
)
from tests.store.racing import raced

JULY = (date(2026, 7, 1), date(2026, 7, 14))
LATER = NOW + timedelta(days=40)


def a_member(conn, **said):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)
    memberships.save(conn, network_id, robin.id, MembershipDraft(**said), NOW)
    return network_id, robin


def found(conn, official):
    membership = memberships.by_official(conn, official.id)
    assert membership
    return membership


def test_who_never_joined_has_no_membership(conn):
    assert memberships.by_official(conn, add_official(conn, add_network(conn)).id) is None


def test_everything_that_a_member_says_is_kept(conn):
    network_id = add_network(conn)
    networks.ensure_topics(conn, network_id, ["cycling", "water"])
    robin, kim = add_official(conn, network_id, "Robin"), add_official(conn, network_id, "Kim")
    elm = add_office(conn, network_id, place="Elm").jurisdiction
    question = add_question(conn, network_id, kim)
    said = MembershipDraft(
        capacity=4,
        languages=("de", "en"),
        time_zone="Europe/Berlin",
        visibility="staff",
        body="Council",
        body_seats=9,
        topics=("cycling", "water"),
        quiet=(JULY,),
        avoided=(kim.id,),
        avoided_places=(elm.id,),
        answerable=(question,),
    )

    joined = memberships.save(conn, network_id, robin.id, said, NOW)

    membership = found(conn, robin)
    assert (joined, membership.said) == (True, said)
    assert (membership.joined_at, membership.left_at, membership.paused_until) == (NOW, None, None)


def test_what_is_said_later_takes_the_place_of_what_was_said_before(conn):
    network_id, robin = a_member(conn, capacity=4, quiet=(JULY,))

    joined = memberships.save(conn, network_id, robin.id, MembershipDraft(capacity=0), LATER)

    membership = found(conn, robin)
    assert (joined, membership.said, membership.joined_at) == (False, MembershipDraft(capacity=0), NOW)


def test_leaving_ends_a_membership_once(conn):
    _, robin = a_member(conn)

    told = [memberships.leave(conn, robin.id, now) for now in (NOW, LATER)]

    assert (told, found(conn, robin).left_at) == ([True, False], NOW)


def test_joining_again_ends_the_pause_and_forgets_the_misses(conn):
    network_id, robin = a_member(conn)
    memberships.pause(conn, robin.id, LATER)
    memberships.note_miss(conn, robin.id)
    memberships.leave(conn, robin.id, NOW)

    joined = memberships.save(conn, network_id, robin.id, MembershipDraft(), LATER)

    membership = found(conn, robin)
    assert (joined, membership.joined_at, membership.left_at) == (True, LATER, None)
    assert (membership.paused_until, membership.misses) == (None, 0)


def test_only_members_pause(conn):
    _, robin = a_member(conn)
    paused = memberships.pause(conn, robin.id, LATER)
    until = found(conn, robin).paused_until
    memberships.leave(conn, robin.id, NOW)

    again = memberships.pause(conn, robin.id, None)

    assert (paused, until, again) == (True, LATER, False)


def test_misses_are_counted_in_a_row(conn):
    _, robin = a_member(conn)

    counted = [memberships.note_miss(conn, robin.id) for _ in range(2)]
    memberships.forget_misses(conn, robin.id)

    assert (counted, memberships.note_miss(conn, robin.id)) == ([1, 2], 1)


@pytest.mark.parametrize("capacity", [-1, 21, 10_000])
def test_a_capacity_out_of_bounds_is_never_kept(conn, capacity):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)

    with pytest.raises(IntegrityError):
        memberships.save(conn, network_id, robin.id, MembershipDraft(capacity=capacity), NOW)


def test_a_topic_that_the_network_lacks_is_never_kept(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)

    with pytest.raises(IntegrityError):
        memberships.save(conn, network_id, robin.id, MembershipDraft(topics=("dragons",)), NOW)


def test_nobody_avoids_themselves_and_nobody_of_another_network(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)
    stranger = add_official(conn, add_network(conn, "Valley network"))
    outer = conn.begin_nested()
    for wrong in (robin, stranger):
        with pytest.raises(IntegrityError), conn.begin_nested():
            memberships.save(conn, network_id, robin.id, MembershipDraft(avoided=(wrong.id,)), NOW)
    outer.rollback()


def test_of_two_who_join_for_one_official_at_once_one_joined(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        networks.ensure_topics(conn, network_id, ["water"])
        robin = add_official(conn, network_id)
    said = MembershipDraft(topics=("water",), quiet=(JULY,))

    told = raced(engine, lambda conn: memberships.save(conn, network_id, robin.id, said, NOW))

    with engine.connect() as conn:
        assert (told, found(conn, robin).said) == ((True, False), replace(said))


def test_of_two_who_leave_at_once_one_left(engine):
    with engine.begin() as conn:
        _, robin = a_member(conn)

    assert raced(engine, lambda conn: memberships.leave(conn, robin.id, NOW)) == (True, False)
