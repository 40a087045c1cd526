from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from matching.domain import AskedBefore, Audience, Band, EntryKind, QuestionId
from store import answered_questions, changes, officials, questions, record_changes
from store.questions import Question
from store.statements import CHUNK
from tests.factories import (
    NOW,
    TODAY,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
    add_workspace,
    make_draft,
)
from tests.store.counting import counted
from tests.store.racing import raced


@pytest.fixture
def network_id(conn):
    return add_network(conn)


@pytest.fixture
def robin(conn, network_id):
    """An asker who works for Elm."""
    return add_official(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))


def noted_questions(conn, network_id):
    conn.commit()  # PostgreSQL gives a change to readers once it is committed
    return [
        id for kind, id in changes.since(conn, network_id, changes.START)[0] if kind == EntryKind.QUESTION
    ]


def test_a_question_comes_back_as_it_was_asked(conn, network_id, robin):
    question_id = add_question(
        conn, network_id, robin, text="¿Cómo?", language="es", band=Band.MAYBE, audience=Audience.PRIVATE
    )

    assert questions.by_id(conn, network_id, question_id) == Question(
        id=question_id,
        network_id=network_id,
        asker_id=robin.id,
        workspace_id=add_workspace(conn, network_id),
        conversation="C1",
        thread="1.1",
        audience=Audience.PRIVATE,
        text="¿Cómo?",
        language="es",
        band=Band.MAYBE,
        asked_at=NOW,
        helpful=None,
    )


def test_an_unknown_question_is_none(conn, network_id):
    assert questions.by_id(conn, network_id, QuestionId(1)) is None


def test_a_question_knows_the_records_it_was_shown(conn, network_id, robin):
    shown, other = add_record(conn, network_id, "shown"), add_record(conn, network_id, "other")

    question_id = add_question(conn, network_id, robin, matches=[shown])

    assert questions.matched(conn, question_id, shown.id)
    assert not questions.matched(conn, question_id, other.id)


def test_a_question_without_matches_was_shown_nothing(conn, network_id, robin):
    record = add_record(conn, network_id)

    question_id = add_question(conn, network_id, robin, band=Band.NONE)

    assert not questions.matched(conn, question_id, record.id)


def test_the_first_match_is_the_best_one_shown(conn, network_id, robin):
    second, best, third = (add_record(conn, network_id, key) for key in ("second", "best", "third"))

    with_matches = add_question(conn, network_id, robin, matches=[best, second, third])
    without = add_question(conn, network_id, robin, band=Band.NONE)

    assert questions.first_match(conn, with_matches) == best.id
    assert questions.first_match(conn, without) is None


@pytest.mark.parametrize("helpful", [True, False])
def test_the_asker_says_whether_the_answer_helped(conn, network_id, robin, helpful):
    question_id = add_question(conn, network_id, robin)
    questions.rate(conn, question_id, robin.id, not helpful)

    assert questions.rate(conn, question_id, robin.id, helpful)

    found = questions.by_id(conn, network_id, question_id)
    assert found is not None
    assert found.helpful is helpful


def test_nobody_but_the_asker_says_whether_the_answer_helped(conn, network_id, robin):
    question_id = add_question(conn, network_id, robin)

    assert not questions.rate(conn, question_id, add_official(conn, network_id, "Kim").id, helpful=True)

    found = questions.by_id(conn, network_id, question_id)
    assert found is not None
    assert found.helpful is None


def test_an_answer_makes_a_question_of_a_channel_known_to_later_askers(conn, network_id, robin):
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, robin, matches=[record])

    assert questions.note_answer(conn, network_id, question_id, record.id, None, NOW)

    known = AskedBefore(
        question_id=question_id,
        text="How do you fund stormwater repairs?",
        language="en",
        record_id=record.id,
        asker_jurisdiction=robin.jurisdiction,
        workspace_id=add_workspace(conn, network_id),
        conversation="C1",
        thread="1.1",
    )
    assert answered_questions.asked_before(conn, network_id, [question_id], TODAY) == {question_id: [known]}
    assert answered_questions.ids(conn, network_id) == (question_id,)
    assert answered_questions.texts(conn, network_id, [question_id]) == {question_id: (known.text, "en")}
    assert noted_questions(conn, network_id) == [question_id]


def test_an_answer_noted_again_changes_nothing(conn, network_id, robin):
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, robin, matches=[record])
    questions.note_answer(conn, network_id, question_id, record.id, None, NOW)

    assert not questions.note_answer(conn, network_id, question_id, record.id, None, NOW)

    assert noted_questions(conn, network_id) == [question_id]


@pytest.mark.parametrize("audience", [Audience.PRIVATE, Audience.ANONYMOUS])
def test_an_answered_question_that_was_not_asked_in_a_channel_stays_unseen(conn, network_id, robin, audience):
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, robin, audience=audience, matches=[record])

    assert questions.note_answer(conn, network_id, question_id, record.id, None, NOW)

    assert answered_questions.asked_before(conn, network_id, [question_id], TODAY) == {}
    assert answered_questions.ids(conn, network_id) == ()
    assert answered_questions.texts(conn, network_id, [question_id]) == {}
    assert noted_questions(conn, network_id) == []


