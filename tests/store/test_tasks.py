from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from matching.domain import OfficialId
from store import introductions, questions, tasks
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


@pytest.fixture
def network_id(engine):
    with engine.begin() as conn:
        return add_network(conn)


@pytest.fixture
def helper(engine, network_id):
    """An official who is staff."""
    with engine.begin() as conn:
        return add_official(conn, network_id, "Sam")


def opened(conn, network_id, kind="verify", subject_id=7):
    assert tasks.open_once(conn, network_id, kind, subject_id, NOW)
    task = tasks.open_of(conn, network_id, kind, subject_id)
    assert task
    return task


def test_a_task_is_open_from_the_moment_it_was_opened(conn, network_id):
    task = opened(conn, network_id)

    assert (task.kind, task.subject_id, task.state, task.opened_at) == ("verify", 7, "open", NOW)
    assert (task.closed_at, task.closed_by, task.outcome) == (None, None, "")
    assert tasks.by_id(conn, network_id, task.id) == task


def test_of_one_kind_and_subject_one_task_is_open(conn, network_id):
    opened(conn, network_id)

    assert not tasks.open_once(conn, network_id, "verify", 7, LATER)
    assert tasks.open_once(conn, network_id, "verify", 8, LATER)
    assert tasks.open_once(conn, network_id, "overload", 7, LATER)
    assert tasks.count_open(conn, network_id) == 3


def test_of_eight_calls_at_once_one_opens_the_task(engine, network_id):
    told = crowd(engine, lambda conn: tasks.open_once(conn, network_id, "verify", 7, NOW))

    assert sorted(told) == [False] * 7 + [True]


def test_a_closed_task_says_who_closed_it_when_and_how(conn, network_id, helper):
    task = opened(conn, network_id)

    assert tasks.close(conn, task.id, helper.id, "verified", LATER)

    done = {"state": "done", "closed_at": LATER, "closed_by": helper.id, "outcome": "verified"}
    assert tasks.by_id(conn, network_id, task.id) == replace(task, **done)
    assert tasks.open_of(conn, network_id, "verify", 7) is None


def test_a_task_is_closed_once(conn, network_id, helper):
    task = opened(conn, network_id)
    tasks.close(conn, task.id, helper.id, "verified", LATER)

    assert not tasks.close(conn, task.id, None, "not_verified", LATER)
    done = tasks.by_id(conn, network_id, task.id)
    assert done
    assert (done.outcome, done.closed_by) == ("verified", helper.id)


def test_of_eight_who_close_it_at_once_one_did(engine, network_id, helper):
    with engine.begin() as conn:
        task = opened(conn, network_id)

    told = crowd(engine, lambda conn: tasks.close(conn, task.id, helper.id, "done", LATER))

    assert sorted(told) == [False] * 7 + [True]


def test_the_second_of_two_transactions_waits_and_closes_nothing(postgresql):
    with postgresql.begin() as conn:
        task = opened(conn, add_network(conn))

    assert raced(postgresql, lambda conn: tasks.close(conn, task.id, None, "done", LATER)) == (True, False)


def test_of_eight_who_take_an_outcome_back_at_once_one_did(engine, network_id, helper):
    with engine.begin() as conn:
        task = opened(conn, network_id)
        tasks.close(conn, task.id, None, "not_verified", LATER)
    outcomes = ("not_verified", "verified")

    told = crowd(engine, lambda conn: tasks.correct(conn, task.id, helper.id, outcomes, LATER))

    assert sorted(told) == [False] * 7 + [True]
    with engine.connect() as conn:
        changed = tasks.by_id(conn, network_id, task.id)
    assert (changed.state, changed.outcome, changed.closed_by) == ("done", "verified", helper.id)


def test_an_open_task_has_no_outcome_to_take_back(conn, network_id, helper):
    task = opened(conn, network_id)

    assert not tasks.correct(conn, task.id, helper.id, ("", "verified"), LATER)


def test_after_it_is_done_the_same_task_can_be_opened_again(conn, network_id):
    first = opened(conn, network_id)
    tasks.close(conn, first.id, None, "done", LATER)

    second = opened(conn, network_id)

    assert second.id != first.id
    assert tasks.latest_of(conn, network_id, "verify", 7) == second


def test_the_last_task_of_a_subject_is_found_also_when_it_is_done(conn, network_id):
    task = opened(conn, network_id)
    tasks.close(conn, task.id, None, "done", LATER)

    assert tasks.latest_of(conn, network_id, "verify", 7) == tasks.by_id(conn, network_id, task.id)
    assert tasks.latest_of(conn, network_id, "verify", 8) is None


def test_open_tasks_are_listed_with_the_longest_open_first_and_no_more_than_wanted(conn, network_id):
    for subject_id, hours in ((1, 3), (2, 1), (3, 2)):
        tasks.open_once(conn, network_id, "verify", subject_id, NOW + timedelta(hours=hours))

    assert [each.subject_id for each in tasks.every_open(conn, network_id)] == [2, 3, 1]
    assert [each.subject_id for each in tasks.every_open(conn, network_id, limit=2)] == [2, 3]


def test_tasks_stay_in_their_network(conn, network_id):
    valley = add_network(conn, "Valley network")
    task = opened(conn, network_id)

    assert tasks.by_id(conn, valley, task.id) is None
    assert tasks.open_of(conn, valley, "verify", 7) is None
    assert tasks.latest_of(conn, valley, "verify", 7) is None
    assert tasks.every_open(conn, valley) == ()
    assert tasks.count_open(conn, valley) == 0


def test_somebody_of_another_network_cannot_close_a_task(conn, network_id):
    stranger = add_official(conn, add_network(conn, "Valley network"), "Val")
    task = opened(conn, network_id)

    with pytest.raises(IntegrityError):
        tasks.close(conn, task.id, stranger.id, "done", LATER)


def test_a_kind_of_task_that_nobody_knows_is_refused(conn, network_id):
    with pytest.raises(IntegrityError):
        tasks.open_once(conn, network_id, "tea", 1, NOW)


def test_requests_to_an_official_are_counted_from_a_moment_on(conn, network_id):
    office = add_office(conn, network_id, place="Oak")
    peer = add_official(conn, network_id, "Kim", office)
    asker = add_official(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))
    record = add_record(conn, network_id, "oak-fee", office)
    question = questions.by_id(conn, network_id, add_question(conn, network_id, asker, matches=[record]))
    assert question
    introductions.request(conn, network_id, make_introduction_draft(question, record, peer), NOW)

    assert tasks.requests_since(conn, peer.id, NOW) == 1
    assert tasks.requests_since(conn, peer.id, LATER) == 0
    assert tasks.requests_since(conn, OfficialId(asker.id), NOW) == 0
