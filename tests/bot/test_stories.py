"""What came of an introduction is told by the names of the two places, once both sides let it be told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.desk import Desk
from bot.digest.channels import only_open
from bot.events import FollowedUp
from bot.events.digest import OwnDigestSwitched, StoryAgreed
from bot.messages import Refused
from bot.messages.digests import DigestShown, StoryAsked, StoryNoted
from bot.messages.follow_up import FollowUpAnswered
from bot.slack.render import render
from matching.domain import Audience, IntroductionId, Visibility
from store import follow_ups, record_changes, tables, written_answers
from store.written_answers import WrittenAnswer
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


def test_a_story_alone_is_news(summed: Stage, helped: int):
    settle(summed, empty_weeks="skip")
    summed.wait_until(TUESDAY)
    for speaker in (ANA, BEN):
        agree(summed, helped, speaker, TUESDAY + DAY)

    [said] = summed.wait_until(TUESDAY + 7 * DAY)

    assert len(said.message.digest.stories) == 1


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
        assert only(Refused, agree(summed, introduction_id, speaker)).reason == "unknown_introduction"
    assert told(summed).stories == ()


@pytest.mark.parametrize("audience", [Audience.PRIVATE, Audience.ANONYMOUS])
def test_a_question_that_not_everybody_may_read_is_no_story(summed: Stage, audience: Audience):
    introduction_id = without_record(summed, audience)

    assert only(Refused, agree(summed, introduction_id)).reason == "unknown_introduction"


def test_only_what_can_be_told_is_offered_to_be_told(summed: Stage):
    def offered(introduction_id: int) -> bool:
        with summed.engine.begin() as connection:
            follow_ups.ask(connection, IntroductionId(introduction_id), summed.official(ANA).id, 1, NOW)
        return only(FollowUpAnswered, summed.do(FollowedUp(ANA, PRESSED, introduction_id, "useful"))).may_tell

    hidden = publish(summed, "hidden", Visibility.NAMED, NOW)
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)

    assert not offered(introduce(summed, question_id, hidden, "accepted", "introduced", "met").id)
    assert not offered(without_record(summed, Audience.PRIVATE, "accepted", "introduced", "met"))
    assert offered(without_record(summed, Audience.CHANNEL, "accepted", "introduced", "met"))


def without_record(stage: Stage, audience: Audience, *states: str) -> int:
    """An introduction to Ben about a question that no record led to."""
    question_id = add_question(stage, "How do you sweep leaves?", NOW - 5 * DAY, audience=audience)
    made = introduce(stage, question_id, None, *(states or ("accepted", "introduced", "useful")))
    with stage.engine.begin() as connection:
        of_it = update(tables.introduction).filter_by(id=made.id)
        connection.execute(of_it.values(record_id=None))
    return made.id


def test_a_question_of_a_channel_that_was_made_private_since_is_no_story(summed: Stage, helped: int):
    for introduction_id in (helped, without_record(summed, Audience.CHANNEL)):
        for speaker in (ANA, BEN):
            agree(summed, introduction_id, speaker)
    digest = told(summed)

    still = only_open(digest, lambda _: Audience.CHANNEL)
    closed = only_open(digest, lambda _: Audience.PRIVATE)

    assert {each.title for each in still.stories} == {summed.record.title, "How do you sweep leaves?"}
    assert [each.title for each in closed.stories] == [summed.record.title]


def test_the_peer_reads_by_which_title_it_would_be_told(summed: Stage, helped: int):
    asked = only(StoryAsked, agree(summed, helped))
    unled = only(StoryAsked, agree(summed, without_record(summed, Audience.CHANNEL)))

    assert (asked.title, unled.title) == (summed.record.title, "How do you sweep leaves?")
    assert summed.record.title in render(asked, "en").text


def test_of_a_record_that_was_withdrawn_since_nothing_is_told_in_other_words(summed: Stage, helped: int):
    for speaker in (ANA, BEN):
        agree(summed, helped, speaker)
    with summed.engine.begin() as connection:
        record_changes.withdraw(connection, summed.network_id, summed.record.id, TUESDAY - timedelta(hours=2))

    assert told(summed).stories == ()
    assert only(Refused, agree(summed, helped, BEN)).reason == "unknown_introduction"


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


def test_what_was_asked_without_a_name_is_no_story_whatever_record_it_is_about(summed: Stage):
    question_id = add_question(
        summed, "How do you pay for drains?", NOW - 5 * DAY, audience=Audience.ANONYMOUS
    )
    introduction_id = introduce(summed, question_id, None, "accepted", "useful").id

    for speaker in (ANA, BEN):
        assert only(Refused, agree(summed, introduction_id, speaker)).reason == "unknown_introduction"


def test_who_answered_in_writing_is_asked_without_being_told_for_which_place(summed: Stage):
    introduction_id = answered_in_writing(summed, attributable=True)

    asked = only(StoryAsked, agree(summed, introduction_id))

    assert asked.asker is None
    for locale in ("en", "de"):
        assert "Elm" not in render(asked, locale).text
    agree(summed, introduction_id, BEN)
    [story] = told(summed).stories
    assert (story.asker.name, story.peer.name) == ("Elm", "Oak")


def test_an_answer_that_is_not_to_be_attributed_makes_no_record_worth_re_reading(summed: Stage):
    answered_in_writing(summed, attributable=False)

    again = told(summed).re_read
    assert again is None or again.why != "helped"


def answered_in_writing(stage: Stage, *, attributable: bool) -> int:
    """An introduction of Ana to Ben, who wrote instead, which Ana found useful."""
    question_id = add_question(stage, "How do you pay for drains?", NOW - 5 * DAY)
    made = introduce(stage, question_id, None, "accepted", "useful")
    with stage.engine.begin() as connection:
        written = WrittenAnswer(made.id, "By a fee.", attributable, NOW - 4 * DAY)
        assert written_answers.write(connection, stage.network_id, written)
    return made.id
