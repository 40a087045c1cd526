"""Questions whose askers said whether the answer helped, as `counterpart calibrate` reads them."""

import pytest

from matching.domain import Audience
from store import questions, record_changes
from tests.factories import NOW, add_network, add_official, add_question, add_record
from tests.store.counting import counted


@pytest.fixture
def network_id(conn):
    return add_network(conn)


@pytest.fixture
def robin(conn, network_id):
    return add_official(conn, network_id, "Robin")


def rated(conn, network_id):
    return [(found.id, found.helpful, best) for found, best in questions.rated(conn, network_id)]


def test_rated_questions_come_with_their_best_match_in_the_order_they_were_asked(conn, network_id, robin):
    best, second = add_record(conn, network_id, "best"), add_record(conn, network_id, "second")
    first = add_question(conn, network_id, robin, matches=[best, second])
    later = add_question(conn, network_id, robin, matches=[second, best])
    questions.rate(conn, later, robin.id, helpful=False)
    questions.rate(conn, first, robin.id, helpful=True)

    assert rated(conn, network_id) == [(first, True, best.id), (later, False, second.id)]


def test_a_rated_question_comes_back_as_it_was_asked(conn, network_id, robin):
    record = add_record(conn, network_id)
    asked = {"text": "¿Cómo?", "language": "es", "audience": Audience.PRIVATE}
    question_id = add_question(conn, network_id, robin, matches=[record], **asked)
    questions.rate(conn, question_id, robin.id, helpful=True)

    assert questions.rated(conn, network_id) == ((questions.by_id(conn, network_id, question_id), record.id),)


def test_a_question_that_nobody_rated_is_not_among_them(conn, network_id, robin):
    add_question(conn, network_id, robin, matches=[add_record(conn, network_id)])

    assert rated(conn, network_id) == []


def test_the_last_word_of_the_asker_counts(conn, network_id, robin):
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, robin, matches=[record])
    for helpful in (True, False):
        questions.rate(conn, question_id, robin.id, helpful=helpful)

    assert rated(conn, network_id) == [(question_id, False, record.id)]


def test_an_answer_without_a_match_teaches_nothing(conn, network_id, robin):
    questions.rate(conn, add_question(conn, network_id, robin), robin.id, helpful=False)

    assert rated(conn, network_id) == []


def test_ratings_of_another_network_are_not_read(conn, network_id, robin):
    valley = add_network(conn, "Valley network")
    ours, theirs = add_record(conn, network_id), add_record(conn, valley)
    kim = add_official(conn, valley, "Kim")
    for here, asker, record in ((network_id, robin, ours), (valley, kim, theirs)):
        question_id = add_question(conn, here, asker, matches=[record])
        questions.rate(conn, question_id, asker.id, helpful=True)

    assert [best for _, _, best in rated(conn, network_id)] == [ours.id]
    assert [best for _, _, best in rated(conn, valley)] == [theirs.id]


def test_a_best_match_that_was_withdrawn_since_is_still_named(conn, network_id, robin):
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, robin, matches=[record])
    questions.rate(conn, question_id, robin.id, helpful=True)

    record_changes.withdraw(conn, network_id, record.id, NOW)

    assert rated(conn, network_id) == [(question_id, True, record.id)]


def test_ten_rated_questions_take_one_statement(conn, network_id, robin):
    record = add_record(conn, network_id)
    for _ in range(10):
        question_id = add_question(conn, network_id, robin, matches=[record])
        questions.rate(conn, question_id, robin.id, helpful=True)

    with counted(conn) as statements:
        found = questions.rated(conn, network_id)

    assert (len(found), len(statements)) == (10, 1)
