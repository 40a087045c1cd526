"""A summary lists under "Looking for a peer" what somebody looks for and a peer can still offer help with."""

from datetime import timedelta

import pytest

from bot.events.digest import CanHelp
from bot.events.standing import StandingDecided
from store import introductions, officials, questions, standing
from tests.bot.digested import ROOM, TUESDAY, add_question
from tests.bot.digested import summed as summed
from tests.bot.stage import ANA, CHLOE, PRIVATE, Stage
from tests.bot.test_digest_contents import introduce, texts, told
from tests.factories import NOW

DAY = timedelta(days=1)
LEAVES = "How do you sweep leaves?"


@pytest.fixture
def asked(summed: Stage) -> int:
    return add_question(summed, LEAVES, TUESDAY - DAY)


def stands(stage: Stage, question_id: int) -> None:
    with stage.engine.begin() as connection:
        question = questions.by_id(connection, stage.network_id, question_id)
        standing.open_once(connection, question, NOW + 180 * DAY, TUESDAY - DAY)


def test_a_question_whose_asker_looks_no_more_is_not_listed_until_they_do(summed: Stage, asked: int):
    stands(summed, asked)
    listed = [texts(summed)]
    for decision in ("stop", "still"):
        summed.do(StandingDecided(ANA, PRIVATE, asked, decision), TUESDAY)
        listed.append(texts(summed))

    assert listed == [[LEAVES], [], [LEAVES]]


@pytest.mark.parametrize("gone", ["office", "verification"])
def test_a_question_whose_asker_can_meet_nobody_is_not_listed(summed: Stage, asked: int, gone: str):
    if gone == "office":
        summed.leave(ANA, summed.offices["Elm"])
    else:
        with summed.engine.begin() as connection:
            officials.mark_unverified(connection, summed.official(ANA).id)

    assert texts(summed) == []
    assert told(summed).counts.open_questions == 0


def test_a_question_that_has_offers_enough_is_not_listed_until_they_are_over(summed: Stage, asked: int):
    for helper in summed.add_peers("Dee", "Eli", "Fay"):
        assert texts(summed) == [LEAVES]
        summed.do(CanHelp(helper, ROOM, asked), TUESDAY - DAY)
    waiting = texts(summed)
    summed.wait_until(TUESDAY + 7 * DAY)

    assert (waiting, texts(summed)) == ([], [LEAVES])


def test_a_question_whose_only_peer_was_not_useful_is_open_again_and_not_answered(summed: Stage):
    unhelped = add_question(summed, "How do you dim lamps?", TUESDAY - 2 * DAY, CHLOE)
    made = introduce(summed, unhelped, None, "accepted", "introduced", now=TUESDAY - DAY)
    before = told(summed)
    with summed.engine.begin() as connection:
        introductions.move(connection, made.id, "introduced", "not_useful", made.asker_id, TUESDAY - DAY)

    digest = told(summed)

    assert (before.counts.answered, before.counts.open_questions) == (1, 0)
    assert (digest.counts.answered, digest.counts.open_questions) == (0, 1)
