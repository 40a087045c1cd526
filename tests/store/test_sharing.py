import pytest

from matching.domain import Audience, EntryKind
from store import answered_questions, changes, questions, sharing
from tests.factories import NOW, add_network, add_office, add_official, add_question, add_record
from tests.store.racing import raced


@pytest.fixture
def asked(engine):
    """A network, the asker and a private question of theirs."""
    with engine.begin() as conn:
        network_id = add_network(conn)
        robin = add_official(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))
        question_id = add_question(conn, network_id, robin, audience=Audience.PRIVATE)
    return network_id, robin, question_id


def noted(conn, network_id):
    conn.commit()  # PostgreSQL gives a change to readers once it is committed
    found, _ = changes.since(conn, network_id, changes.START)
    return [id for kind, id in found if kind == EntryKind.QUESTION]


def test_of_two_shares_at_once_one_counts(engine, asked):
    network_id, robin, question_id = asked

    told = raced(engine, lambda conn: sharing.share(conn, network_id, question_id, robin.id, NOW))

    assert sorted(told) == [False, True]


def test_nobody_else_shares_and_no_other_network_does(conn, asked):
    network_id, robin, question_id = asked
    other = add_official(conn, network_id, "Other", add_office(conn, network_id, place="Fir"))

    assert not sharing.share(conn, network_id, question_id, other.id, NOW)
    assert not sharing.share(conn, add_network(conn, "Another"), question_id, robin.id, NOW)


def test_a_question_that_a_record_answered_is_found_once_its_channel_may_hold_it(conn, asked):
    network_id, _, question_id = asked
    record = add_record(conn, network_id, "oak", add_office(conn, network_id, place="Oak"))
    questions.note_answer(conn, network_id, question_id, record.id, None, NOW)
    assert noted(conn, network_id) == []

    for _ in range(2):
        sharing.open_to_all(conn, network_id, question_id)

        assert noted(conn, network_id) == [question_id]


def test_a_question_without_an_answer_is_opened_and_not_yet_found(conn, asked):
    network_id, _, question_id = asked

    sharing.open_to_all(conn, network_id, question_id)

    question = questions.by_id(conn, network_id, question_id)
    assert question is not None
    assert question.audience is Audience.CHANNEL
    assert noted(conn, network_id) == []


def test_an_anonymous_question_stays_anonymous(conn, asked):
    network_id, robin, _ = asked
    question_id = add_question(conn, network_id, robin, audience=Audience.ANONYMOUS)

    sharing.open_to_all(conn, network_id, question_id)

    question = questions.by_id(conn, network_id, question_id)
    assert question is not None
    assert question.audience is Audience.ANONYMOUS


def test_a_share_that_is_taken_back_can_be_made_again_and_is_found_no_more(conn, asked):
    network_id, robin, question_id = asked
    record = add_record(conn, network_id, "oak", add_office(conn, network_id, place="Oak"))
    questions.note_answer(conn, network_id, question_id, record.id, None, NOW)
    sharing.share(conn, network_id, question_id, robin.id, NOW)
    sharing.open_to_all(conn, network_id, question_id)

    sharing.take_back(conn, add_network(conn, "Another"), question_id)
    assert answered_questions.ids(conn, network_id) == (question_id,)
    for _ in range(2):
        sharing.take_back(conn, network_id, question_id)

    assert noted(conn, network_id) == [question_id, question_id]
    assert answered_questions.ids(conn, network_id) == ()
    assert sharing.share(conn, network_id, question_id, robin.id, NOW)


def test_a_question_whose_answer_was_never_shared_is_not_closed(conn, asked):
    network_id, robin, _ = asked
    question_id = add_question(conn, network_id, robin, audience=Audience.CHANNEL)

    sharing.take_back(conn, network_id, question_id)

    question = questions.by_id(conn, network_id, question_id)
    assert question is not None
    assert question.audience is Audience.CHANNEL
