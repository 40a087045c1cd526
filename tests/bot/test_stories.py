"""What came of an introduction is told by the names of the two places, once both sides let it be told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import Desk
from bot.events.digest import OwnDigestSwitched, StoryAgreed
from bot.messages import Refused
from bot.messages.digests import DigestShown, StoryAsked, StoryNoted
from bot.slack.render import render
from matching.domain import Visibility
from tests.bot.digested import ROOM, TUESDAY, add_question, settle
from tests.bot.digested import summed as summed
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, Stage, only
from tests.bot.test_digest_contents import introduce, publish, told
from tests.factories import NOW

DAY = timedelta(days=1)
PRESSED = replace(PRIVATE, message="300.1")


@pytest.fixture
def helped(summed: Stage) -> int:
    """An introduction of Ana to Ben that Ana found useful."""
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    return introduce(summed, question_id, None, "accepted", "introduced", "adopted").id


def agree(stage: Stage, introduction_id: int, speaker=ANA, now=TUESDAY - DAY):
    return stage.do(StoryAgreed(speaker, PRESSED, introduction_id), now)


def test_one_side_alone_tells_nothing_and_the_peer_is_asked_once(summed: Stage, helped: int):
    said = [*agree(summed, helped), *agree(summed, helped)]

    asked = [each for each in said if isinstance(each.message, StoryAsked)]
    assert [(each.address.people, each.message.asker.name) for each in asked] == [((BEN.chat_id,), "Elm")]
    assert told(summed).stories == ()


def test_both_sides_let_it_be_told_once_by_their_places(summed: Stage, helped: int):
    agree(summed, helped)
    assert only(StoryNoted, agree(summed, helped, BEN))

    [story] = told(summed).stories
    shown = only(DigestShown, summed.wait_until(TUESDAY)[1:])

    assert (story.asker.name, story.peer.name, story.title) == ("Elm", "Oak", summed.record.title)
    assert "Elm (United States) took up what Oak (United States) did" in render(shown, "en").text
    assert told(summed, TUESDAY + 7 * DAY).stories == ()


def test_nobody_else_lets_it_be_told(summed: Stage, helped: int):
    assert only(Refused, agree(summed, helped, CHLOE)).reason == "not_your_introduction"


def test_where_nothing_came_of_it_nothing_is_told(summed: Stage):
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    met = introduce(summed, question_id, None, "accepted", "introduced", "met").id

    assert only(Refused, agree(summed, met)).reason == "unknown_introduction"


@pytest.mark.parametrize("visibility", [Visibility.NAMED, Visibility.UNATTRIBUTED])
def test_what_not_everybody_may_read_of_a_place_is_no_story(summed: Stage, visibility: Visibility):
    record = publish(summed, "hidden", visibility, NOW)
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    introduction_id = introduce(summed, question_id, record, "accepted", "useful").id
    for speaker in (ANA, BEN):
        agree(summed, introduction_id, speaker)

    assert told(summed).stories == ()


def test_people_from_outside_read_no_stories(summed: Stage, helped: int):
    shared = replace(ROOM, conversation="C-shared")
    settle(summed, shared, outsiders=True)
    for speaker in (ANA, BEN):
        agree(summed, helped, speaker)

    assert told(summed, spot=shared).stories == ()


def test_the_own_page_switches_ones_own_summary(summed: Stage):
    def offered() -> set[str]:
        page = Desk(summed.engine, lambda: NOW).home(ANA)
        return {button.action for card in page for button in card.buttons}

    before = offered()
    summed.do(OwnDigestSwitched(ANA, PRIVATE, on=True))

    assert "own_digest_on" in before
    assert "own_digest_off" in offered()
