"""Nobody is introduced whom staff do not know: what was agreed meanwhile waits, and goes on once they do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.cards import card
from bot.events import AnsweredInWriting, HandedOver, IntroductionWanted
from bot.events.digest import CanHelp, OfferDecided
from bot.events.member import NetworkLeft, PersonChecked, PlaceSaid
from bot.introductions import out_of_reach
from bot.introductions.running_out import remind
from bot.messages import ConsentAsked, ConsentGiven, Introduced, IntroductionNotMade, Refused
from bot.messages.introductions import (
    AskerLeft,
    ConsentEnough,
    ConsentLapsed,
    ConsentWritten,
    IntroductionProgress,
    PeerWrote,
    VerificationAwaited,
)
from bot.messages.staff import PersonToVerify
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from matching.domain import IntroductionId, QuestionId
from store import introductions, memberships, officials
from store.introductions import Introduction
from store.memberships import MembershipDraft
from tests.bot.digested import ROOM, add_question
from tests.bot.staffed import CARD, SAM, said_to
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, QUESTION, WORKSPACE, Stage, of_kind, only
from tests.bot.test_home import page, under
from tests.factories import NOW
from tests.joining import add_introduction

PRESSED = replace(PRIVATE, message="300.1")
BEA = Speaker(WORKSPACE, "U-bea")


def say_another_place(stage: Stage) -> list[Outgoing]:
    """Let Ana, who was verified for Elm, say that she works for Fir."""
    place = f"known:{stage.offices['Fir'].jurisdiction.id}"
    return stage.do(PlaceSaid(ANA, PRIVATE, place, "Mayor"))


def verify(stage: Stage, speaker: Speaker = ANA) -> list[Outgoing]:
    return stage.do(PersonChecked(SAM, CARD, stage.official(speaker).id, works_there=True))


def leg(stage: Stage, request: ConsentAsked) -> Introduction:
    with stage.engine.connect() as connection:
        found = introductions.by_id(connection, stage.network_id, IntroductionId(request.introduction_id))
    assert found
    return found


def text(said: list[Outgoing], kind: type) -> str:
    return card(only(kind, said), "en").paragraphs[0]


def test_a_yes_to_an_asker_whom_staff_do_not_know_any_more_waits_until_they_do(staffed: Stage):
    request = staffed.ask_peer()
    say_another_place(staffed)

    said = staffed.decide(request, accepted=True)
    met = verify(staffed)

    assert of_kind(Introduced, said) == []
    assert text(said, ConsentGiven) == (
        "Thank you. Staff first verify where the asker works; then I go on by myself."
    )
    (told,) = said_to(said, ANA)
    assert card(told.message, "en").paragraphs == (
        "A peer said yes. Staff verify first that you work for your government; then I go on by myself.",
    )
    assert only(Introduced, met).asker.place.name == "Fir"
    assert (leg(staffed, request).state, leg(staffed, request).waits_for) == ("introduced", "")
    assert of_kind(Introduced, verify(staffed)) == []


def test_a_yes_that_waits_opens_no_second_task(staffed: Stage):
    request = staffed.ask_peer()
    say_another_place(staffed)

    assert of_kind(PersonToVerify, staffed.decide(request, accepted=True)) == []


def test_who_left_the_network_since_they_agreed_is_introduced_to_nobody(staffed: Stage):
    request = staffed.ask_peer()
    say_another_place(staffed)
    staffed.decide(request, accepted=True)
    staffed.do(NetworkLeft(BEN, PRIVATE))

    assert of_kind(Introduced, verify(staffed)) == []


def test_who_is_out_of_reach_since_they_agreed_is_introduced_to_nobody(staffed: Stage):
    request = staffed.ask_peer()
    say_another_place(staffed)
    staffed.decide(request, accepted=True)
    with staffed.engine.begin() as connection:
        out_of_reach.account_closed(connection, "slack", "T1", BEN.chat_id, NOW)

    said = verify(staffed)

    assert of_kind(Introduced, said) == []
    assert only(IntroductionProgress, said).waits_for == "office"
    assert leg(staffed, request).state == "expired"


@pytest.mark.parametrize("attributable", [True, False])
def test_an_answer_in_writing_waits_and_is_passed_on_as_it_was_written(staffed: Stage, attributable: bool):
    request = staffed.ask_peer()
    say_another_place(staffed)

    said = staffed.do(AnsweredInWriting(BEN, PRESSED, request.introduction_id, "A fee.", attributable))
    passed_on = only(PeerWrote, verify(staffed))

    assert of_kind(PeerWrote, said) == []
    assert "Staff first verify" in text(said, ConsentWritten)
    assert (passed_on.text, passed_on.person is not None) == ("A fee.", attributable)


def test_nobody_else_is_asked_for_an_asker_whom_staff_do_not_know_any_more(staffed: Stage):
    staffed.add_peers("Dee")
    request = staffed.ask_peer()
    say_another_place(staffed)

    with staffed.engine.begin() as connection:
        said = remind(connection, leg(staffed, request), NOW)

    assert [each.turn for each in of_kind(ConsentAsked, said)] == ["reminder"]


def test_nobody_takes_a_request_over_from_an_asker_whom_staff_do_not_know(staffed: Stage):
    with staffed.engine.begin() as connection:
        staffed.join(connection, BEA, "Bea Birch", staffed.offices["Oak"])
    request = staffed.ask_peer()
    say_another_place(staffed)

    said = staffed.do(HandedOver(BEN, PRESSED, request.introduction_id, staffed.official(BEA).id))

    assert only(Refused, said).reason == "asker_unknown"
    assert leg(staffed, request).state == "asked"


def test_what_its_peer_left_open_goes_on_with_who_holds_the_office_once_staff_know_the_asker(staffed: Stage):
    with staffed.engine.begin() as connection:
        staffed.join(connection, BEA, "Bea Birch", staffed.offices["Oak"])
    staffed.ask_peer()
    say_another_place(staffed)

    left = staffed.do(NetworkLeft(BEN, PRIVATE))
    asked = verify(staffed)

    assert of_kind(ConsentAsked, left) == []
    assert said_to(asked, BEA) != []


def test_a_second_try_of_an_asker_whom_staff_do_not_know_any_more_waits_for_staff(staffed: Stage):
    ben = staffed.official(BEN)
    with staffed.engine.begin() as connection:
        memberships.save(connection, staffed.network_id, ben.id, MembershipDraft(capacity=0), NOW)
    answer = staffed.ask()
    staffed.want(answer)
    (waiting,) = staffed.legs(answer)
    with staffed.engine.begin() as connection:
        memberships.save(connection, staffed.network_id, ben.id, MembershipDraft(capacity=2), NOW)
        officials.mark_unverified(connection, staffed.official(ANA).id)

    said = staffed.wait_until(NOW.replace(day=5))

    assert waiting.waits_for == "peer"
    assert of_kind(ConsentAsked, said) == []
    assert only(VerificationAwaited, said)
    assert only(ConsentAsked, verify(staffed)).introduction_id == waiting.id


def kept(stage: Stage) -> ConsentAsked:
    """A yes of Ben to Ana, whom staff do not know any more."""
    return agreed_to(stage, stage.ask_peer())


def kept_by_ben(stage: Stage) -> ConsentAsked:
    """The same where there are others who could be asked."""
    wanted = IntroductionWanted(ANA, CHANNEL, stage.ask().question_id, stage.record.id)
    return agreed_to(stage, only(ConsentAsked, stage.do(wanted)))


def agreed_to(stage: Stage, request: ConsentAsked) -> ConsentAsked:
    say_another_place(stage)
    stage.decide(request, accepted=True)
    return request


# A yes does not outlive what it was said to


def test_a_yes_that_waits_ends_with_its_asker_and_a_return_brings_nobody_together(staffed: Stage):
    request = kept(staffed)

    left = staffed.do(NetworkLeft(ANA, PRIVATE))
    say_another_place(staffed)
    met = verify(staffed)

    [told] = said_to(left, BEN)
    assert isinstance(told.message, AskerLeft)
    assert of_kind(Introduced, met) == []
    assert leg(staffed, request).state == "expired"
    assert under(page(staffed, BEN), "Peers who asked for you").paragraphs[0].endswith("It ran out.")


def test_a_yes_is_kept_for_thirty_days_and_what_the_asker_wanted_longer(staffed: Stage):
    staffed.add_peers("Dee")
    request = kept(staffed)
    asked_first = leg(staffed, request).peer_id

    before = staffed.wait_until(NOW + timedelta(days=30, minutes=-1))
    over = staffed.wait_until(NOW + timedelta(days=30))
    wanted = under(page(staffed, ANA, NOW + timedelta(days=30)), "Introductions you asked for")
    asked = only(ConsentAsked, verify(staffed))

    assert before == []
    assert text(said_to(over, ANA), IntroductionProgress) == (
        f"“{QUESTION}” The peer who said yes waits no longer, since staff have not verified you for thirty "
        "days. Once they have, I ask again by myself."
    )
    assert text(over, ConsentLapsed) == (
        "Thank you for saying yes. Staff have not verified the asker for thirty days, so I introduce you no "
        "more. Your name was not given."
    )
    assert wanted.paragraphs == (
        f"“{QUESTION}” Staff verify first that you work for your government; then I go on by myself.",
    )
    assert leg(staffed, request).state == "expired"
    assert leg(staffed, asked).peer_id != asked_first


def test_who_wrote_an_answer_that_waited_too_long_reads_that_it_was_not_passed_on(staffed: Stage):
    request = staffed.ask_peer()
    say_another_place(staffed)
    staffed.do(AnsweredInWriting(BEN, PRESSED, request.introduction_id, "A fee.", attributable=True))

    over = staffed.wait_until(NOW + timedelta(days=30))

    assert "so I have not passed it on" in text(over, ConsentLapsed)
    assert of_kind(PeerWrote, over) == []


def test_while_another_yes_waits_the_asker_hears_nothing_of_one_that_lapses(staffed: Stage):
    staffed.add_peers("Dee")
    request = kept(staffed)
    with staffed.engine.begin() as connection:
        asked = leg(staffed, request)
        other = "U-dee" if asked.peer_id == staffed.official(BEN).id else BEN.chat_id
        peer = staffed.official(Speaker(WORKSPACE, other))
        add_introduction(connection, asked.question_id, staffed.official(ANA), peer, "accepted")

    assert said_to(staffed.wait_until(NOW + timedelta(days=30)), ANA) == []


def test_a_yes_that_was_kept_for_longer_is_not_fulfilled(staffed: Stage):
    kept(staffed)
    later = NOW + timedelta(days=365)

    said = staffed.do(PersonChecked(SAM, CARD, staffed.official(ANA).id, works_there=True), later)

    assert of_kind(Introduced, said) == []
    assert said_to(said, BEN)[0].message == ConsentLapsed(QUESTION)
    assert only(IntroductionNotMade, said).title == "A fee to pay for storm drains"


@pytest.mark.parametrize("written", [True, False])
def test_who_avoids_the_other_since_the_yes_is_not_introduced_and_hears_nothing_of_why(
    staffed: Stage, written: bool
):
    request = staffed.ask_peer()
    say_another_place(staffed)
    if written:
        staffed.do(AnsweredInWriting(BEN, PRESSED, request.introduction_id, "A fee.", attributable=True))
    else:
        staffed.decide(request, accepted=True)
    with staffed.engine.begin() as connection:
        avoided = MembershipDraft(avoided=(staffed.official(BEN).id,))
        memberships.save(connection, staffed.network_id, staffed.official(ANA).id, avoided, NOW)

    said = verify(staffed)

    assert (of_kind(Introduced, said), of_kind(PeerWrote, said)) == ([], [])
    assert [type(each.message) for each in said_to(said, BEN)] == [ConsentEnough]
    assert only(IntroductionNotMade, said)


def test_a_colleague_by_now_is_not_introduced(staffed: Stage):
    request = staffed.ask_peer()
    place = f"known:{staffed.offices['Oak'].jurisdiction.id}"
    staffed.do(PlaceSaid(ANA, PRIVATE, place, "Mayor"))
    with staffed.engine.begin() as connection:
        assert introductions.move(
            connection, IntroductionId(request.introduction_id), "asked", "accepted", None, NOW
        )
        introductions.wait_for(
            connection, IntroductionId(request.introduction_id), "", "verification", state="accepted"
        )

    assert of_kind(Introduced, verify(staffed)) == []


def test_two_who_met_about_something_else_meanwhile_are_not_brought_together_again(staffed: Stage):
    first = kept(staffed)
    other = staffed.ask(text="Who pays for storm drains?")
    ana, ben = staffed.official(ANA), staffed.official(BEN)
    with staffed.engine.begin() as connection:
        add_introduction(connection, QuestionId(other.question_id), ana, ben, "accepted")
        [made] = introductions.of_question(connection, staffed.network_id, QuestionId(other.question_id))
        introductions.move(connection, made.id, "accepted", "introduced", None, NOW)

    assert of_kind(Introduced, verify(staffed)) == []
    assert leg(staffed, first).state == "expired"


# The office that was asked


def test_a_yes_of_who_gave_up_the_office_goes_to_who_holds_it(staffed: Stage):
    kept(staffed)
    with staffed.engine.begin() as connection:
        staffed.join(connection, BEA, "Bea Birch", staffed.offices["Oak"])
    staffed.leave(BEN, staffed.offices["Oak"])

    said = verify(staffed)

    assert of_kind(Introduced, said) == []
    assert [type(each.message) for each in said_to(said, BEA)] == [ConsentAsked]
    assert card(said_to(said, ANA)[-1].message, "en").paragraphs == (
        f"“{QUESTION}”: I am asking another peer too, 2 so far. Nobody has said yes yet.",
    )


def test_where_nobody_new_is_asked_the_asker_reads_only_how_far_it_is(staffed: Stage):
    staffed.add_peers("Gil")
    request = kept_by_ben(staffed)
    with staffed.engine.begin() as connection:
        gil = staffed.official(Speaker(WORKSPACE, "U-gil"))
        add_introduction(connection, leg(staffed, request).question_id, staffed.official(ANA), gil)
    staffed.leave(BEN, staffed.offices["Oak"])

    assert card(said_to(verify(staffed), ANA)[-1].message, "en").paragraphs == (
        "I have asked 2 peers about this question. Nobody has said yes yet. I will tell you when somebody "
        "does.",
    )


def test_of_three_who_were_asked_the_yes_of_one_who_gave_up_the_office_asks_no_fourth(staffed: Stage):
    staffed.add_peers("Gil", "Hal")
    request = kept_by_ben(staffed)
    with staffed.engine.begin() as connection:
        staffed.join(connection, BEA, "Bea Birch", staffed.offices["Oak"])
        ana, question_id = staffed.official(ANA), leg(staffed, request).question_id
        for speaker in (Speaker(WORKSPACE, "U-gil"), Speaker(WORKSPACE, "U-hal")):
            peer = staffed.official(speaker)
            add_introduction(connection, question_id, ana, peer, "expired", asked_at=NOW)
    staffed.leave(BEN, staffed.offices["Oak"])

    said = verify(staffed)

    assert of_kind(ConsentAsked, said) == []
    assert only(IntroductionNotMade, said).asked == 3


def test_a_yes_of_who_is_not_verified_any_more_waits_for_the_office(staffed: Stage):
    request = kept(staffed)
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, staffed.official(BEN).id)

    said = verify(staffed)

    assert of_kind(Introduced, said) == []
    assert only(IntroductionProgress, said).waits_for == "office"
    assert leg(staffed, request).state == "expired"


# Offers to help


def offered(stage: Stage) -> int:
    """A question of Ana's with which Ben can help."""
    question_id = add_question(stage, "How do you sweep leaves?", NOW)
    stage.do(CanHelp(BEN, ROOM, question_id))
    return question_id