def test_a_question_that_nothing_answered_stays_unseen(conn, network_id, robin):
    question_id = add_question(conn, network_id, robin, matches=[add_record(conn, network_id)])

    assert answered_questions.asked_before(conn, network_id, [question_id], TODAY) == {}
    assert answered_questions.ids(conn, network_id) == ()
    assert answered_questions.texts(conn, network_id, [question_id]) == {}


def test_a_question_leads_to_every_published_record_that_answered_it_and_to_no_other(conn, network_id, robin):
    first, second, gone = (add_record(conn, network_id, key) for key in ("first", "second", "gone"))
    question_id = add_question(conn, network_id, robin)
    for days, record in enumerate([second, first, gone]):
        questions.note_answer(conn, network_id, question_id, record.id, None, NOW + timedelta(days=days))
    record_changes.withdraw(conn, network_id, gone.id, NOW)

    known = answered_questions.asked_before(conn, network_id, [question_id], TODAY)

    assert [earlier.record_id for earlier in known[question_id]] == [second.id, first.id]
    assert answered_questions.ids(conn, network_id) == (question_id,)


def test_a_question_whose_records_are_all_withdrawn_is_unseen(conn, network_id, robin):
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, robin)
    questions.note_answer(conn, network_id, question_id, record.id, None, NOW)

    record_changes.withdraw(conn, network_id, record.id, NOW)

    assert answered_questions.asked_before(conn, network_id, [question_id], TODAY) == {}
    assert answered_questions.ids(conn, network_id) == ()
    assert answered_questions.texts(conn, network_id, [question_id]) == {}


def test_the_earlier_asker_is_the_place_they_work_for_on_that_day(conn, network_id):
    elm = add_office(conn, network_id, place="Elm")
    kim = add_official(conn, network_id, "Kim", elm, since=date(2026, 1, 1))
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, kim)
    questions.note_answer(conn, network_id, question_id, record.id, None, NOW)
    officials.leave(conn, kim.id, elm.id, date(2026, 2, 1))

    def asker_on(day):
        return answered_questions.asked_before(conn, network_id, [question_id], day)[question_id][
            0
        ].asker_jurisdiction

    assert asker_on(date(2026, 1, 31)) == elm.jurisdiction
    assert asker_on(date(2026, 2, 1)) is None


def test_ten_earlier_questions_take_as_many_statements_as_one(conn, network_id):
    record = add_record(conn, network_id)
    ids = []
    for number in range(10):
        asker = add_official(conn, network_id, office=add_office(conn, network_id, place=f"Place {number}"))
        ids.append(add_question(conn, network_id, asker))
        questions.note_answer(conn, network_id, ids[-1], record.id, None, NOW)
    with counted(conn) as for_one:
        answered_questions.asked_before(conn, network_id, ids[:1], TODAY)

    with counted(conn) as for_ten:
        known = answered_questions.asked_before(conn, network_id, ids, TODAY)

    assert len(known) == 10
    assert len(for_ten) == len(for_one) == 2


def test_more_questions_than_one_statement_holds_can_be_asked_for(conn, network_id):
    assert answered_questions.asked_before(conn, network_id, map(QuestionId, range(CHUNK + 1)), TODAY) == {}


def test_of_two_who_note_an_answer_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        record = add_record(conn, network_id)
        question_id = add_question(conn, network_id, add_official(conn, network_id), matches=[record])

    told = raced(
        engine, lambda conn: questions.note_answer(conn, network_id, question_id, record.id, None, NOW)
    )

    assert told == (True, False)
    with engine.connect() as conn:
        assert noted_questions(conn, network_id) == [question_id]


def test_a_question_without_words_is_not_kept(conn, network_id, robin):
    with pytest.raises(IntegrityError):
        add_question(conn, network_id, robin, text="")


def test_a_record_is_shown_once_per_question(conn, network_id, robin):
    record = add_record(conn, network_id)

    with pytest.raises(IntegrityError):
        add_question(conn, network_id, robin, matches=[record, record])


def test_a_question_takes_neither_asker_nor_match_from_another_network(engine):
    with engine.begin() as conn:
        harbour, valley = add_network(conn, "Harbour network"), add_network(conn, "Valley network")
        ours, theirs = add_official(conn, harbour), add_official(conn, valley)
        record = add_record(conn, valley)

    with engine.begin() as conn, pytest.raises(IntegrityError):
        add_question(conn, harbour, theirs)
    with engine.begin() as conn, pytest.raises(IntegrityError):
        add_question(conn, harbour, ours, matches=[record])


def test_a_record_of_another_network_answers_nothing(conn, network_id, robin):
    valley = add_network(conn, "Valley network")
    theirs = add_record(conn, valley)
    question_id = add_question(conn, network_id, robin)

    with pytest.raises(IntegrityError):
        questions.note_answer(conn, network_id, question_id, theirs.id, None, NOW)


def test_a_record_that_changes_keeps_its_answers(conn, network_id, robin):
    record = add_record(conn, network_id)
    question_id = add_question(conn, network_id, robin)
    questions.note_answer(conn, network_id, question_id, record.id, None, NOW)

    record_changes.save(conn, network_id, replace(make_draft(), title="Another title"), NOW)

    assert answered_questions.ids(conn, network_id) == (question_id,)
