from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from matching.domain import IntroductionId, NetworkId, Official, PracticeRecord
from store import introductions, questions
from store.introductions import IntroductionDraft
from tests.factories import (
    NOW,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
    make_introduction_draft,
)
from tests.store.racing import crowd, raced

LATER = NOW + timedelta(hours=1)


@dataclass
class Scene:
    """Robin of Elm asked; Kim holds the office of Oak that owns the record."""

    network_id: NetworkId
    asker: Official
    peer: Official
    record: PracticeRecord
    draft: IntroductionDraft


@pytest.fixture
def scene(engine):
    with engine.begin() as conn:
        return arrange(conn, "Harbour network")


def arrange(conn, network):
    network_id = add_network(conn, network)
    office = add_office(conn, network_id, place="Oak")
    peer = add_official(conn, network_id, "Kim", office)
    asker = add_official(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))
    record = add_record(conn, network_id, "oak-fee", office)
    question = questions.by_id(conn, network_id, add_question(conn, network_id, asker, matches=[record]))
    assert question
    return Scene(network_id, asker, peer, record, make_introduction_draft(question, record, peer))


def test_a_request_is_kept_with_all_that_was_asked(conn, scene):
    made, new = introductions.request(conn, scene.network_id, scene.draft, NOW)

    assert new
    assert (made.state, made.requested_at, made.network_id) == ("asked", NOW, scene.network_id)
    asked = {name: getattr(made, name) for name in scene.draft.__slots__}
    assert asked == {name: getattr(scene.draft, name) for name in scene.draft.__slots__}
    assert introductions.by_id(conn, scene.network_id, made.id) == made


def test_an_unknown_introduction_is_none(conn, scene):
    assert introductions.by_id(conn, scene.network_id, IntroductionId(1)) is None
    assert (
        introductions.between(conn, scene.network_id, scene.asker.id, scene.peer.id, scene.record.id) is None
    )


def test_asking_again_returns_the_open_introduction(conn, scene):
    first, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    second, new = introductions.request(conn, scene.network_id, scene.draft, LATER)

    assert second == first
    assert not new


@pytest.mark.parametrize("state", ["accepted", "declined", "expired"])
def test_asking_again_after_an_end_makes_another_introduction(conn, scene, state):
    first, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    introductions.move(conn, first.id, "asked", state, None, NOW)

    second, new = introductions.request(conn, scene.network_id, scene.draft, LATER)

    assert new
    assert second.id != first.id


def test_another_peer_is_another_introduction(conn, scene):
    introductions.request(conn, scene.network_id, scene.draft, NOW)
    sasha = add_official(conn, scene.network_id, "Sasha", scene.record.office)

    _, new = introductions.request(conn, scene.network_id, replace(scene.draft, peer_id=sasha.id), NOW)

    assert new


def test_of_two_who_are_about_to_be_introduced_another_record_makes_no_second_introduction(conn, scene):
    first, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    bonds = add_record(conn, scene.network_id, "oak-bonds", scene.record.office)

    again, new = introductions.request(conn, scene.network_id, replace(scene.draft, record_id=bonds.id), NOW)

    assert (again.id, new) == (first.id, False)


def test_the_latest_introduction_between_two_is_found_whatever_became_of_it(conn, scene):
    first, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    introductions.move(conn, first.id, "asked", "declined", scene.peer.id, NOW)
    second, _ = introductions.request(conn, scene.network_id, scene.draft, LATER)
    introductions.move(conn, second.id, "asked", "expired", None, LATER)

    found = introductions.between(conn, scene.network_id, scene.asker.id, scene.peer.id, scene.record.id)

    assert found == replace(second, state="expired")


def test_a_move_changes_the_state_and_is_remembered_with_who_made_it(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    assert introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, LATER)

    assert introductions.by_id(conn, scene.network_id, made.id) == replace(made, state="accepted")
    assert introductions.moves(conn, made.id) == (introductions.Move("accepted", scene.peer.id, LATER),)


def test_time_moves_an_introduction_for_nobody(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    introductions.move(conn, made.id, "asked", "expired", None, LATER)

    assert introductions.moves(conn, made.id) == (introductions.Move("expired", None, LATER),)


def test_an_introduction_in_another_state_does_not_move(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    introductions.move(conn, made.id, "asked", "declined", scene.peer.id, NOW)

    assert not introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, LATER)

    assert introductions.by_id(conn, scene.network_id, made.id) == replace(made, state="declined")
    assert introductions.moves(conn, made.id) == (introductions.Move("declined", scene.peer.id, NOW),)


def test_an_unknown_state_is_refused_by_the_database(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    with pytest.raises(IntegrityError):
        introductions.move(conn, made.id, "asked", "forgotten", None, NOW)


def test_nobody_is_introduced_to_themselves(conn, scene):
    with pytest.raises(IntegrityError):
        introductions.request(conn, scene.network_id, replace(scene.draft, peer_id=scene.asker.id), NOW)


def test_nobody_is_introduced_to_an_official_of_another_network(conn, scene):
    stranger = add_official(conn, add_network(conn, "Valley network"))

    with pytest.raises(IntegrityError):
        introductions.request(conn, scene.network_id, replace(scene.draft, peer_id=stranger.id), NOW)


def test_of_two_requests_at_once_one_makes_the_introduction_and_both_get_it(engine, scene):
    first, second = raced(
        engine, lambda conn: introductions.request(conn, scene.network_id, scene.draft, NOW)
    )

    assert first[0] == second[0]
    assert (first[1], second[1]) == (True, False)


def test_of_a_crowd_of_requests_one_makes_the_introduction(engine, scene):
    told = crowd(engine, lambda conn: introductions.request(conn, scene.network_id, scene.draft, NOW))

    assert len({made.id for made, _ in told}) == 1
    assert sorted(new for _, new in told) == [False] * 7 + [True]


def test_of_two_answers_at_once_one_moves_the_introduction(engine, scene):
    with engine.begin() as conn:
        made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    answers = iter(["accepted", "declined"])

    told = raced(
        engine, lambda conn: introductions.move(conn, made.id, "asked", next(answers), scene.peer.id, NOW)
    )

    assert told == (True, False)
    with engine.connect() as conn:
        assert introductions.moves(conn, made.id) == (introductions.Move("accepted", scene.peer.id, NOW),)


def test_a_request_whose_open_introduction_is_answered_while_it_looks_makes_another_one(postgresql):
    with postgresql.begin() as conn:
        scene = arrange(conn, "Harbour network")
        first, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    with postgresql.begin() as asking:

        @event.listens_for(asking, "after_cursor_execute", once=True)
        def answer_after_the_first_statement(*_):
            with postgresql.begin() as answering:
                introductions.move(answering, first.id, "asked", "declined", scene.peer.id, NOW)

        second, new = introductions.request(asking, scene.network_id, scene.draft, LATER)

    assert new
    assert second.id != first.id


def test_a_request_that_meets_an_answer_on_its_way_makes_another_introduction(engine, scene):
    with engine.begin() as conn:
        first, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    def answer_or_ask_again(conn):
        if introductions.move(conn, first.id, "asked", "declined", scene.peer.id, NOW):
            return first
        return introductions.request(conn, scene.network_id, scene.draft, LATER)[0]

    answered, asked_again = raced(engine, answer_or_ask_again)

    assert answered == first
    assert asked_again.id != first.id
