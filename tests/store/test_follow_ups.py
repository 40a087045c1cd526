from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from matching.domain import IntroductionId, Official, OfficialId
from store import answered_questions, follow_ups, introductions, officials, questions, tables
from tests.factories import (
    NOW,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
    make_introduction_draft,
    there,
)
from tests.store.racing import crowd, raced

WEEK = timedelta(days=7)

Scene = tuple[IntroductionId, OfficialId]


@pytest.fixture
def scene(engine) -> Scene:
    """An introduction and its asker."""
    with engine.begin() as conn:
        introduction, asker = arrange(conn)
        return introduction.id, asker.id


def arrange(conn, network="Harbour network") -> tuple[introductions.Introduction, Official]:
    network_id = add_network(conn, network)
    oak = add_office(conn, network_id)
    asker = add_official(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))
    peer, record = add_official(conn, network_id, "Kim", oak), add_record(conn, network_id, "oak-fee", oak)
    question_id = add_question(conn, network_id, asker, matches=[record])
    question = questions.by_id(conn, network_id, question_id)
    assert question
    draft = make_introduction_draft(question, record, peer)
    return introductions.request(conn, network_id, draft, NOW)[0], asker


def test_a_side_is_asked_once_a_round(conn, scene: Scene):
    assert follow_ups.ask(conn, *scene, 1, NOW)
    assert not follow_ups.ask(conn, *scene, 1, NOW + WEEK)
    assert follow_ups.ask(conn, *scene, 2, NOW + WEEK)

    asked = [(each.round, each.sent_at, each.answer) for each in follow_ups.of_introduction(conn, scene[0])]
    assert asked == [(1, NOW, ""), (2, NOW + WEEK, "")]


def test_an_answer_is_kept_once_with_its_moment(conn, scene: Scene):
    follow_ups.ask(conn, *scene, 1, NOW)

    told = [follow_ups.answer(conn, *scene, said, NOW + WEEK) for said in ("met", "not_met")]

    (kept,) = follow_ups.of_introduction(conn, scene[0])
    assert (told, kept.answer, kept.answered_at) == ([True, False], "met", NOW + WEEK)


def test_who_was_not_asked_cannot_answer(conn, scene: Scene):
    assert not follow_ups.answer(conn, *scene, "met", NOW)


def test_one_answer_is_for_every_round_left_open(conn, scene: Scene):
    follow_ups.ask(conn, *scene, 1, NOW)
    follow_ups.ask(conn, *scene, 2, NOW + WEEK)

    follow_ups.answer(conn, *scene, "adopted", NOW + WEEK)

    assert [each.answer for each in follow_ups.of_introduction(conn, scene[0])] == ["adopted", "adopted"]


def test_what_was_left_unanswered_is_counted_since_the_last_answer(conn, scene: Scene):
    introduction_id, official_id = scene
    counted = []
    for turn in (1, 2, 3):
        follow_ups.ask(conn, introduction_id, official_id, turn, NOW + turn * WEEK)
        counted.append(follow_ups.unanswered(conn, official_id))

    follow_ups.answer(conn, introduction_id, official_id, "met", NOW + 4 * WEEK)
    follow_ups.ask(conn, introduction_id, official_id, 4, NOW + 5 * WEEK)

    assert counted == [1, 2, 3]
    assert follow_ups.unanswered(conn, official_id) == 1


def test_of_many_answers_at_once_one_is_kept(engine, scene: Scene):
    with engine.begin() as conn:
        follow_ups.ask(conn, *scene, 1, NOW)

    told = crowd(engine, lambda conn: follow_ups.answer(conn, *scene, "met", NOW))

    assert sorted(told) == [False] * 7 + [True]


def test_of_many_due_rows_at_once_one_asks(engine, scene: Scene):
    told = crowd(engine, lambda conn: follow_ups.ask(conn, *scene, 1, NOW))

    assert sorted(told) == [False] * 7 + [True]


def test_a_second_answer_waits_for_the_first_and_is_none(postgresql):
    with postgresql.begin() as conn:
        introduction, asker = arrange(conn)
        follow_ups.ask(conn, introduction.id, asker.id, 1, NOW)

    told = raced(postgresql, lambda conn: follow_ups.answer(conn, introduction.id, asker.id, "met", NOW))

    assert told == (True, False)


def test_nobody_of_another_network_is_asked(conn, scene: Scene):
    other = officials.add(conn, add_network(conn, "Hill network"), "Somebody else")

    with pytest.raises(IntegrityError):
        follow_ups.ask(conn, scene[0], other, 1, NOW)


@pytest.mark.parametrize(("attributable", "nobody"), [(True, False), (False, True)])
def test_only_an_answer_that_is_not_attributable_names_nobody(conn, scene: Scene, attributable, nobody):
    write_answer(conn, scene[0], attributable=attributable)

    assert follow_ups.names_nobody(conn, scene[0]) is nobody


def test_an_introduction_without_an_answer_in_writing_may_name_its_peer(conn, scene: Scene):
    assert not follow_ups.names_nobody(conn, scene[0])


@pytest.mark.parametrize(("attributable", "found"), [(True, 1), (False, 0)])
def test_later_askers_find_no_answer_whose_peer_may_not_be_named(conn, attributable, found):
    introduction, _ = arrange(conn)
    write_answer(conn, introduction.id, attributable=attributable)
    of = introduction.question_id, there(introduction.record_id), introduction.id
    questions.note_answer(conn, introduction.network_id, *of, NOW)

    assert len(answered_questions.ids(conn, introduction.network_id)) == found
    before = answered_questions.asked_before(
        conn, introduction.network_id, [introduction.question_id], NOW.date()
    )
    assert len(before) == found


def write_answer(conn, introduction_id, *, attributable):
    row = conn.execute(tables.introduction.select().filter_by(id=introduction_id)).one()
    written = {"text": "We began with schools.", "attributable": attributable, "written_at": NOW}
    about = {"network_id": row.network_id, "introduction_id": introduction_id}
    conn.execute(insert(tables.written_answer).values(**about, **written))
