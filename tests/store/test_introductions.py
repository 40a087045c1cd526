from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError

from matching.domain import IntroductionId, NetworkId, Official, PracticeRecord
from store import due, introductions, meetings, questions, tables, written_answers
from store.introduction_states import MOVES
from store.introductions import Choice, IllegalMove, IntroductionDraft, Move
from store.tables.introductions import STATES
from store.written_answers import WrittenAnswer
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


def test_a_move_changes_the_state_and_is_remembered_with_who_made_it(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    assert introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, LATER)

    accepted = replace(made, state="accepted", agreed_at=LATER)
    assert introductions.by_id(conn, scene.network_id, made.id) == accepted
    assert introductions.moves(conn, made.id) == (
        Move("asked", scene.asker.id, NOW),
        Move("accepted", scene.peer.id, LATER),
    )


def test_the_moment_of_the_yes_is_kept_whatever_comes_after_it(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    agreed = select(tables.introduction.c.agreed_at).where(tables.introduction.c.id == made.id)

    assert conn.execute(agreed).scalar_one() is None
    introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, LATER)
    introductions.move(conn, made.id, "accepted", "introduced", None, LATER + timedelta(days=1))

    assert conn.execute(agreed).scalar_one() == LATER


def test_time_moves_an_introduction_for_nobody(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    introductions.move(conn, made.id, "asked", "expired", None, LATER)

    assert introductions.moves(conn, made.id)[1:] == (Move("expired", None, LATER),)


def test_an_introduction_in_another_state_does_not_move(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    introductions.move(conn, made.id, "asked", "declined", scene.peer.id, NOW)

    assert not introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, LATER)

    assert introductions.by_id(conn, scene.network_id, made.id) == replace(made, state="declined")
    assert introductions.moves(conn, made.id)[1:] == (Move("declined", scene.peer.id, NOW),)


@pytest.mark.parametrize("old", STATES)
def test_every_illegal_move_is_refused_and_changes_nothing(conn, scene, old):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    conn.execute(update(tables.introduction).values(state=old))
    before = kept(conn, scene, made)

    allowed = [
        new
        for new in sorted(set(STATES) - set(MOVES[old]))
        if not is_refused(conn, made, old, new) or kept(conn, scene, made) != before
    ]

    assert allowed == []


def is_refused(conn, made, old, new):
    try:
        introductions.move(conn, made.id, old, new, None, NOW)
    except IllegalMove:
        return True
    return False


def kept(conn, scene, made):
    """All that is known of the question's introductions."""
    of_question = introductions.of_question(conn, scene.network_id, made.question_id)
    return of_question, introductions.moves(conn, made.id)


def test_the_legal_moves_and_the_states_of_the_table_are_the_same():
    assert set(MOVES) == set(STATES)
    assert {new for legal in MOVES.values() for new in legal} < set(STATES)


def test_a_state_that_the_table_does_not_know_is_refused_by_the_database(conn, scene):
    introductions.request(conn, scene.network_id, scene.draft, NOW)

    with pytest.raises(IntegrityError):
        conn.execute(update(tables.introduction).values(state="forgotten"))


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
        assert introductions.moves(conn, made.id)[1:] == (Move("accepted", scene.peer.id, NOW),)


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


def proposed(conn, scene, waits_for="place"):
    draft = replace(scene.draft, peer_id=None, answer_by=None)
    return introductions.propose(conn, scene.network_id, draft, waits_for, NOW)


def choice(scene):
    return Choice(scene.peer.id, scene.record.office.id, scene.record.id)


def test_a_proposed_introduction_asks_nobody_yet_and_says_what_it_waits_for(conn, scene):
    made, new = proposed(conn, scene)

    assert new
    assert (made.state, made.waits_for, made.peer_id, made.asked_at) == ("proposed", "place", None, None)
    assert introductions.moves(conn, made.id) == (Move("proposed", scene.asker.id, NOW),)


def test_of_one_question_and_office_one_introduction_is_proposed(conn, scene):
    first, _ = proposed(conn, scene)

    second, new = proposed(conn, scene, "verification")

    assert (second, new) == (first, False)


def test_a_proposed_introduction_is_asked_once_its_peer_is_known(conn, scene):
    made, _ = proposed(conn, scene)

    assert introductions.ask(conn, made.id, choice(scene), LATER + timedelta(days=7), LATER)

    asked = introductions.by_id(conn, scene.network_id, made.id)
    assert asked
    assert (asked.state, asked.peer_id, asked.asked_at, asked.waits_for) == (
        "asked",
        scene.peer.id,
        LATER,
        "",
    )
    assert asked.answer_by == LATER + timedelta(days=7)
    assert [each.state for each in introductions.moves(conn, made.id)] == ["proposed", "asked"]


def test_a_proposed_introduction_is_not_asked_while_another_of_the_two_is_open(conn, scene):
    introductions.request(conn, scene.network_id, scene.draft, NOW)
    made, _ = proposed(conn, scene)

    assert not introductions.ask(conn, made.id, choice(scene), LATER, NOW)

    still = introductions.by_id(conn, scene.network_id, made.id)
    assert still
    assert still.state == "proposed"


def test_a_proposed_introduction_never_asks_an_official_of_another_network(conn, scene):
    made, _ = proposed(conn, scene)
    stranger = add_official(conn, add_network(conn, "Valley network"))

    with pytest.raises(IntegrityError):
        introductions.ask(conn, made.id, replace(choice(scene), peer_id=stranger.id), LATER, NOW)


def test_what_an_introduction_waits_for_changes_once(conn, scene):
    made, _ = proposed(conn, scene)

    assert introductions.wait_for(conn, made.id, "place", "verification")
    assert not introductions.wait_for(conn, made.id, "place", "verification")

    assert [
        each.id
        for each in introductions.waiting_for(
            conn, scene.network_id, ["verification"], asker_id=scene.asker.id, office_id=made.office_id
        )
    ] == [made.id]
    assert introductions.waiting_for(conn, scene.network_id, ["place"]) == ()


def test_a_yes_may_wait_and_goes_on_once(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    assert not introductions.wait_for(conn, made.id, "", "verification", state="accepted")
    introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, NOW)
    assert introductions.agreed_waiting(conn, scene.network_id, scene.asker.id) == ()

    assert introductions.wait_for(conn, made.id, "", "verification", state="accepted")

    waiting = introductions.agreed_waiting(conn, scene.network_id, scene.asker.id)
    assert [each.id for each in waiting] == [made.id]
    assert introductions.agreed_waiting(conn, scene.network_id, scene.peer.id) == ()
    assert introductions.wait_for(conn, made.id, "verification", "", state="accepted")
    assert not introductions.wait_for(conn, made.id, "verification", "", state="accepted")


def test_only_who_was_introduced_was_brought_together_whoever_asked(conn, scene):
    two, others = (scene.asker.id, scene.peer.id), (scene.peer.id, scene.asker.id)
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, NOW)
    assert not meetings.took_place(conn, made.id)
    assert not meetings.since(conn, scene.network_id, two, NOW)

    introductions.move(conn, made.id, "accepted", "introduced", None, NOW)

    assert meetings.took_place(conn, made.id)
    assert meetings.since(conn, scene.network_id, two, NOW)
    assert meetings.since(conn, scene.network_id, others, NOW)
    assert not meetings.since(conn, scene.network_id, two, LATER)


