"""Staff verify that a person works where they say, before the first introduction."""

from datetime import timedelta
from typing import Any

import pytest

from bot.actions import event_of
from bot.cards import card
from bot.events import AnsweredInWriting, ConsentDecided, Event, Snoozed
from bot.events.member import NetworkLeft, PersonChecked
from bot.messages import AnswerShown, ConsentAsked, ConsentGiven, Introduced, Refused
from bot.messages.introductions import AskerLeft, IntroductionProgress, PlaceNeeded
from bot.messages.staff import OfficeSearched, PersonToVerify, PlaceNotVerified, PlaceVerified
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from bot.staff import tasks as staff_tasks
from matching.domain import IntroductionId, QuestionId
from store import introductions, memberships, officials, questions, tasks
from store.introductions import IntroductionDraft
from tests.bot.staffed import CARD, LATER, SAM, TESS, join, official, open_task, reasons, said_to, sought
from tests.bot.stage import ANA, BEN, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.bot.test_home import page, under
from tests.factories import NOW, TODAY, add_network, add_office, add_official


@pytest.fixture(autouse=True)
def _nobody_knows_ana_yet(staffed: Stage):
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, official(staffed, ANA).id)


def propose(stage: Stage, answer: AnswerShown, waits_for: str) -> IntroductionId:
    """Let Ana's question wait, for the record of Oak."""
    with stage.engine.begin() as connection:
        asked = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
        assert asked
        draft = IntroductionDraft(
            question_id=asked.id,
            record_id=stage.record.id,
            office_id=stage.offices["Oak"].id,
            asker_id=asked.asker_id,
            workspace_id=asked.workspace_id,
            conversation=asked.conversation,
            thread=asked.thread,
        )
        return introductions.propose(connection, stage.network_id, draft, waits_for, NOW)[0].id


# Verifying a person


def verify(stage: Stage, speaker: Speaker = SAM, *, works_there: bool = True) -> list[Outgoing]:
    """Open the task about Ana and press one of its buttons."""
    (posted,) = open_task(stage, "verify", official(stage, ANA).id)
    assert isinstance(posted.message, PersonToVerify)
    return press_verify(stage, posted.message, speaker, works_there=works_there)


def press_verify(
    stage: Stage, shown: Any, speaker: Speaker = SAM, *, works_there: bool = True
) -> list[Outgoing]:
    return stage.do(PersonChecked(speaker, CARD, shown.official_id, works_there, shown.office_id), LATER)


def test_the_card_says_who_it_is_where_and_since_when(staffed: Stage):
    (posted,) = open_task(staffed, "verify", official(staffed, ANA).id)

    shown = card(posted.message, "en")
    assert shown.paragraphs[0] == (
        "On March 2, 2026, Ana Alder said that they work for City manager, Elm (United States)."
    )
    assert [each.action for each in shown.buttons] == ["verified", "not_verified"]


def test_who_was_verified_is_told_and_the_card_says_by_whom(staffed: Stage):
    said = verify(staffed)

    assert official(staffed, ANA).verified_at == LATER
    (told,) = said_to(said, ANA)
    assert told.message == PlaceVerified("City manager", only(PersonToVerify, said).place)
    closed = card(only(PersonToVerify, said), "en")
    assert (closed.closing, closed.buttons) == (("Sam Sorrel: Verified on March 3, 2026.",), ())


def test_what_waited_for_the_verification_goes_on(staffed: Stage):
    answer = staffed.ask(ANA)
    join(staffed, official(staffed, BEN))
    propose(staffed, answer, "verification")

    assert said_to(verify(staffed), BEN) != []


def test_a_member_who_was_verified_is_asked_whether_their_offices_records_are_right(staffed: Stage):
    join(staffed, official(staffed, BEN), verified=False)
    (posted,) = open_task(staffed, "verify", official(staffed, BEN).id)
    assert isinstance(posted.message, PersonToVerify)

    said = press_verify(staffed, posted.message)

    assert any("A fee to pay for storm drains" in repr(each.message) for each in said_to(said, BEN))


def test_staff_need_not_look_for_an_office_any_more_whose_official_they_verified(staffed: Stage):
    ben = official(staffed, BEN)
    open_task(staffed, "find_office", ben.offices[0].id)
    join(staffed, ben, verified=False)
    (posted,) = open_task(staffed, "verify", ben.id)
    assert isinstance(posted.message, PersonToVerify)

    press_verify(staffed, posted.message)

    with staffed.engine.connect() as connection:
        assert tasks.every_open(connection, staffed.network_id) == ()


