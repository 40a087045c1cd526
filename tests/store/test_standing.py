"""Questions that stand: once at a time, found once, told once, ended once, whoever acts at the same time."""

from datetime import timedelta

import pytest

from matching.domain import NetworkId
from store import changes, questions, standing
from store.changes import Cursor
from store.questions import Question
from tests.factories import NOW, add_network, add_official, add_question, add_record
from tests.store.racing import raced

HALF_A_YEAR = NOW + timedelta(days=180)


@pytest.fixture
def question(engine) -> Question:
    with engine.begin() as conn:
        return arrange(conn)


@pytest.fixture
def record(engine, question):
    with engine.begin() as conn:
        return add_record(conn, question.network_id)


def arrange(conn, network: str = "Harbour network") -> Question:
    network_id = add_network(conn, network)
    question_id = add_question(conn, network_id, add_official(conn, network_id))
    found = questions.by_id(conn, network_id, question_id)
    assert found
    return found


def opened(engine, question: Question) -> standing.Standing:
    with engine.begin() as conn:
        found = standing.open_once(conn, question, HALF_A_YEAR, NOW)
    assert found
    return found


def looking(conn, network_id: NetworkId) -> list[int]:
    return [each.id for each in standing.looking(conn, network_id)]


def test_a_question_stands_once_at_a_time(conn, question):
    first = standing.open_once(conn, question, HALF_A_YEAR, NOW)

    assert first is not None
    assert (first.state, first.expires_at) == ("looking", HALF_A_YEAR)
    assert standing.open_once(conn, question, HALF_A_YEAR, NOW) is None
    assert standing.close(conn, question, NOW)
    assert not standing.close(conn, question, NOW)
    assert standing.open_once(conn, question, HALF_A_YEAR, NOW) is not None


def test_of_two_records_found_at_once_one_is_kept(engine, question, record):
    opened(engine, question)

    told = raced(engine, lambda conn: standing.find(conn, question, record.id, 0.8))

    assert [each is None for each in told] == [False, True]


def test_of_two_that_tell_at_once_one_does_and_the_record_is_a_match_from_then_on(engine, question, record):
    opened(engine, question)
    with engine.begin() as conn:
        found = standing.find(conn, question, record.id, 0.8)
    assert found

    assert raced(engine, lambda conn: standing.tell(conn, found, NOW)) == (True, False)

    with engine.connect() as conn:
        assert questions.matched(conn, question.id, record.id)
        assert standing.shown(conn, [question.id], record.id) == {question.id}
        assert standing.open_of(conn, question) is None


def test_what_was_found_and_cannot_be_told_lets_the_question_stand_anew_as_long_as_before(
    conn, question, record
):
    first = standing.open_once(conn, question, HALF_A_YEAR, NOW)
    found = standing.find(conn, question, record.id, 0.8)
    assert first
    assert found

    again = standing.lose(conn, found, NOW)

    assert again is not None
    assert (again.state, again.found, again.expires_at) == ("looking", None, HALF_A_YEAR)
    assert again.id != first.id
    assert standing.lose(conn, found, NOW) is None


def test_the_asker_is_asked_once_whether_they_still_look(engine, question):
    mine = opened(engine, question)

    assert raced(engine, lambda conn: standing.ask(conn, mine, HALF_A_YEAR)) == (True, False)

    with engine.begin() as conn:
        assert standing.expire(conn, mine, HALF_A_YEAR)
        assert not standing.expire(conn, mine, HALF_A_YEAR)
        assert looking(conn, question.network_id) == []


def test_whatever_begins_or_ends_is_in_the_change_log(conn, question, record):
    network_id, cursor = question.network_id, Cursor(0, 0, 0)
    if conn.dialect.name == "postgresql":
        return  # tells changes of committed transactions only
    for act in (
        lambda: standing.open_once(conn, question, HALF_A_YEAR, NOW),
        lambda: standing.find(conn, question, record.id, 0.8),
        lambda: standing.close(conn, question, NOW),
    ):
        act()
        changed, cursor = changes.since(conn, network_id, cursor)
        assert ("question", question.id) in changed


def test_only_the_networks_own_questions_stand_in_it(conn, question):
    other = arrange(conn, "Another network")
    standing.open_once(conn, other, HALF_A_YEAR, NOW)

    assert looking(conn, question.network_id) == []
    assert standing.still_looking(conn, question.network_id, [other.id]) == []
    assert not standing.is_any(conn, question.network_id)


def test_of_two_that_went_on_from_the_same_change_one_did(engine, question):
    network_id, one, two = question.network_id, Cursor(0, 1, 1), Cursor(0, 2, 2)
    with engine.begin() as conn:
        assert standing.begin_matching(conn, network_id, one)
        assert not standing.begin_matching(conn, network_id, two)

    assert raced(engine, lambda conn: standing.go_on(conn, network_id, one, two)) == (True, False)

    with engine.connect() as conn:
        assert standing.matched_until(conn, network_id) == two


def test_the_questions_that_were_asked_again_the_longest_ago_come_first(conn, question):
    standing.open_once(conn, question, HALF_A_YEAR, NOW)
    week = NOW + timedelta(days=7)

    assert standing.longest_unchecked(conn, question.network_id, NOW, 5) == ()
    assert standing.longest_unchecked(conn, question.network_id, week, 5) == (question.id,)
    standing.note_checked(conn, [question.id], week)
    assert standing.longest_unchecked(conn, question.network_id, week, 5) == ()


def test_the_change_log_is_worked_off_in_pieces(conn, question):
    for number in range(5):
        add_record(conn, question.network_id, f"record-{number}")
    if conn.dialect.name == "postgresql":
        return
    some, cursor = changes.next_few(conn, question.network_id, changes.START, 3)
    rest, _ = changes.since(conn, question.network_id, cursor)

    assert (len(some), len(rest)) == (3, 2)