def accept(stage: Stage, question_id: int) -> list[Outgoing]:
    return stage.do(OfferDecided(ANA, PRESSED, question_id, stage.official(BEN).id, accepted=True))


def test_an_asker_whom_staff_do_not_know_meets_who_offered_once_they_do(staffed: Stage):
    question_id = offered(staffed)
    say_another_place(staffed)

    said = accept(staffed, question_id)
    met = verify(staffed)

    assert of_kind(Introduced, said) == []
    assert [(each.address.way, each.message) for each in said_to(said, ANA)] == [
        ("replace", IntroductionProgress(0, 0, "meeting"))
    ]
    assert only(Introduced, met).question == "How do you sweep leaves?"


def test_an_asker_who_works_nowhere_is_asked_for_their_place_first(staffed: Stage):
    question_id = offered(staffed)
    staffed.leave(ANA, staffed.offices["Elm"])

    assert only(Refused, accept(staffed, question_id)).reason == "place_needed"


def test_two_who_were_brought_together_lately_are_not_again_by_an_offer(staffed: Stage):
    request = staffed.ask_peer()
    question_id = offered(staffed)
    staffed.decide(request, accepted=True)

    assert only(Refused, accept(staffed, question_id)).reason == "already_introduced"
    assert only(Refused, accept(staffed, question_id)).reason == "offer_over"


def test_who_was_brought_together_with_the_asker_lately_offers_nothing(staffed: Stage):
    staffed.decide(staffed.ask_peer(), accepted=True)
    question_id = add_question(staffed, "How do you sweep leaves?", NOW)

    assert only(Refused, staffed.do(CanHelp(BEN, ROOM, question_id))).reason == "question_not_open"


def sit_on_one_board(stage: Stage) -> None:
    board: dict[str, Any] = {"body": "Bay Area Air Board", "body_seats": 3}
    with stage.engine.begin() as connection:
        for speaker in (ANA, BEN):
            said = MembershipDraft(**board)
            memberships.save(connection, stage.network_id, stage.official(speaker).id, said, NOW)


def test_an_offer_does_not_gather_a_quorum_of_a_governing_body(staffed: Stage):
    question_id = offered(staffed)
    sit_on_one_board(staffed)

    assert only(Refused, accept(staffed, question_id)).reason == "helper_gone"


def test_who_would_be_a_quorum_with_the_asker_offers_nothing(staffed: Stage):
    sit_on_one_board(staffed)
    question_id = add_question(staffed, "How do you sweep leaves?", NOW)

    assert only(Refused, staffed.do(CanHelp(BEN, ROOM, question_id))).reason == "question_not_open"