def test_who_was_not_verified_is_told_what_to_do_and_what_they_wanted_stays(staffed: Stage):
    answer = staffed.ask(ANA)
    proposed = propose(staffed, answer, "verification")

    said = verify(staffed, works_there=False)

    assert official(staffed, ANA).verified_at is None
    assert [type(each.message) for each in said_to(said, ANA)] == [PlaceNotVerified]
    assert said_to(said, BEN) == []
    with staffed.engine.connect() as connection:
        kept = introductions.by_id(connection, staffed.network_id, proposed)
    assert kept
    assert (kept.state, kept.waits_for) == ("proposed", "verification")


def test_who_was_verified_before_is_no_more_once_staff_say_so(staffed: Stage):
    verify(staffed)

    verify(staffed, works_there=False)

    assert official(staffed, ANA).verified_at is None


def test_the_second_click_is_told_who_did_it_and_when(staffed: Stage):
    verify(staffed)
    ana = official(staffed, ANA)

    said = staffed.do(PersonChecked(TESS, CARD, ana.id, works_there=False), LATER)

    refused = only(Refused, said)
    assert (refused.reason, dict(refused.details)) == (
        "task_done",
        {"name": "Sam Sorrel", "day": "2026-03-03"},
    )
    assert official(staffed, ANA).verified_at == LATER


def test_a_person_about_whom_nothing_was_ever_asked_is_no_task(staffed: Stage):
    nobody = staffed.do(PersonChecked(SAM, CARD, 999, works_there=True))
    ben = staffed.do(PersonChecked(SAM, CARD, official(staffed, BEN).id, works_there=True))

    assert reasons([*nobody, *ben]) == ["unknown_task", "unknown_task"]


def test_who_named_another_office_since_staff_looked_is_not_verified_for_it(staffed: Stage):
    (posted,) = open_task(staffed, "verify", official(staffed, ANA).id)
    assert isinstance(posted.message, PersonToVerify)
    staffed.leave(ANA, staffed.offices["Elm"])
    with staffed.engine.begin() as connection:
        officials.hold(connection, official(staffed, ANA).id, staffed.offices["Ash"].id, TODAY)

    said = press_verify(staffed, posted.message)

    now_shown = only(PersonToVerify, said)
    assert (now_shown.place.name, now_shown.task.closed) == ("Ash", None)
    assert official(staffed, ANA).verified_at is None
    press_verify(staffed, now_shown)
    assert official(staffed, ANA).verified_at == LATER


def test_who_holds_no_office_cannot_be_verified_and_the_task_can_be_closed(staffed: Stage):
    staffed.leave(ANA, staffed.offices["Elm"])
    (posted,) = open_task(staffed, "verify", official(staffed, ANA).id)
    assert isinstance(posted.message, PersonToVerify)

    buttons = card(posted.message, "en").buttons
    assert [(each.action, each.ids) for each in buttons] == [("take_task", (posted.message.task.id,))]
    press_verify(staffed, posted.message)
    assert official(staffed, ANA).verified_at is None


def test_an_official_of_another_network_cannot_be_verified(staffed: Stage):
    with staffed.engine.begin() as connection:
        valley = add_network(connection, "Valley network")
        stranger = add_official(connection, valley, "Val", add_office(connection, valley))
        staff_tasks.add(connection, valley, "verify", stranger.id, NOW)

    assert reasons(staffed.do(PersonChecked(SAM, CARD, stranger.id, works_there=True))) == ["unknown_task"]


# Not verified, and after all


def press_after_all(stage: Stage, said: list[Outgoing], speaker: Speaker = TESS) -> list[Outgoing]:
    """Press the button of the card that says that Ana was not verified."""
    (button,) = card(only(PersonToVerify, said), "en").buttons
    event = event_of(button.action, button.ids, speaker, CARD)
    assert button.label == "Verify after all"
    assert event is not None
    return stage.do(event, LATER)


def test_who_was_not_verified_holds_the_office_no_more(staffed: Stage):
    verify(staffed, works_there=False)

    assert official(staffed, ANA).offices == ()


def test_a_mistaken_not_verified_is_taken_back_with_the_office_and_what_waits_for_it(staffed: Stage):
    propose(staffed, staffed.ask(ANA), "verification")
    said = verify(staffed, works_there=False)

    after_all = press_after_all(staffed, said)

    ana = official(staffed, ANA)
    assert ([each.name for each in ana.offices], ana.verified_at) == (["City manager"], LATER)
    assert type(said_to(after_all, ANA)[0].message) is PlaceVerified
    assert said_to(after_all, BEN) != []
    closed = card(only(PersonToVerify, after_all), "en")
    assert (closed.closing, closed.buttons) == (("Tess Thorn: Verified on March 3, 2026.",), ())
    assert only(Refused, press_after_all(staffed, said)).reason == "task_done"


