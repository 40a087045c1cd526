"""Replies that are kept as answers: asked about once, decided once, forgotten after a no."""

import pytest
from sqlalchemy.exc import IntegrityError

from matching.domain import Audience
from store import quoted_answers
from tests.factories import NOW, add_network, add_official, add_question
from tests.store.racing import raced

WORDS = "We charge by paved area."


@pytest.fixture
def network_id(engine):
    with engine.begin() as conn:
        return add_network(conn)


@pytest.fixture
def people(engine, network_id):
    """The author of a reply, and who chose it."""
    with engine.begin() as conn:
        return add_official(conn, network_id, "Chloe").id, add_official(conn, network_id, "Sam").id


@pytest.fixture
def question_id(engine, network_id):
    with engine.begin() as conn:
        return add_question(conn, network_id, add_official(conn, network_id), text="How do you pay?")


@pytest.fixture
def asking(network_id, people, question_id):
    return lambda conn: quoted_answers.ask(conn, network_id, question_id, people, WORDS, NOW)


def test_of_two_who_choose_replies_of_one_author_at_once_one_asks(engine, asking):
    first, second = raced(engine, asking)

    assert first
    assert (first.text, first.state) == (WORDS, "asked")
    assert second is None


def test_of_two_answers_of_the_author_at_once_the_first_counts(engine, network_id, asking):
    with engine.begin() as conn:
        quote = asking(conn)

    said = raced(engine, lambda conn: quoted_answers.decide(conn, quote.id, "nameless", NOW))

    assert said == (True, False)
    with engine.connect() as conn:
        assert quoted_answers.by_id(conn, network_id, quote.id).state == "nameless"


def test_a_refused_text_is_forgotten_and_another_may_be_asked_about(conn, network_id, asking):
    quote = asking(conn)
    quoted_answers.decide(conn, quote.id, "refused", NOW)

    assert quoted_answers.by_id(conn, network_id, quote.id).text == ""
    assert asking(conn)


@pytest.mark.parametrize(("said", "found"), [("named", 1), ("nameless", 1), ("refused", 0), ("", 0)])
def test_what_was_allowed_answers_a_question_of_the_same_words(conn, network_id, asking, said, found):
    quote = asking(conn)
    if said:
        quoted_answers.decide(conn, quote.id, said, NOW)

    assert len(quoted_answers.to_the_same(conn, network_id, "how do  you PAY?")) == found
    assert quoted_answers.to_the_same(conn, network_id, "How do you save?") == ()


@pytest.mark.parametrize("audience", [Audience.PRIVATE, Audience.ANONYMOUS])
def test_an_answer_to_what_not_everybody_could_read_is_told_to_nobody_else(
    conn, network_id, people, audience
):
    asked = add_question(conn, network_id, add_official(conn, network_id), text="Why?", audience=audience)
    quote = quoted_answers.ask(conn, network_id, asked, people, WORDS, NOW)
    quoted_answers.decide(conn, quote.id, "named", NOW)

    assert quoted_answers.to_the_same(conn, network_id, "Why?") == ()


def test_a_question_is_answered_once_a_reply_to_it_may_be_quoted(conn, network_id, asking, question_id):
    quote = asking(conn)
    assert list(quoted_answers.answered(conn, network_id)) == []

    quoted_answers.decide(conn, quote.id, "named", NOW)

    assert [each.id for each in quoted_answers.answered(conn, network_id)] == [question_id]
    assert quoted_answers.answered_among(conn, network_id, [question_id + 1]) == []


def test_networks_never_mix(conn, network_id, people, asking):
    valley = add_network(conn, "Valley network")
    theirs = add_question(conn, valley, add_official(conn, valley), text="How do you pay?")
    quote = asking(conn)
    quoted_answers.decide(conn, quote.id, "named", NOW)

    assert quoted_answers.by_id(conn, valley, quote.id) is None
    assert quoted_answers.to_the_same(conn, valley, "How do you pay?") == ()
    with pytest.raises(IntegrityError), conn.begin_nested():
        quoted_answers.ask(conn, network_id, theirs, people, WORDS, NOW)
