"""Asking peers one after the other: reminders, the next one, the end, and who is spared."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import update

from bot.cards import card
from bot.events import IntroductionWanted, UrgencySaid
from bot.events.member import NetworkLeft
from bot.introductions import asking, passing_on
from bot.messages import (
    AnswerShown,
    ConsentAsked,
    Introduced,
    IntroductionNotMade,
)
from bot.messages.introductions import ConsentEnough, IntroductionProgress, PausedKindly
from bot.outgoing import Outgoing
from bot.phrases import introduction as introduction_phrases
from bot.phrases import words
from bot.shown import PlaceShown
from bot.speaker import Speaker
from store import introductions, memberships, officials, tables, tasks
from store.introductions import Introduction
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, of_kind, only
from tests.factories import NOW

REMINDER = datetime(2026, 3, 4, 9, tzinfo=UTC)  # two working days after a Monday
LAST_DAY = datetime(2026, 3, 9, 9, tzinfo=UTC)  # five working days after it


@pytest.fixture
def crowded(stage: Stage) -> Stage:
    """The stage with three more peers whose records answer the question."""
    stage.add_peers("Gil", "Hal", "Ina")
    return stage


def asked_people(said: list[Outgoing], turn: str = "") -> list[str]:
    """Who is asked by what is said, as a first request or by the turn."""
    return [
        each.address.people[0]
        for each in said
        if isinstance(each.message, ConsentAsked) and each.message.turn == turn
    ]


def told(said: list[Outgoing], speaker: Speaker = ANA) -> list[object]:
    """What this person reads."""
    return [each.message for each in said if speaker.chat_id in each.address.people]


def want_oak(stage: Stage, answer: AnswerShown, *, urgent: bool = False) -> ConsentAsked:
    """Ask for the introduction to Ben of Oak."""
    wanted = IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id, urgent)
    return only(ConsentAsked, stage.do(wanted))


def peer_of(stage: Stage, leg: Introduction) -> Speaker:
    with stage.engine.connect() as connection:
        assert leg.peer_id is not None
        [identity] = officials.identities(connection, leg.peer_id)
    return Speaker(ANA.workspace, identity.chat_id)


def answered(stage: Stage, leg: Introduction, *, accepted: bool) -> list[Outgoing]:
    request = ConsentAsked(leg.id, "", "", None, "", "")  # type: ignore[arg-type]  # only its id is read
    return stage.decide(request, accepted=accepted, speaker=peer_of(stage, leg))


def test_after_two_working_days_the_peer_is_reminded_once_and_the_next_one_is_asked_too(crowded: Stage):
    want_oak(crowded, crowded.ask())

    before, said = crowded.wait_until(REMINDER - timedelta(minutes=1)), crowded.wait_until(REMINDER)

    assert before == []
    assert asked_people(said, "reminder") == [BEN.chat_id]
    assert len(asked_people(said)) == 1
    assert crowded.wait_until(REMINDER) == []


def test_a_reminder_says_as_much_of_what_both_have_in_common_as_the_first_request(crowded: Stage):
    first = want_oak(crowded, crowded.ask())

    asked = of_kind(ConsentAsked, crowded.wait_until(REMINDER))

    [again] = [each for each in asked if each.turn == "reminder"]
    assert "spoken" in {each.code for each in first.reasons}
    assert again.reasons == first.reasons


def test_an_urgent_request_is_reminded_after_four_working_hours(crowded: Stage):
    want_oak(crowded, crowded.ask(), urgent=True)

    said = crowded.wait_until(NOW + timedelta(hours=4))

    assert asked_people(said, "reminder") == [BEN.chat_id]
    assert len(asked_people(said)) == 1


def test_working_days_are_those_of_the_peer(stage: Stage):
    with stage.engine.begin() as connection:
        said = memberships.MembershipDraft(time_zone="Pacific/Auckland")
        memberships.save(connection, stage.network_id, stage.official(BEN).id, said, NOW)
    want_oak(stage, stage.ask())

    # Nine in London is ten in the evening in Auckland: their two days begin on Tuesday at nine.
    due = datetime(2026, 3, 4, 20, tzinfo=UTC)
    assert asked_people(stage.wait_until(due - timedelta(minutes=1)), "reminder") == []
    assert asked_people(stage.wait_until(due), "reminder") == [BEN.chat_id]


def test_three_are_asked_at_most(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)

    crowded.wait_until(NOW + timedelta(days=60))

    assert len(crowded.legs(answer)) == 3
    assert {each.state for each in crowded.legs(answer)} == {"expired"}


@pytest.mark.parametrize("declines", [True, False])
def test_the_asker_cannot_tell_who_declined_from_who_kept_silent(crowded: Stage, declines: bool):
    answer = crowded.ask()
    request = want_oak(crowded, answer)
    heard = []
    if declines:
        heard += crowded.decide(request, accepted=False)
    hours = [NOW + timedelta(hours=hour) for hour in range(0, 24 * 30, 12)]
    by_hour = [told(crowded.wait_until(hour)) for hour in hours]

    expected: dict[datetime, list[object]] = {
        REMINDER: [IntroductionProgress(2, 0, question=QUESTION)],
        datetime(2026, 3, 6, 9, tzinfo=UTC): [IntroductionProgress(3, 0, question=QUESTION)],
        datetime(2026, 3, 13, 9, tzinfo=UTC): [
            IntroductionNotMade(
                request.title, next(m.place for m in answer.matches if "fee" in m.title), QUESTION, 3
            )
        ],
    }
    assert told(heard) == []
    assert {hour: said for hour, said in zip(hours, by_hour, strict=True) if said} == expected


def test_progress_counts_who_was_asked_and_never_says_who_declined():
    said = introduction_phrases.progress(words("en"), IntroductionProgress(2, 0))

    asked, nobody = "I have asked 2 peers about this question.", "Nobody has said yes yet."
    assert said == f"{asked} {nobody} I will tell you when somebody does."


def test_that_another_peer_is_asked_names_the_question_which_stands_elsewhere():
    said = introduction_phrases.progress(words("en"), IntroductionProgress(2, 0, question="How?"))

    assert said == "“How?”: I am asking another peer too, 2 so far. Nobody has said yes yet."


def test_the_end_counts_whom_it_was_put_to_and_names_the_question():
    message = IntroductionNotMade("A fee", PlaceShown("Oak", "", "", "city", None), "How?", 3)

    assert introduction_phrases.not_made(words("en"), message) == (
        "I asked 3 peers about “How?”; none could talk this time. Ask in other words, or read the sources."
    )


def test_after_a_yes_nobody_more_is_asked(crowded: Stage):
    answer = crowded.ask()
    crowded.decide(want_oak(crowded, answer), accepted=True)

    said = crowded.wait_until(NOW + timedelta(days=60))

    assert asked_people(said) == []
    assert of_kind(IntroductionNotMade, said) == []


def test_two_may_say_yes_and_a_third_is_thanked(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    crowded.wait_until(datetime(2026, 3, 6, 9, tzinfo=UTC))
    legs = crowded.legs(answer)

    said = [answered(crowded, leg, accepted=True) for leg in legs]

    assert [len(of_kind(Introduced, each)) for each in said] == [1, 1, 0]
    assert [type(each.message) for each in said[2]] == [ConsentEnough]
    assert "Your name was not given." in " ".join(cards_text(said[2]))


def test_of_two_who_say_the_second_yes_at_once_one_is_introduced_and_one_is_thanked(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    crowded.wait_until(datetime(2026, 3, 6, 9, tzinfo=UTC))
    first, *others = crowded.legs(answer)
    answered(crowded, first, accepted=True)
    together = Barrier(2)

    def press(leg: Introduction) -> list[Outgoing]:
        together.wait()
        return answered(crowded, leg, accepted=True)

    with ThreadPoolExecutor(2) as threads:
        said = [each for pressed in threads.map(press, others) for each in pressed]

    assert len(of_kind(Introduced, said)) == 1
    assert len(of_kind(ConsentEnough, said)) == 1


def test_two_who_want_a_peers_last_free_place_at_once_do_not_both_get_it(stage: Stage):
    with stage.engine.begin() as connection:
        connection.execute(update(tables.membership).values(capacity=1))
    answers = {ANA: stage.ask(ANA), CHLOE: stage.ask(CHLOE)}
    together = Barrier(2)

    def press(speaker: Speaker) -> list[Outgoing]:
        together.wait()
        return stage.want(answers[speaker], speaker)

    with ThreadPoolExecutor(2) as threads:
        said = [each for pressed in threads.map(press, answers) for each in pressed]

    assert asked_people(said).count(BEN.chat_id) == 1


def cards_text(said: list[Outgoing]) -> list[str]:
    return [text for each in said for text in card(each.message, "en").paragraphs]


def test_who_lets_three_requests_in_a_row_run_out_is_paused_kindly(stage: Stage):
    ben = stage.official(BEN)
    with stage.engine.begin() as connection:
        for _ in range(2):
            memberships.note_miss(connection, ben.id)
    want_oak(stage, stage.ask())

    said = stage.wait_until(LAST_DAY)

    [paused] = told(said, BEN)[-1:]
    assert paused == PausedKindly("2026-04-08")
    with stage.engine.connect() as connection:
        member = memberships.by_official(connection, ben.id)
    assert member
    assert (member.paused_until, member.misses) == (LAST_DAY + timedelta(days=30), 0)


def test_any_answer_begins_the_count_anew(stage: Stage):
    ben = stage.official(BEN)
    with stage.engine.begin() as connection:
        for _ in range(2):
            memberships.note_miss(connection, ben.id)

    stage.decide(want_oak(stage, stage.ask()), accepted=False)

    with stage.engine.connect() as connection:
        member = memberships.by_official(connection, ben.id)
    assert member
    assert member.misses == 0


def test_when_the_asked_official_left_the_next_holder_of_the_office_is_asked(stage: Stage):
    answer = stage.ask()
    want_oak(stage, answer)
    [leg] = stage.legs(answer)
    with stage.engine.begin() as connection:
        stage.join(connection, Speaker(ANA.workspace, "U-bea"), "Bea", stage.offices["Oak"])
        memberships.leave(connection, stage.official(BEN).id, NOW)
        said = passing_on.pass_on(connection, leg, NOW)
        again = passing_on.pass_on(connection, leg, NOW)

    assert asked_people(said) == ["U-bea"]
    assert again == []
    assert [(each.state, each.handed_from) for each in stage.legs(answer)] == [
        ("handed_over", None),
        ("asked", leg.id),
    ]
    assert told(said) == []


def test_who_left_after_somebody_said_yes_is_not_replaced(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    crowded.wait_until(REMINDER)
    leg, other = crowded.legs(answer)
    answered(crowded, other, accepted=True)
    with crowded.engine.begin() as connection:
        crowded.join(connection, Speaker(ANA.workspace, "U-bea"), "Bea", crowded.offices["Oak"])
        memberships.leave(connection, crowded.official(BEN).id, NOW)
        said = passing_on.pass_on(connection, leg, NOW)

    assert said == []
    assert [each.state for each in crowded.legs(answer)] == ["handed_over", "introduced"]


def test_without_a_next_holder_staff_get_a_task_and_another_peer_is_asked(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    [leg] = crowded.legs(answer)
    with crowded.engine.begin() as connection:
        memberships.leave(connection, crowded.official(BEN).id, NOW)
        said = passing_on.pass_on(connection, leg, NOW)
        [task] = tasks.every_open(connection, crowded.network_id)

    assert (task.kind, task.subject_id) == ("successor", crowded.offices["Oak"].id)
    assert len(asked_people(said)) == 1
    assert [each.state for each in crowded.legs(answer)] == ["handed_over", "proposed", "asked"]


def test_without_anybody_else_the_asker_is_told_that_staff_look_for_the_office(stage: Stage):
    answer = stage.ask()
    want_oak(stage, answer)
    [leg] = stage.legs(answer)
    with stage.engine.begin() as connection:
        memberships.leave(connection, stage.official(BEN).id, NOW)
        said = passing_on.pass_on(connection, leg, NOW)

    assert told(said) == [IntroductionProgress(0, 0, "office")]


def test_a_request_that_was_answered_is_not_passed_on(stage: Stage):
    answer = stage.ask()
    stage.decide(want_oak(stage, answer), accepted=False)
    [leg] = stage.legs(answer)

    with stage.engine.begin() as connection:
        assert passing_on.pass_on(connection, leg, NOW) == []


def test_the_next_peer_is_not_asked_twice_by_two_calls(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    [leg] = crowded.legs(answer)

    for _ in range(4):
        with crowded.engine.begin() as connection:
            asking.ask_next(connection, leg.question_id, crowded.network_id, NOW)

    peers = [each.peer_id for each in crowded.legs(answer)]
    assert len(peers) == len(set(peers)) == 3


def test_every_state_that_is_reached_was_reached_by_a_legal_move(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    crowded.wait_until(NOW + timedelta(days=60))

    with crowded.engine.connect() as connection:
        for leg in crowded.legs(answer):
            states = [each.state for each in introductions.moves(connection, leg.id)]
            assert states == ["asked", "expired"]


def test_a_busy_holder_of_the_office_is_waited_for_and_staff_look_for_nobody(stage: Stage):
    bea = Speaker(ANA.workspace, "U-bea")
    answer = stage.ask()
    want_oak(stage, answer)
    with stage.engine.begin() as connection:
        stage.join(connection, bea, "Bea", stage.offices["Oak"])
    with stage.engine.begin() as connection:
        memberships.pause(connection, stage.official(bea).id, NOW + timedelta(days=1))

    said = stage.do(NetworkLeft(BEN, PRIVATE))

    assert told(said) == [IntroductionProgress(0, 0, "peer")]
    with stage.engine.connect() as connection:
        assert tasks.every_open(connection, stage.network_id) == ()
    again = stage.wait_until(NOW + timedelta(days=2))
    assert asked_people(again) == ["U-bea"]
    assert told(again) == [IntroductionProgress(1, 0, question=QUESTION)]


def test_a_busy_holder_who_stays_busy_ends_the_wait_in_words(stage: Stage):
    bea = Speaker(ANA.workspace, "U-bea")
    answer = stage.ask()
    want_oak(stage, answer)
    with stage.engine.begin() as connection:
        stage.join(connection, bea, "Bea", stage.offices["Oak"], capacity=0)

    stage.do(NetworkLeft(BEN, PRIVATE))
    said = stage.wait_until(NOW + timedelta(days=20))

    assert [type(each) for each in told(said)] == [IntroductionNotMade]
    assert {each.state for each in stage.legs(answer)} == {"handed_over", "expired"}


def test_while_another_peer_thinks_the_end_of_that_wait_is_silent(crowded: Stage):
    bea = Speaker(ANA.workspace, "U-bea")
    want_oak(crowded, crowded.ask())
    with crowded.engine.begin() as connection:
        crowded.join(connection, bea, "Bea", crowded.offices["Oak"], capacity=0)
        # Nobody but the one who is asked in Ben's place takes anything.
        connection.execute(update(tables.membership).values(capacity=0))
        gil = officials.by_identity(connection, crowded.workspace_id, "U-gil", NOW.date())
        assert gil
        connection.execute(update(tables.membership).filter_by(official_id=gil.id).values(capacity=1))
    passed_on = crowded.do(NetworkLeft(BEN, PRIVATE))

    said = crowded.wait_until(NOW + timedelta(days=2, hours=12))

    assert asked_people(passed_on) == ["U-gil"]
    assert of_kind(IntroductionNotMade, said) == []


def test_while_nobody_can_be_asked_it_is_tried_each_working_day_until_the_last(crowded: Stage):
    want_oak(crowded, crowded.ask())
    with crowded.engine.begin() as connection:
        connection.execute(update(tables.membership).values(paused_until=NOW + timedelta(days=3, hours=-1)))

    at_the_mark = crowded.wait_until(REMINDER)
    next_day = crowded.wait_until(REMINDER + timedelta(days=1))

    assert asked_people(at_the_mark) == []
    assert len(asked_people(next_day)) == 1
    assert told(next_day) == [IntroductionProgress(2, 0, question=QUESTION)]


def test_what_became_urgent_after_the_reminder_is_tried_within_four_working_hours(crowded: Stage):
    answer = crowded.ask()
    want_oak(crowded, answer)
    with crowded.engine.begin() as connection:
        connection.execute(update(tables.membership).values(paused_until=REMINDER + timedelta(minutes=1)))
    crowded.wait_until(REMINDER)
    crowded.do(UrgencySaid(ANA, CHANNEL, answer.question_id), REMINDER + timedelta(hours=1))

    said = crowded.wait_until(REMINDER + timedelta(hours=5))

    assert len(asked_people(said)) == 1