def test_verified_on_a_card_that_was_left_open_does_not_take_it_back(staffed: Stage):
    (posted,) = open_task(staffed, "verify", official(staffed, ANA).id)
    press_verify(staffed, posted.message, works_there=False)

    assert reasons(press_verify(staffed, posted.message, TESS)) == ["task_done"]
    assert official(staffed, ANA).verified_at is None


def test_who_named_another_office_since_is_not_given_the_old_one_back(staffed: Stage):
    said = verify(staffed, works_there=False)
    with staffed.engine.begin() as connection:
        officials.hold(connection, official(staffed, ANA).id, staffed.offices["Ash"].id, LATER.date())

    assert reasons(press_after_all(staffed, said)) == ["task_done"]
    assert official(staffed, ANA).verified_at is None


def test_an_unverified_member_does_not_keep_staff_from_looking_for_their_office(staffed: Stage):
    with staffed.engine.begin() as connection:
        impostor = staffed.join(
            connection, Speaker(WORKSPACE, "U-imp"), "Imp", staffed.offices["Fir"], capacity=2
        )
        officials.mark_unverified(connection, impostor.id)

    assert only(OfficeSearched, sought(staffed)).place.name == "Fir"


# What was asked for waits until then


def ask_then_refuse(stage: Stage) -> tuple[ConsentAsked, list[Outgoing]]:
    """Let Ana ask Ben while staff know her; then they could not verify her. Return what both read."""
    with stage.engine.begin() as connection:
        officials.mark_verified(connection, official(stage, ANA).id, NOW)
    join(stage, official(stage, BEN))
    request = only(ConsentAsked, stage.want(stage.ask(ANA)))
    return request, verify(stage, works_there=False)


def test_a_yes_to_who_was_not_verified_waits_and_goes_on_after_all(staffed: Stage):
    request, refused = ask_then_refuse(staffed)

    said = staffed.do(ConsentDecided(BEN, PRIVATE, request.introduction_id, accepted=True), LATER)
    met = press_after_all(staffed, refused)

    assert only(ConsentGiven, said).waits
    assert only(IntroductionProgress, said).waits_for == "meeting"
    assert of_kind(PersonToVerify, said) == []
    assert only(Introduced, met).asker.name == "Ana Alder"


@pytest.mark.parametrize("button", ["snooze", "write"])
def test_nobody_is_told_that_who_was_not_verified_works_there_no_more(staffed: Stage, button: str):
    request, _ = ask_then_refuse(staffed)
    pressed: dict[str, Event] = {
        "snooze": Snoozed(BEN, PRIVATE, request.introduction_id),
        "write": AnsweredInWriting(BEN, PRIVATE, request.introduction_id, "A fee.", attributable=True),
    }

    assert of_kind(AskerLeft, staffed.do(pressed[button], LATER)) == []


def test_what_ran_out_meanwhile_goes_on_with_the_next_peer_after_all(staffed: Stage):
    staffed.add_peers("Gil")
    request, refused = ask_then_refuse(staffed)
    over = staffed.wait_until(NOW + timedelta(days=14))

    asked = only(ConsentAsked, press_after_all(staffed, refused))

    assert over == []
    assert asked.introduction_id != request.introduction_id
    assert misses(staffed, BEN) == misses(staffed, Speaker(WORKSPACE, "U-gil")) == 0


def test_who_was_not_verified_and_asks_again_is_asked_for_their_place(staffed: Stage):
    join(staffed, official(staffed, BEN))
    answer = staffed.ask(ANA)
    staffed.want(answer)
    ana = official(staffed, ANA)
    shown = PersonChecked(SAM, CARD, ana.id, works_there=False, office_id=ana.offices[0].id)
    staffed.do(shown, LATER)

    again = staffed.want(answer, now=LATER)
    (line,) = under(page(staffed, ANA), "Introductions you asked for").paragraphs

    assert only(PlaceNeeded, again).introduction_id
    assert "first tell me which government you work for" in line


def test_who_left_after_they_were_not_verified_has_left(staffed: Stage):
    join(staffed, official(staffed, ANA))
    request, _ = ask_then_refuse(staffed)
    left = staffed.do(NetworkLeft(ANA, PRIVATE), LATER)

    assert [type(each.message) for each in said_to(left, BEN)] == [AskerLeft]
    assert reasons(staffed.decide(request, accepted=True)) == ["asker_left"]


def misses(stage: Stage, speaker: Speaker) -> int:
    with stage.engine.connect() as connection:
        member = memberships.by_official(connection, official(stage, speaker).id)
    assert member
    return member.misses
