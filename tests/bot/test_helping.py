"""Who can help with an open question says so by one click, and meets the asker only if both want to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.events.digest import CanHelp, OfferDecided
from bot.events.standing import StandingDecided
from bot.introductions import out_of_reach
from bot.messages import Introduced, Refused
from bot.messages.digests import HelpDecided, HelpLapsed, HelpNoted, HelpOffered
from bot.slack.render import render
from matching.choosing import WINDOW
from matching.domain import Audience, Band, QuestionId
from store import help_offers, introductions, memberships, officials, questions, standing
from store.help_offers import HelpOffer
from store.memberships import MembershipDraft
from tests.bot.digested import ROOM, add_question
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, STRANGER, Stage, of_kind, only
from tests.factories import NOW, there

PRESSED = replace(PRIVATE, message="300.1")


@pytest.fixture
def asked(stage: Stage) -> QuestionId:
    return add_question(stage, "How do you sweep leaves?", NOW)


def offer(stage: Stage, question_id: QuestionId, speaker=BEN):
    return stage.do(CanHelp(speaker, ROOM, question_id))


def decide(stage: Stage, question_id: QuestionId, *, accepted=True, speaker=ANA, helper=BEN):
    helper_id = stage.official(helper).id
    return stage.do(OfferDecided(speaker, PRESSED, question_id, helper_id, accepted))


def test_the_asker_alone_is_told_by_which_office(stage: Stage, asked: QuestionId):
    [thanks, told] = offer(stage, asked)

    assert isinstance(thanks.message, HelpNoted)
    assert thanks.address.way == "only_to"
    assert (told.address.way, told.address.people) == ("direct", (ANA.chat_id,))
    assert (told.message.office, told.message.place.name) == ("Public works", "Oak")
    assert "Ben" not in str(render(told.message, "en"))


def test_both_meet_once_the_asker_says_yes_as_both_agreed(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    said = decide(stage, asked)

    assert only(Introduced, said).question == "How do you sweep leaves?"
    with stage.engine.connect() as connection:
        [introduction] = introductions.of_question(connection, stage.network_id, asked)
        states = [each.state for each in introductions.moves(connection, introduction.id)]
    assert states == ["asked", "accepted", "introduced"]


def test_a_no_tells_who_offered_nothing(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    [said] = decide(stage, asked, accepted=False)

    assert said.message == HelpDecided(accepted=False)
    assert said.address.way == "replace"
    assert said.address.people == (ANA.chat_id,)


def test_a_second_click_of_either_changes_nothing(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    assert only(Refused, offer(stage, asked)).reason == "offered_already"
    decide(stage, asked)

    assert only(Refused, decide(stage, asked)).reason == "offer_over"
    assert only(Refused, decide(stage, asked, accepted=False)).reason == "offer_over"
    with stage.engine.connect() as connection:
        assert len(introductions.of_question(connection, stage.network_id, asked)) == 1


def test_nobody_else_decides_for_the_asker(stage: Stage, asked: QuestionId):
    offer(stage, asked)

    assert only(Refused, decide(stage, asked, speaker=CHLOE)).reason == "not_your_question"


@pytest.mark.parametrize(("speaker", "reason"), [(ANA, "own_question"), (STRANGER, "helper_needs_place")])
def test_who_cannot_help_is_told_why(stage: Stage, asked: QuestionId, speaker, reason: str):
    assert only(Refused, offer(stage, asked, speaker)).reason == reason


@pytest.mark.parametrize("second", [ANA, BEN])
def test_who_works_for_a_government_of_the_asker_too_cannot_offer(stage: Stage, asked: QuestionId, second):
    hold(stage, second, "Oak" if second is ANA else "Elm")

    assert only(Refused, offer(stage, asked)).reason == "own_question"


def test_colleagues_by_now_are_not_introduced_by_an_offer(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    hold(stage, BEN, "Elm")

    assert only(Refused, decide(stage, asked)).reason == "helper_gone"


def hold(stage: Stage, speaker, place: str) -> None:
    """Let somebody hold a second office."""
    with stage.engine.begin() as connection:
        officials.hold(connection, stage.official(speaker).id, stage.offices[place].id, NOW.date())


def test_who_was_not_verified_is_named_to_nobody(stage: Stage, asked: QuestionId):
    with stage.engine.begin() as connection:
        officials.mark_unverified(connection, stage.official(BEN).id)

    assert only(Refused, offer(stage, asked)).reason == "helper_needs_place"


@pytest.mark.parametrize("audience", [Audience.PRIVATE, Audience.ANONYMOUS])
def test_a_question_that_not_everybody_may_read_takes_no_offers(stage: Stage, audience):
    hidden = add_question(stage, "How do we dismiss the treasurer?", NOW, audience=audience)

    assert only(Refused, offer(stage, hidden)).reason == "unknown_question"


@pytest.mark.parametrize(("who", "whom"), [(ANA, BEN), (BEN, ANA)])
def test_who_does_not_want_the_other_is_not_introduced_and_nobody_learns_why(
    stage: Stage, asked: QuestionId, who, whom
):
    with stage.engine.begin() as connection:
        avoided = MembershipDraft(avoided=(stage.official(whom).id,))
        memberships.save(connection, stage.network_id, stage.official(who).id, avoided, NOW)

    assert only(Refused, offer(stage, asked)).reason == "question_not_open"


def test_two_who_help_are_enough(stage: Stage, asked: QuestionId):
    (third,) = stage.add_peers("Dee")
    for helper in (BEN, CHLOE, third):
        offer(stage, asked, helper)
    for helper in (BEN, CHLOE):
        assert of_kind(Introduced, decide(stage, asked, helper=helper))

    assert only(Refused, decide(stage, asked, helper=third)).reason == "enough_asked"
    assert only(Refused, offer(stage, asked, third)).reason == "offer_over"


def test_peers_who_were_not_useful_leave_room_for_others(stage: Stage, asked: QuestionId):
    for helper in (BEN, CHLOE):
        offer(stage, asked, helper)
    for helper in (BEN, CHLOE):
        decide(stage, asked, helper=helper)
    with stage.engine.begin() as connection:
        for each in introductions.of_question(connection, stage.network_id, asked):
            introductions.move(connection, each.id, each.state, "not_useful", each.asker_id, NOW)
    (third,) = stage.add_peers("Dee")

    assert of_kind(HelpOffered, offer(stage, asked, third))
    assert of_kind(Introduced, decide(stage, asked, helper=third))


def test_a_yes_that_ran_out_before_staff_knew_the_asker_leaves_room_for_others(
    stage: Stage, asked: QuestionId
):
    offer(stage, asked)
    with stage.engine.begin() as connection:
        officials.mark_unverified(connection, stage.official(ANA).id)
    later, waits = NOW + WINDOW + timedelta(days=1), decide(stage, asked)
    stage.wait_until(later)
    with stage.engine.begin() as connection:
        officials.mark_verified(connection, stage.official(ANA).id, later)

    assert of_kind(Introduced, waits) == []
    assert of_kind(HelpOffered, stage.do(CanHelp(CHLOE, ROOM, asked), later))


@pytest.mark.parametrize("settled", ["helpful", "answered", "old"])
def test_a_question_that_needs_no_help_any_more_takes_no_offers(stage: Stage, settled: str):
    days = {"old": 35}.get(settled, 34)
    asked = add_question(stage, "How do you sweep leaves?", NOW - timedelta(days=days), band=Band.MAYBE)
    with stage.engine.begin() as connection:
        if settled == "answered":
            questions.note_answer(connection, stage.network_id, asked, stage.record.id, None, NOW)
        questions.rate(connection, asked, stage.official(ANA).id, helpful=settled == "helpful")

    assert only(Refused, offer(stage, asked)).reason == "question_not_open"


def test_a_question_that_nothing_helped_takes_offers_until_the_last_summary_with_it_is_read(stage: Stage):
    asked = add_question(stage, "How do you sweep leaves?", NOW - timedelta(days=34), band=Band.MAYBE)
    with stage.engine.begin() as connection:
        questions.rate(connection, asked, stage.official(ANA).id, helpful=False)

    assert of_kind(HelpOffered, offer(stage, asked))


def test_as_many_offers_wait_for_the_asker_as_peers_are_asked(stage: Stage, asked: QuestionId):
    helpers = stage.add_peers("Dee", "Eli", "Fay")
    for helper in helpers:
        assert of_kind(HelpOffered, offer(stage, asked, helper))

    assert only(Refused, offer(stage, asked)).reason == "offers_enough"
    assert only(Refused, offer(stage, asked, helpers[0])).reason == "offered_already"
    decide(stage, asked, accepted=False, helper=helpers[0])
    assert of_kind(HelpOffered, offer(stage, asked))


def test_who_is_out_of_reach_since_is_introduced_to_nobody(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    with stage.engine.begin() as connection:
        out_of_reach.account_closed(connection, "slack", "T1", BEN.chat_id, NOW)

    (said,) = decide(stage, asked)

    assert (said.address.way, said.message.reason) == ("replace", "helper_gone")


def test_who_left_the_office_since_is_introduced_to_nobody(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    stage.leave(BEN, stage.offices["Oak"])

    (said,) = decide(stage, asked)

    assert (said.address.way, said.message.reason) == ("replace", "helper_gone")
    assert only(Refused, decide(stage, asked)).reason == "offer_over"
    with stage.engine.connect() as connection:
        assert help_offers.waiting(connection, stage.network_id, asked) == 0


def test_an_offer_that_the_asker_does_not_answer_is_over_after_a_week_and_who_made_it_is_told(
    stage: Stage, asked: QuestionId
):
    offer(stage, asked)
    stage.do(CanHelp(CHLOE, ROOM, asked), NOW + timedelta(days=3))

    assert of_kind(HelpLapsed, stage.wait_until(NOW + timedelta(days=6))) == []
    (first,) = stage.wait_until(NOW + timedelta(days=8))
    (second,) = stage.wait_until(NOW + timedelta(days=14))

    assert [each.address.people for each in (first, second)] == [(BEN.chat_id,), (CHLOE.chat_id,)]
    assert first.message == HelpLapsed("How do you sweep leaves?")
    assert only(Refused, decide(stage, asked)).reason == "offer_over"
    assert only(Refused, offer(stage, asked)).reason == "offer_over"
    assert stage.wait_until(NOW + timedelta(days=60)) == []


def test_who_left_the_network_hears_nothing_of_their_offer(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    with stage.engine.begin() as connection:
        memberships.leave(connection, stage.official(BEN).id, NOW)

    assert of_kind(HelpLapsed, stage.wait_until(NOW + timedelta(days=14))) == []
    with stage.engine.connect() as connection:
        assert help_offers.waiting(connection, stage.network_id, asked) == 0


def test_what_the_asker_decided_does_not_lapse(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    decide(stage, asked, accepted=False)

    assert of_kind(HelpLapsed, stage.wait_until(NOW + timedelta(days=14))) == []


@pytest.mark.parametrize("gone", ["stopped", "left", "unverified"])
def test_a_question_whose_asker_meets_nobody_takes_no_offers(stage: Stage, asked: QuestionId, gone: str):
    if gone == "left":
        stage.leave(ANA, stage.offices["Elm"])
    with stage.engine.begin() as connection:
        if gone == "unverified":
            officials.mark_unverified(connection, stage.official(ANA).id)
        if gone == "stopped":
            question = there(questions.by_id(connection, stage.network_id, asked))
            standing.open_once(connection, question, NOW + timedelta(days=180), NOW)
    if gone == "stopped":
        assert of_kind(HelpOffered, offer(stage, asked, CHLOE))
        stage.do(StandingDecided(ANA, PRESSED, asked, "stop"))

    assert only(Refused, offer(stage, asked)).reason == "question_not_open"


def test_who_stops_looking_after_they_were_told_of_a_record_takes_no_offers_either(
    stage: Stage, asked: QuestionId
):
    with stage.engine.begin() as connection:
        question = there(questions.by_id(connection, stage.network_id, asked))
        standing.open_once(connection, question, NOW + timedelta(days=180), NOW)
        found = standing.find(connection, question, stage.record.id, 0.9)
        standing.tell(connection, there(found), NOW)
    stage.do(StandingDecided(ANA, PRESSED, asked, "stop"))

    assert only(Refused, offer(stage, asked)).reason == "question_not_open"
    stage.do(StandingDecided(ANA, PRESSED, asked, "still"))
    assert of_kind(HelpOffered, offer(stage, asked))


def test_a_request_about_another_question_is_not_answered_by_it(stage: Stage, asked: QuestionId):
    stage.ask_peer()  # Ben was asked by Ana about storm drains, and has not answered
    offer(stage, asked)

    assert only(Refused, decide(stage, asked)).reason == "request_open"


def test_an_offer_is_decided_once_from_two_connections(stage: Stage, asked: QuestionId):
    offer(stage, asked)
    found = HelpOffer(stage.network_id, asked, stage.official(BEN).id, stage.offices["Oak"].id, "offered")

    decided = []
    for state in ("accepted", "declined"):
        with stage.engine.begin() as connection:
            decided.append(help_offers.decide(connection, found, state, NOW + timedelta(hours=1)))

    assert decided == [True, False]


def test_the_offer_is_of_the_peers_own_words_only_what_they_agreed_to(stage: Stage, asked: QuestionId):
    told = only(HelpOffered, offer(stage, asked))

    assert told.question == "How do you sweep leaves?"