def test_why_a_peer_is_asked_is_kept(conn, scene):
    draft = replace(scene.draft, source="same_topic", topic="stormwater")
    made, _ = introductions.request(conn, scene.network_id, draft, NOW)

    assert (made.source, made.topic) == ("same_topic", "stormwater")


def test_a_snoozed_introduction_is_open_still_and_is_woken_once(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    day = NOW + timedelta(days=14)

    assert introductions.snooze(conn, made.id, scene.peer.id, day, NOW)
    assert not introductions.snooze(conn, made.id, scene.peer.id, day, NOW)
    open_now = introductions.open_of_peer(conn, scene.network_id, scene.peer.id)
    assert [(each.state, each.answer_by) for each in open_now] == [("snoozed", day)]

    assert introductions.wake(conn, made.id, day, LATER)
    assert not introductions.wake(conn, made.id, day, LATER)
    assert [(each.state, each.official_id) for each in introductions.moves(conn, made.id)] == [
        ("asked", scene.asker.id),
        ("snoozed", scene.peer.id),
        ("asked", None),
    ]


def test_what_an_asker_waits_for_is_found_asked_or_not_until_it_is_answered(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)

    def waits(official):
        return introductions.waiting_of_asker(conn, scene.network_id, official.id)

    assert waits(scene.asker) == (made,)
    assert waits(scene.peer) == ()
    introductions.move(conn, made.id, "asked", "declined", scene.peer.id, NOW)
    assert waits(scene.asker) == ()


def test_a_yes_that_waits_for_the_asker_is_among_what_they_wait_for_and_can_expire(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    introductions.move(conn, made.id, "asked", "accepted", scene.peer.id, NOW)

    def waits():
        found = introductions.waiting_of_asker(conn, scene.network_id, scene.asker.id)
        return [(each.id, each.state) for each in found]

    before = waits()
    introductions.wait_for(conn, made.id, "", "verification", state="accepted")
    while_it_waits = waits()

    assert (before, while_it_waits) == ([], [(made.id, "accepted")])
    assert introductions.move(conn, made.id, "accepted", "expired", None, LATER)
    assert waits() == []


def test_a_state_that_was_left_again_is_known(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    introductions.move(conn, made.id, "asked", "declined", scene.peer.id, NOW)

    assert introductions.was_ever(conn, made.id, "asked")
    assert not introductions.was_ever(conn, made.id, "introduced")


def test_of_two_who_ask_a_proposed_peer_at_once_one_does(engine, scene):
    with engine.begin() as conn:
        made, _ = proposed(conn, scene)

    told = raced(engine, lambda conn: introductions.ask(conn, made.id, choice(scene), LATER, NOW))

    assert told == (True, False)
    with engine.connect() as conn:
        assert [each.state for each in introductions.moves(conn, made.id)] == ["proposed", "asked"]


def test_of_two_proposals_at_once_one_is_made_and_both_get_it(engine, scene):
    first, second = raced(engine, lambda conn: proposed(conn, scene))

    assert first[0] == second[0]
    assert (first[1], second[1]) == (True, False)


def test_a_peer_who_puts_off_and_declines_at_once_does_one_of_both(engine, scene):
    with engine.begin() as conn:
        made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    acts = iter(
        [
            lambda conn: introductions.snooze(conn, made.id, scene.peer.id, LATER, NOW),
            lambda conn: introductions.move(conn, made.id, "asked", "declined", scene.peer.id, NOW),
        ]
    )

    assert raced(engine, lambda conn: next(acts)(conn)) == (True, False)


def test_a_written_answer_is_kept_once(conn, scene):
    made, _ = introductions.request(conn, scene.network_id, scene.draft, NOW)
    answer = WrittenAnswer(
        made.id, "Start with the largest properties.", attributable=False, written_at=LATER
    )

    assert written_answers.write(conn, scene.network_id, answer)
    assert not written_answers.write(conn, scene.network_id, replace(answer, text="Another."))

    assert written_answers.of_introduction(conn, made.id) == answer
    assert written_answers.of_introduction(conn, IntroductionId(made.id + 1)) is None


def test_what_waits_can_be_put_off_until_it_is_done(conn, scene):
    due.schedule(conn, scene.network_id, "test", 1, NOW)

    assert due.postpone(conn, "test", 1, LATER)
    assert due.soonest(conn) == LATER

    [waiting] = due.ready(conn, LATER)
    due.finish(conn, waiting.id, LATER)
    assert not due.postpone(conn, "test", 1, LATER)


def test_who_counts_the_answers_to_a_question_does_it_alone(engine, scene):
    def counted(conn):
        questions.hold(conn, scene.draft.question_id)
        before = len(introductions.of_question(conn, scene.network_id, scene.draft.question_id))
        if before == 0:
            introductions.request(conn, scene.network_id, scene.draft, NOW)
        return before

    assert raced(engine, counted) == (0, 1)
