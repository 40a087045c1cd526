"""Calls for practices: proposed once a title, posted once, closed once, of one network."""

from datetime import timedelta

import pytest

from matching.domain import QuestionId
from store import practice_calls
from store.practice_calls import Posting, Proposal
from tests.factories import NOW, add_network, add_office, add_official, add_workspace
from tests.store.racing import crowd, raced

LATER = NOW + timedelta(hours=1)


def proposed(engine):
    """A proposed call, and how somebody of the network would post it."""
    with engine.begin() as conn:
        network_id = add_network(conn)
        asker = add_official(conn, network_id, "Sam", add_office(conn, network_id))
        posting = Posting(asker.id, add_workspace(conn, network_id), "C0HELP", "Who has tried it?")
        return network_id, practice_calls.propose(conn, network_id, Proposal("rentals", "Text"), NOW), posting


def test_a_title_is_proposed_once_with_its_latest_text(engine):
    network_id, call_id, _ = proposed(engine)

    with engine.begin() as conn:
        assert practice_calls.propose(conn, network_id, Proposal("rentals", "Newer"), LATER) == call_id
        assert practice_calls.by_id(conn, network_id, call_id).text == "Newer"


@pytest.mark.parametrize(
    ("title", "about", "is_same"),
    [
        ("rentals", set(), True),
        ("rents, flats", {1, 2, 9, 8, 7}, True),
        ("rents, flats", {3, 9}, True),  # of the call's others were answered
        ("rents, flats", {1, 6, 7, 8, 9}, False),
        ("rents, flats", set(), False),
    ],
)
def test_a_call_is_about_the_same_by_its_title_or_by_half_of_the_questions(engine, title, about, is_same):
    network_id, _, _ = proposed(engine)

    with engine.begin() as conn:
        proposal = Proposal("rentals", "Text", frozenset(map(QuestionId, range(1, 5))))
        call_id = practice_calls.propose(conn, network_id, proposal, NOW)
        call = practice_calls.by_id(conn, network_id, call_id)

    assert call.about == {1, 2, 3, 4}
    assert call.is_about(title, about) == is_same


def test_after_a_call_was_posted_its_title_can_be_proposed_again_and_posted_once_that_is_over(engine):
    network_id, call_id, posting = proposed(engine)

    with engine.begin() as conn:
        practice_calls.open_once(conn, network_id, call_id, posting, NOW)
        again = practice_calls.propose(conn, network_id, Proposal("rentals", "Again"), LATER)
        assert again != call_id
        assert practice_calls.by_id(conn, network_id, call_id).text == posting.text
        assert not practice_calls.open_once(conn, network_id, again, posting, LATER)
        practice_calls.close_once(conn, network_id, call_id, LATER)
        assert practice_calls.open_once(conn, network_id, again, posting, LATER)


def test_a_call_that_is_taken_back_is_proposed_as_it_was(engine):
    network_id, call_id, posting = proposed(engine)

    with engine.begin() as conn:
        assert not practice_calls.take_back(conn, network_id, call_id, NOW)
        practice_calls.open_once(conn, network_id, call_id, posting, NOW)
        assert [each.id for each in practice_calls.running(conn, network_id)] == [call_id]
        assert practice_calls.take_back(conn, network_id, call_id, LATER)
        assert practice_calls.running(conn, network_id) == ()
        assert practice_calls.open_once(conn, network_id, call_id, posting, LATER)


def test_a_call_that_is_taken_back_after_a_newer_proposal_is_over(engine):
    network_id, call_id, posting = proposed(engine)

    with engine.begin() as conn:
        practice_calls.open_once(conn, network_id, call_id, posting, NOW)
        practice_calls.propose(conn, network_id, Proposal("rentals", "Again"), LATER)
        assert practice_calls.take_back(conn, network_id, call_id, LATER)
        assert practice_calls.by_id(conn, network_id, call_id).closed_at == LATER


def test_who_takes_a_call_back_second_waits_and_does_nothing(postgresql):
    network_id, call_id, posting = proposed(postgresql)
    with postgresql.begin() as conn:
        practice_calls.open_once(conn, network_id, call_id, posting, NOW)

    assert raced(postgresql, lambda conn: practice_calls.take_back(conn, network_id, call_id, LATER)) == (
        True,
        False,
    )


def test_another_network_neither_sees_nor_opens_it(engine):
    _, call_id, posting = proposed(engine)

    with engine.begin() as conn:
        other = add_network(conn, "Valley network")
        assert practice_calls.by_id(conn, other, call_id) is None
        assert not practice_calls.open_once(conn, other, call_id, posting, NOW)


def test_only_an_open_call_closes(engine):
    network_id, call_id, posting = proposed(engine)

    with engine.begin() as conn:
        assert not practice_calls.close_once(conn, network_id, call_id, NOW)
        practice_calls.open_once(conn, network_id, call_id, posting, NOW)
        assert practice_calls.close_once(conn, network_id, call_id, LATER)
        assert not practice_calls.close_once(conn, network_id, call_id, LATER)
        assert practice_calls.by_id(conn, network_id, call_id).closed_at == LATER


def test_of_many_who_post_a_call_at_once_one_does(engine):
    network_id, call_id, posting = proposed(engine)

    told = crowd(engine, lambda conn: practice_calls.open_once(conn, network_id, call_id, posting, NOW))

    assert sorted(told) == [False] * 7 + [True]


def test_who_comes_second_waits_and_neither_opens_nor_closes(postgresql):
    network_id, call_id, posting = proposed(postgresql)

    opened = raced(postgresql, lambda conn: practice_calls.open_once(conn, network_id, call_id, posting, NOW))
    closed = raced(postgresql, lambda conn: practice_calls.close_once(conn, network_id, call_id, LATER))

    assert (opened, closed) == ((True, False), (True, False))


def test_of_many_who_propose_a_title_at_once_all_get_the_same_call(engine):
    network_id, call_id, _ = proposed(engine)

    proposal = Proposal("rentals", "Text")
    told = crowd(engine, lambda conn: practice_calls.propose(conn, network_id, proposal, NOW))

    assert set(told) == {call_id}
