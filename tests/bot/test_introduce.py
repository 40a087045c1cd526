"""Introduce: consent first, on both sides; a refusal is invisible."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from bot.events import ConsentDecided, IntroductionWanted
from bot.introductions import introduce
from bot.messages import (
    ConsentAsked,
    ConsentDeclined,
    ConsentGiven,
    Introduced,
    IntroductionNotMade,
    IntroductionRequested,
    Refused,
)
from bot.messages.follow_up import FollowUpAsked
from bot.messages.introductions import IntroductionProgress, NobodyFree, PlaceNeeded, VerificationAwaited
from bot.outgoing import Outgoing
from bot.phrases import introduction as phrases
from bot.phrases import words
from bot.speaker import Speaker
from matching.domain import IntroductionId, QuestionId
from store import answered_questions, introductions, memberships, officials, tasks
from store.introductions import IntroductionDraft
from tests.bot.stage import (
    ANA,
    BEN,
    CHANNEL,
    CHLOE,
    PRIVATE,
    QUESTION,
    STRANGER,
    WORKSPACE,
    Stage,
    of_kind,
    only,
)
from tests.factories import NOW, add_office, add_record

LAST_DAY = NOW + timedelta(days=7)  # five working days after a Monday


def reasons(said: list[Outgoing]) -> list[str]:
    return [message.reason for message in of_kind(Refused, said)]


def test_the_peer_is_asked_in_private_and_learns_the_kind_of_place_but_no_name(stage: Stage):
    said = stage.want(stage.ask())

    request = only(ConsentAsked, said)
    address = next(each.address for each in said if each.message is request)
    assert (address.way, address.people) == ("direct", (BEN.chat_id,))
    assert (request.asker.name, request.asker.kind, request.asker.population) == ("", "city", 60_000)
    assert "Ana" not in repr(request)
    assert "Elm" not in repr(request)


def test_the_asker_is_told_that_a_peer_is_being_asked_where_only_they_see_it(stage: Stage):
    said = stage.want(stage.ask())

    told = next(each for each in said if isinstance(each.message, IntroductionRequested))
    assert (told.address.way, told.address.people) == ("only_to", (ANA.chat_id,))


def test_yes_opens_one_conversation_of_both_with_names_and_offices(stage: Stage):
    said = stage.decide(stage.ask_peer(), accepted=True)

    introduction = only(Introduced, said)
    address = next(each.address for each in said if each.message is introduction)
    assert (address.way, set(address.people)) == ("group", {ANA.chat_id, BEN.chat_id})
    assert (introduction.asker.name, introduction.peer.name) == ("Ana Alder", "Ben Birch")
    assert introduction.peer.office == "Public works"


def test_yes_replaces_the_buttons_that_were_pressed(stage: Stage):
    said = stage.decide(stage.ask_peer(), accepted=True)

    confirmed = next(each for each in said if isinstance(each.message, ConsentGiven))
    assert (confirmed.address.way, confirmed.address.message) == ("replace", "300.1")


def test_yes_makes_the_question_one_that_later_askers_find(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=True)

    with stage.engine.connect() as connection:
        assert len(answered_questions.ids(connection, stage.network_id)) == 1


def test_no_says_nothing_to_the_asker(stage: Stage):
    said = stage.decide(stage.ask_peer(), accepted=False)

    assert [type(each.message) for each in said] == [ConsentDeclined]
    assert all(ANA.chat_id not in each.address.people for each in said)


@pytest.mark.parametrize("declines", [True, False])
def test_on_the_last_day_the_asker_hears_the_same_whether_the_peer_declined_or_kept_silent(
    stage: Stage, declines: bool
):
    request = stage.ask_peer()
    if declines:
        stage.decide(request, accepted=False)

    before, after = stage.wait_until(LAST_DAY - timedelta(minutes=1)), stage.wait_until(LAST_DAY)

    assert all(ANA.chat_id not in each.address.people for each in before)
    assert [(each.message, each.address.people) for each in after] == [
        (IntroductionNotMade(request.title, stage.ask().matches[0].place, QUESTION, 1), (ANA.chat_id,))
    ]


def test_after_yes_nobody_hears_of_the_last_day(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=True)

    assert {type(each.message) for each in stage.wait_until(LAST_DAY)} <= {FollowUpAsked}


def test_the_last_day_happens_once(stage: Stage):
    stage.ask_peer()

    assert len(of_kind(IntroductionNotMade, stage.wait_until(LAST_DAY))) == 1
    assert stage.wait_until(LAST_DAY) == []


def test_asking_again_does_not_ask_the_peer_again(stage: Stage):
    answer = stage.ask()
    stage.want(answer)

    again = stage.want(answer)

    assert [each.message for each in again] == [IntroductionProgress(asked=1, accepted=0)]


def test_after_a_refusal_asking_again_looks_as_if_it_were_still_open(stage: Stage):
    answer = stage.ask()
    request = only(ConsentAsked, stage.want(answer))
    stage.decide(request, accepted=False)

    again = stage.want(answer)

    assert [each.message for each in again] == [IntroductionProgress(asked=1, accepted=0)]


def test_after_the_last_day_the_same_peer_is_not_asked_again(stage: Stage):
    with stage.engine.begin() as connection:
        stage.join(connection, Speaker(WORKSPACE, "U-dora"), "Dora", stage.offices["Fir"], capacity=0)
        title = "Bonds to pay for storm drains"
        add_record(connection, stage.network_id, "bonds", stage.offices["Fir"], title=title)
    answer = stage.ask()
    stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id))
    stage.wait_until(LAST_DAY)

    wanted = IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id)
    assert reasons(stage.do(wanted, LAST_DAY)) == ["asked_recently"]


def test_two_who_were_introduced_are_not_introduced_twice(stage: Stage):
    answer = stage.ask()
    stage.decide(only(ConsentAsked, stage.want(answer)), accepted=True)

    assert reasons(stage.want(answer)) == ["already_introduced"]


def test_somebody_else_cannot_ask_for_the_askers_introduction(stage: Stage):
    assert reasons(stage.want(stage.ask(ANA), CHLOE)) == ["not_your_question"]


def test_somebody_else_cannot_answer_for_the_peer(stage: Stage):
    assert reasons(stage.decide(stage.ask_peer(), accepted=True, speaker=CHLOE)) == ["not_your_consent"]


def test_a_second_click_is_told_that_it_was_already_answered(stage: Stage):
    request = stage.ask_peer()
    stage.decide(request, accepted=False)

    assert reasons(stage.decide(request, accepted=True)) == ["already_declined"]


def test_a_late_answer_is_told_that_the_request_has_run_out(stage: Stage):
    request = stage.ask_peer()
    stage.wait_until(LAST_DAY)

    assert reasons(stage.decide(request, accepted=True)) == ["already_expired"]


def test_two_clicks_at_once_make_one_introduction(stage: Stage):
    request = stage.ask_peer()
    together, said = Barrier(2), list[Outgoing]()

    def press() -> None:
        together.wait()
        said.extend(stage.decide(request, accepted=True))

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(of_kind(Introduced, said)) == 1
    assert reasons(said) == ["already_accepted"]


def test_every_move_is_kept_with_who_made_it(stage: Stage):
    request = stage.ask_peer()
    stage.decide(request, accepted=True)

    with stage.engine.connect() as connection:
        moves = introductions.moves(connection, IntroductionId(request.introduction_id))
    ana, ben = stage.official(ANA).id, stage.official(BEN).id
    assert [(each.state, each.official_id) for each in moves] == [
        ("asked", ana),
        ("accepted", ben),
        ("introduced", None),
    ]
    assert {each.moved_at for each in moves} == {NOW}


def test_an_asker_of_no_known_place_is_asked_for_it_and_then_it_goes_on_by_itself(stage: Stage):
    answer = stage.ask(STRANGER)

    asked = only(PlaceNeeded, stage.want(answer, STRANGER))
    with stage.engine.begin() as connection:
        stranger = stage.official(STRANGER)
        officials.hold(connection, stranger.id, stage.offices["Elm"].id, NOW.date())
        officials.mark_verified(connection, stranger.id, NOW)
        said = introduce.go_on(connection, stage.network_id, NOW, official_id=stranger.id)

    assert only(ConsentAsked, said).introduction_id == asked.introduction_id
    told = next(each for each in said if isinstance(each.message, IntroductionRequested))
    assert (told.address.way, told.address.people) == ("direct", (STRANGER.chat_id,))
    assert [each.state for each in stage.legs(answer)] == ["asked"]


def test_who_was_not_verified_waits_for_staff_who_get_one_task(stage: Stage):
    answer = stage.ask(STRANGER)
    with stage.engine.begin() as connection:
        stranger = stage.official(STRANGER)
        officials.hold(connection, stranger.id, stage.offices["Elm"].id, NOW.date())

    said = stage.want(answer, STRANGER)
    again = stage.want(answer, STRANGER)

    only(VerificationAwaited, said)
    assert only(IntroductionProgress, again) == IntroductionProgress(0, 0, "verification")
    with stage.engine.begin() as connection:
        [task] = tasks.every_open(connection, stage.network_id)
        assert (task.kind, task.subject_id) == ("verify", stranger.id)
        assert introduce.go_on(connection, stage.network_id, NOW, official_id=stage.official(BEN).id) == []
        officials.mark_verified(connection, stranger.id, NOW)
        on = introduce.go_on(connection, stage.network_id, NOW, official_id=stranger.id)
    assert only(ConsentAsked, on)


def test_a_wish_for_an_office_that_somebody_joins_goes_on_by_itself(stage: Stage):
    answer = stage.ask(text="Who has sensors that dim street lamps?")
    fir = stage.offices["Fir"]
    with stage.engine.begin() as connection:
        draft = IntroductionDraft(
            question_id=QuestionId(answer.question_id),
            record_id=stage.unjoined.id,
            office_id=fir.id,
            asker_id=stage.official(ANA).id,
            workspace_id=stage.workspace_id,
            conversation=CHANNEL.conversation,
            thread=CHANNEL.thread,
        )
        introductions.propose(connection, stage.network_id, draft, "office", NOW)
        before = introduce.go_on(connection, stage.network_id, NOW, office_id=fir.id)
        stage.join(connection, STRANGER, "Finn", fir)
        after = introduce.go_on(connection, stage.network_id, NOW, office_id=fir.id)

    assert before == []
    asked = next(each for each in after if isinstance(each.message, ConsentAsked))
    assert asked.address.people == (STRANGER.chat_id,)


def test_when_nobody_takes_requests_it_is_tried_once_more_and_told_either_way(stage: Stage):
    answer = stage.ask()
    with stage.engine.begin() as connection:
        memberships.pause(connection, stage.official(BEN).id, NOW + timedelta(days=60))

    said = stage.want(answer)
    later = stage.wait_until(NOW + timedelta(days=7))

    assert only(NobodyFree, said).again_on == "2026-03-04"
    assert [type(each.message) for each in later] == [IntroductionNotMade]
    assert [each.state for each in stage.legs(answer)] == ["expired"]


def test_the_second_who_asks_the_one_official_within_a_week_is_asked_for_once_they_have_rested(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=True)

    said = stage.want(stage.ask(CHLOE), CHLOE)
    before = stage.wait_until(NOW + timedelta(days=7, minutes=-1))
    then = stage.wait_until(NOW + timedelta(days=7))

    assert only(NobodyFree, said).again_on == "2026-03-09"
    assert of_kind(ConsentAsked, before) == []
    assert only(ConsentAsked, then)


def test_who_takes_requests_again_by_then_is_asked(stage: Stage):
    answer = stage.ask()
    with stage.engine.begin() as connection:
        memberships.pause(connection, stage.official(BEN).id, NOW + timedelta(days=1))
    stage.want(answer)

    later = stage.wait_until(NOW + timedelta(days=2))

    assert {type(each.message) for each in later} == {ConsentAsked, IntroductionRequested}


def test_another_peer_is_asked_first_when_the_chosen_office_takes_no_requests_and_the_asker_is_told(
    stage: Stage,
):
    stage.add_peers("Gil")
    answer = stage.ask()
    with stage.engine.begin() as connection:
        memberships.pause(connection, stage.official(BEN).id, NOW + timedelta(days=60))
    wanted = next(each for each in answer.matches if each.record_id == stage.record.id)

    said = stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, wanted.record_id))

    told = only(IntroductionRequested, said)
    assert (told.instead, told.place.name) == (True, "Gilham")
    card = words("en")
    assert "The office you chose cannot take requests now." in phrases.requested(card, told)


def test_the_own_government_is_not_asked(stage: Stage):
    answer = stage.ask(CHLOE)
    with stage.engine.begin() as connection:
        officials.leave(connection, stage.official(CHLOE).id, stage.offices["Ash"].id, NOW.date())
        officials.hold(connection, stage.official(CHLOE).id, stage.offices["Oak"].id, NOW.date())

    assert reasons(stage.want(answer, CHLOE)) == ["own_government"]


def test_in_a_network_with_one_official_there_is_nobody_to_ask(stage: Stage):
    answer = stage.ask()
    with stage.engine.begin() as connection:
        for speaker in (BEN, CHLOE):
            memberships.leave(connection, stage.official(speaker).id, NOW)

    assert reasons(stage.want(answer)) == ["nobody_to_ask"]


def test_an_office_that_nobody_joined_cannot_be_asked(stage: Stage):
    answer = stage.ask(text="Who has sensors that dim street lamps?")

    assert (answer.matches[0].can_introduce, answer.matches[0].can_seek) == (False, True)
    assert reasons(stage.want(answer)) == ["nobody_to_ask"]


def test_an_office_whose_official_left_cannot_be_asked(stage: Stage):
    answer = stage.ask()
    stage.leave(BEN, stage.offices["Oak"])

    assert reasons(stage.want(answer)) == ["nobody_to_ask"]


def test_a_record_that_the_question_was_not_shown_cannot_be_asked_for(stage: Stage):
    answer = stage.ask()

    said = stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.unjoined.id))

    assert reasons(said) == ["unknown_match"]


def test_unknown_numbers_are_refused(stage: Stage):
    asked = stage.do(IntroductionWanted(ANA, CHANNEL, 999, 999))
    decided = stage.do(ConsentDecided(BEN, PRIVATE, 999, accepted=True))

    assert reasons(asked) == ["unknown_question"]
    assert reasons(decided) == ["unknown_introduction"]


def hold_oak_too(stage: Stage) -> None:
    """Let Ana work for Oak as well, her second government."""
    with stage.engine.begin() as connection:
        officials.hold(connection, stage.official(ANA).id, stage.offices["Oak"].id, NOW.date())


def test_a_record_of_ones_second_government_offers_no_introduction(stage: Stage):
    hold_oak_too(stage)

    [match] = stage.ask().matches

    assert (match.can_introduce, match.can_seek) == (False, False)


def test_the_second_government_is_not_asked_either(stage: Stage):
    answer = stage.ask()
    hold_oak_too(stage)

    assert only(Refused, stage.want(answer)).reason == "own_government"


def test_the_request_speaks_of_the_office_that_is_asked_and_not_of_the_peers_first(stage: Stage):
    with stage.engine.begin() as connection:
        lima = add_office(connection, stage.network_id, "Parks", "Lima", country="PE")
        officials.hold(connection, stage.official(BEN).id, lima.id, date(2019, 1, 1))
    assert stage.official(BEN).offices[0] == lima

    request = stage.ask_peer()
    again = only(ConsentAsked, stage.wait_until(NOW + timedelta(days=2)))

    for each in (request, again):
        assert (each.office, each.abroad) == ("Public works", False)


def test_of_three_matches_that_an_unverified_asker_wanted_one_is_asked_and_the_next_in_its_turn(stage: Stage):
    stage.add_peers("Gil", "Hal")
    with stage.engine.begin() as connection:
        ana = stage.official(ANA)
        officials.mark_unverified(connection, ana.id)
    answer = stage.ask()
    for match in answer.matches:
        stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, match.record_id))

    with stage.engine.begin() as connection:
        officials.mark_verified(connection, ana.id, NOW)
        said = introduce.go_on(connection, stage.network_id, NOW, official_id=ana.id)
    later = stage.wait_until(NOW + timedelta(days=2))

    assert len(answer.matches) == 3
    assert [type(each.message) for each in said] == [IntroductionRequested, ConsentAsked]
    assert [each.turn for each in of_kind(ConsentAsked, later)] == ["reminder", ""]


def test_wishes_for_several_questions_go_on_each(stage: Stage):
    stage.add_peers("Gil")
    with stage.engine.begin() as connection:
        ana = stage.official(ANA)
        officials.mark_unverified(connection, ana.id)
    for text in (QUESTION, "Who pays for storm drains?"):
        stage.want(stage.ask(text=text))

    with stage.engine.begin() as connection:
        officials.mark_verified(connection, ana.id, NOW)
        said = introduce.go_on(connection, stage.network_id, NOW, official_id=ana.id)

    assert len(of_kind(ConsentAsked, said)) == 2
