"""The queue of tasks: what somebody takes up first, what comes next, and who takes what on."""

from datetime import timedelta

import pytest

from store import task_queue, tasks
from store.task_queue import Wanted
from tests.factories import NOW, add_network, add_official
from tests.store.racing import raced


@pytest.fixture
def network_id(engine):
    with engine.begin() as conn:
        return add_network(conn)


@pytest.fixture
def sam(engine, network_id):
    with engine.begin() as conn:
        return add_official(conn, network_id, "Sam")


@pytest.fixture
def tess(engine, network_id):
    with engine.begin() as conn:
        return add_official(conn, network_id, "Tess")


def opened(conn, network_id, day, kind="draft"):
    tasks.open_once(conn, network_id, kind, day, NOW + timedelta(days=day))
    return tasks.open_of(conn, network_id, kind, day)


def order(conn, wanted):
    """The subjects of the queue from its beginning to its end."""
    found, task = [], task_queue.first(conn, wanted)
    while task is not None:
        found.append(task.subject_id)
        task = task_queue.after(conn, wanted, task)
    return found


def test_ones_own_come_first_then_nobodys_by_age_and_what_others_have_last(conn, network_id, sam, tess):
    days = {day: opened(conn, network_id, day) for day in (5, 4, 3, 2, 1)}
    assert task_queue.assign(conn, days[1].id, None, tess.id, NOW)
    assert task_queue.assign(conn, days[5].id, None, sam.id, NOW)

    assert order(conn, Wanted(network_id, sam.id)) == [5, 2, 3, 4, 1]
    assert order(conn, Wanted(network_id, tess.id)) == [1, 2, 3, 4, 5]


def test_what_was_opened_at_one_moment_is_passed_one_by_one(conn, network_id, sam):
    for subject in range(5):
        tasks.open_once(conn, network_id, "draft", subject, NOW)

    assert order(conn, Wanted(network_id, sam.id)) == [0, 1, 2, 3, 4]


def test_after_a_task_that_is_done_comes_what_would_have_come(conn, network_id, sam):
    first, second = opened(conn, network_id, 1), opened(conn, network_id, 2)
    tasks.close(conn, first.id, sam.id, "done", NOW)

    assert task_queue.after(conn, Wanted(network_id, sam.id), first) == second


def test_kinds_narrow_the_queue_and_are_counted(conn, network_id, sam):
    opened(conn, network_id, 1)
    opened(conn, network_id, 2, "verify")
    opened(conn, network_id, 3, "verify")

    assert order(conn, Wanted(network_id, sam.id, ("verify",))) == [2, 3]
    assert order(conn, Wanted(network_id, sam.id, ("expiring",))) == []
    assert task_queue.counts(conn, network_id) == {"draft": 1, "verify": 2}


def test_another_networks_tasks_are_not_in_the_queue(conn, network_id, sam):
    valley = add_network(conn, "Valley network")
    opened(conn, valley, 1)

    assert task_queue.first(conn, Wanted(network_id, sam.id)) is None
    assert task_queue.counts(conn, network_id) == {}


def test_of_two_who_take_a_task_on_at_once_one_gets_it(engine, network_id, sam):
    with engine.begin() as conn:
        task = opened(conn, network_id, 1)

    def take(conn):
        return task_queue.assign(conn, task.id, None, sam.id, NOW)

    assert raced(engine, take) == (True, False)


def test_whose_it_was_seen_to_be_decides_whether_it_can_be_taken_over(conn, network_id, sam, tess):
    task = opened(conn, network_id, 1)

    assert task_queue.assign(conn, task.id, None, tess.id, NOW)
    assert not task_queue.assign(conn, task.id, None, sam.id, NOW)
    assert task_queue.assign(conn, task.id, tess.id, sam.id, NOW)
    found = tasks.by_id(conn, network_id, task.id)
    assert (found.assigned_to, found.assigned_at) == (sam.id, NOW)


def test_a_task_that_is_done_is_taken_on_by_nobody(conn, network_id, sam):
    task = opened(conn, network_id, 1)
    tasks.close(conn, task.id, sam.id, "done", NOW)

    assert not task_queue.assign(conn, task.id, None, sam.id, NOW)
