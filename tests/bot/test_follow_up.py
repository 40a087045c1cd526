"""Follow up: a week and a month later each side says with one click what came of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, delete, update

from bot import due as happens
from bot.console.render import rendered
from bot.events import FollowedUp, HushWanted
from bot.introductions import follow_up
from bot.introductions.sides import asker_of, peer_of, working
from bot.messages import Refused
from bot.messages.follow_up import FollowUpAnswered, FollowUpAsked, Hushed
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.speaker import Speaker
from matching.domain import IntroductionId, OfficialId
from store import (
    answered_questions,
    due,
    follow_ups,
    introductions,
    memberships,
    officials,
    record_changes,
    tables,
)
from store.introductions import Introduction
from store.memberships import MembershipDraft
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, Stage, of_kind, only
from tests.factories import NOW
from tests.store.test_follow_ups import write_answer

WEEK, MONTH = NOW + timedelta(days=7), NOW + timedelta(days=30)
PRESSED = replace(PRIVATE, message="400.1")


def schedule(connection: Connection, introduction: Introduction, now: datetime) -> None:
    asker, peer = (
        working(connection, side(connection, introduction, now).official) for side in (asker_of, peer_of)
    )
    follow_up.schedule(connection, introduction, {"asker": asker, "peer": peer}, now)


def introduced(stage: Stage) -> int:
    """Ana and Ben are introduced now; return the introduction's id."""
    request = stage.ask_peer()
    stage.decide(request, accepted=True)
    return request.introduction_id


def answered_in_writing(stage: Stage, *, attributable: bool) -> int:
    """Ben answers in writing instead of meeting."""
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        introduction_id = IntroductionId(request.introduction_id)
        write_answer(connection, introduction_id, attributable=attributable)
        introductions.move(connection, introduction_id, "asked", "accepted", None, NOW)
        found = introductions.by_id(connection, stage.network_id, introduction_id)
        assert found
        schedule(connection, found, NOW)
    return request.introduction_id


def say(
    stage: Stage, introduction_id: int, answer: str, speaker: Speaker = ANA, now: datetime = WEEK
) -> list[Outgoing]:
    return stage.do(FollowedUp(speaker, PRESSED, introduction_id, answer), now)


def hush(stage: Stage, introduction_id: int, speaker: Speaker = ANA) -> list[Outgoing]:
    return stage.do(HushWanted(speaker, PRESSED, introduction_id), WEEK)


def asked(said: list[Outgoing], speaker: Speaker = ANA) -> list[FollowUpAsked]:
    """What this person was asked."""
    return of_kind(FollowUpAsked, [each for each in said if each.address.people == (speaker.chat_id,)])


def found(stage: Stage, introduction_id: int) -> Introduction:
    with stage.engine.connect() as connection:
        introduction = introductions.by_id(connection, stage.network_id, IntroductionId(introduction_id))
    assert introduction
    return introduction


def id_of(stage: Stage, speaker: Speaker) -> OfficialId:
    with stage.engine.connect() as connection:
        official = officials.by_identity(connection, stage.workspace_id, speaker.chat_id, NOW.date())
    assert official
    return official.id


def reasons(said: list[Outgoing]) -> list[str]:
    return [message.reason for message in of_kind(Refused, said)]


def test_after_a_week_both_are_asked_in_private_whether_they_met(stage: Stage):
    introduction_id = introduced(stage)
    assert stage.wait_until(WEEK - timedelta(minutes=1)) == []

    said = stage.wait_until(WEEK)

    assert {each.address.way for each in said} == {"direct"}
    (ana,), (ben,) = asked(said), asked(said, BEN)
    assert (ana.introduction_id, ana.turn) == (introduction_id, 1)
    assert ana.answers == ("useful", "not_useful", "met", "not_met")
    assert ben.answers == ("met", "not_met")
    assert ana.other
    assert ben.other
    assert (ana.other.name, ben.other.name) == ("Ben Birch", "Ana Alder")


def test_after_a_month_the_asker_says_what_they_took_over_and_the_peer_whether_they_met(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)
    say(stage, introduction_id, "not_met")

    said = stage.wait_until(MONTH)

    assert asked(said)[0].answers == ("useful", "adapted", "adopted", "not_useful", "not_met")
    assert asked(said, BEN)[0].answers == ("met", "not_met")


def test_who_is_known_to_have_met_is_not_asked_that_again(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)
    say(stage, introduction_id, "met", BEN)

    said = stage.wait_until(MONTH)

    assert "not_met" not in asked(said)[0].answers
    assert asked(said, BEN) == []


def test_scheduling_twice_asks_once(stage: Stage):
    introduction_id = introduced(stage)
    with stage.engine.begin() as connection:
        schedule(connection, found(stage, introduction_id), NOW + timedelta(days=1))

    assert len(stage.wait_until(WEEK)) == 2
    assert stage.wait_until(WEEK + timedelta(days=2)) == []


@pytest.mark.parametrize("answer", ["met", "useful", "not_useful"])
def test_one_click_moves_the_introduction_thanks_and_replaces_the_buttons(stage: Stage, answer: str):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)

    (said,) = say(stage, introduction_id, answer)

    assert found(stage, introduction_id).state == answer
    assert (said.address.way, said.address.message) == ("replace", "400.1")
    thanks = only(FollowUpAnswered, [said])
    assert (thanks.kept, thanks.may_draft) == (answer, answer == "useful")


def test_not_yet_is_kept_without_a_move_and_the_second_round_still_comes(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)

    thanks = only(FollowUpAnswered, say(stage, introduction_id, "not_met"))

    assert (found(stage, introduction_id).state, thanks.last) == ("introduced", False)
    assert len(asked(stage.wait_until(MONTH))) == 1


def test_both_may_say_that_they_met(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)
    say(stage, introduction_id, "adopted")

    thanks = only(FollowUpAnswered, say(stage, introduction_id, "met", BEN))

    assert (thanks.kept, thanks.may_draft) == ("met", False)
    assert found(stage, introduction_id).state == "adopted"


def test_an_outcome_only_grows_and_what_said_less_is_a_sentence(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)
    say(stage, introduction_id, "adapted")
    stage.wait_until(MONTH)

    thanks = only(FollowUpAnswered, say(stage, introduction_id, "not_useful", now=MONTH))

    assert (thanks.kept, thanks.may_draft) == ("adapted", True)
    assert found(stage, introduction_id).state == "adapted"
    assert rendered(thanks, words("en"))[0].startswith("It was already noted that this was adapted.")


def test_a_second_click_is_told_that_nothing_more_is_to_do(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)
    say(stage, introduction_id, "useful")

    assert reasons(say(stage, introduction_id, "useful")) == ["already_followed_up"]
    assert reasons(say(stage, introduction_id, "not_useful")) == ["already_followed_up"]
    assert found(stage, introduction_id).state == "useful"


def test_of_two_clicks_at_once_one_counts(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)
    start, told = Barrier(2), []

    def click(answer: str) -> None:
        start.wait()
        told.extend(say(stage, introduction_id, answer))

    threads = [Thread(target=click, args=(answer,)) for answer in ("useful", "adopted")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(of_kind(FollowUpAnswered, told)) == 1
    assert reasons(told) == ["already_followed_up"]


def test_a_late_click_still_counts(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)

    thanks = only(FollowUpAnswered, say(stage, introduction_id, "met", BEN, NOW + timedelta(days=400)))

    assert thanks.kept == "met"


@pytest.mark.parametrize(
    ("speaker", "answer", "reason"),
    [
        (CHLOE, "met", "not_your_introduction"),
        (BEN, "useful", "asker_says_that"),
        (ANA, "met", "already_followed_up"),
    ],
)
def test_the_wrong_person_and_who_was_not_asked_change_nothing(
    stage: Stage, speaker: Speaker, answer: str, reason: str
):
    introduction_id = introduced(stage)

    assert reasons(say(stage, introduction_id, answer, speaker)) == [reason]
    assert found(stage, introduction_id).state == "introduced"


@pytest.mark.parametrize("accepted", [False, None])
def test_nothing_can_be_said_about_an_introduction_that_did_not_come_about(
    stage: Stage, accepted: bool | None
):
    request = stage.ask_peer()
    if accepted is not None:
        stage.decide(request, accepted=accepted)

    assert reasons(say(stage, request.introduction_id, "met")) == ["unknown_introduction"]
    assert reasons(hush(stage, request.introduction_id)) == ["unknown_introduction"]
    assert reasons(say(stage, 999, "met")) == ["unknown_introduction"]


def test_after_the_record_was_withdrawn_answers_are_kept_as_before(stage: Stage):
    introduction_id = introduced(stage)
    with stage.engine.begin() as connection:
        record_changes.withdraw(connection, stage.network_id, stage.record.id, NOW)
    stage.wait_until(WEEK)

    assert only(FollowUpAnswered, say(stage, introduction_id, "adopted")).may_draft
    with stage.engine.connect() as connection:
        assert answered_questions.ids(connection, stage.network_id) == ()


def test_who_left_the_directory_is_not_asked_but_may_answer_what_they_were_asked(stage: Stage):
    introduction_id, ben = introduced(stage), id_of(stage, BEN)
    stage.wait_until(WEEK)
    with stage.engine.begin() as connection:
        memberships.save(connection, stage.network_id, ben, MembershipDraft(), NOW)
        memberships.leave(connection, ben, WEEK)

    assert asked(stage.wait_until(MONTH), BEN) == []
    assert only(FollowUpAnswered, say(stage, introduction_id, "met", BEN)).kept == "met"


def test_the_other_side_who_left_their_office_is_not_named(stage: Stage):
    introduced(stage)
    stage.leave(BEN, stage.offices["Oak"])

    (message,) = asked(stage.wait_until(WEEK))

    assert (message.other, message.in_writing) == (None, False)
    assert "I introduced the two of you about this question:" in rendered(message, words("en"))


def test_an_account_that_no_chat_knows_any_more_is_not_asked(stage: Stage):
    introduced(stage)
    with stage.engine.begin() as connection:
        other = officials.add(connection, stage.network_id, "Her successor")
        officials.identify(connection, stage.workspace_id, ANA.chat_id, other)

    said = stage.wait_until(WEEK)

    assert (asked(said), len(asked(said, BEN))) == ([], 1)


def test_ask_me_no_more_ends_it_for_this_introduction_and_this_side(stage: Stage):
    introduction_id = introduced(stage)
    stage.wait_until(WEEK)

    (said,) = hush(stage, introduction_id)
    again = hush(stage, introduction_id)

    assert (said.message, said.address.way) == (Hushed(), "replace")
    assert only(Hushed, again)
    later = stage.wait_until(MONTH)
    assert (asked(later), len(asked(later, BEN))) == ([], 1)
    assert found(stage, introduction_id).state == "introduced"


def leave_unanswered(stage: Stage, introduction_id: int, count: int) -> None:
    """Let Ana leave so many other follow-ups unanswered."""
    with stage.engine.begin() as connection:
        ana = officials.by_identity(connection, stage.workspace_id, ANA.chat_id, NOW.date())
        assert ana
        for turn in range(10, 10 + count):
            follow_ups.ask(connection, IntroductionId(introduction_id), ana.id, turn, NOW)


@pytest.mark.parametrize(("left", "comes"), [(2, 1), (3, 0)])
def test_three_unanswered_in_a_row_end_the_asking(stage: Stage, left: int, comes: int):
    leave_unanswered(stage, introduced(stage), left)

    said = stage.wait_until(WEEK)

    assert (len(asked(said)), len(asked(said, BEN))) == (comes, 1)


def test_one_answer_begins_the_asking_anew(stage: Stage):
    introduction_id = introduced(stage)
    leave_unanswered(stage, introduction_id, 3)
    assert asked(stage.wait_until(WEEK)) == []

    say(stage, introduction_id, "not_met")

    assert len(asked(stage.wait_until(MONTH))) == 1


@pytest.mark.parametrize("attributable", [True, False])
def test_after_an_answer_in_writing_the_asker_alone_is_asked_and_the_peer_is_not_named(
    stage: Stage, attributable: bool
):
    answered_in_writing(stage, attributable=attributable)

    (said,) = stage.wait_until(WEEK)

    message = only(FollowUpAsked, [said])
    assert message.answers == ("useful", "not_useful")
    shown = "\n".join(rendered(message, words("en")))
    assert not any(name in shown for name in ("Ben", "Birch", "Oak", "Public works", BEN.chat_id))
    assert "Was the answer that you got useful?" in shown


@pytest.mark.parametrize(("attributable", "found_later"), [(True, 1), (False, 0)])
def test_a_useful_answer_that_is_not_attributable_leads_no_later_asker_to_its_place(
    stage: Stage, attributable: bool, found_later: int
):
    introduction_id = answered_in_writing(stage, attributable=attributable)
    stage.wait_until(WEEK)

    say(stage, introduction_id, "useful")

    assert found(stage, introduction_id).state == "useful"
    with stage.engine.connect() as connection:
        assert len(answered_questions.ids(connection, stage.network_id)) == found_later


@pytest.mark.parametrize(
    ("introduced_at", "zone", "country", "week_later"),
    [
        # Nine in New York before summer time begins is ten a week later, and at work all the same.
        (
            datetime(2026, 3, 2, 14, tzinfo=UTC),
            "America/New_York",
            "US",
            datetime(2026, 3, 9, 14, tzinfo=UTC),
        ),
        # Nine in summer is eight after the clocks went back: an hour later they are at work.
        (
            datetime(2026, 10, 28, 13, tzinfo=UTC),
            "America/New_York",
            "US",
            datetime(2026, 11, 4, 14, tzinfo=UTC),
        ),
        # Friday evening in Berlin becomes Monday morning.
        (datetime(2026, 3, 6, 18, tzinfo=UTC), "Europe/Berlin", "DE", datetime(2026, 3, 16, 8, tzinfo=UTC)),
        # The weekend of Egypt is Friday and Saturday.
        (datetime(2026, 3, 6, 9, tzinfo=UTC), "Africa/Cairo", "EG", datetime(2026, 3, 15, 7, tzinfo=UTC)),
        # Across midnight: Monday 23:30 in London is Tuesday in Tokyo, before work.
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "Asia/Tokyo", "JP", datetime(2026, 3, 10, 0, tzinfo=UTC)),
    ],
)
def test_each_is_asked_when_they_are_at_work(
    stage: Stage, introduced_at: datetime, zone: str, country: str, week_later: datetime
):
    introduction_id = introduced(stage)
    live_in(stage, ANA, zone, country)
    with stage.engine.begin() as connection:
        for each in due.ready(connection, NOW + timedelta(days=60)):
            connection.execute(delete(tables.due).filter_by(id=each.id))
        schedule(connection, found(stage, introduction_id), introduced_at)

    with stage.engine.connect() as connection:
        waiting = due.ready(connection, introduced_at + timedelta(days=20))
    assert [row.due_at for row in waiting if row.kind == "follow_up_asker_1"] == [week_later]


def live_in(stage: Stage, speaker: Speaker, zone: str, country: str) -> None:
    """Let somebody work for a place of this time zone and country."""
    official_id = id_of(stage, speaker)
    with stage.engine.begin() as connection:
        memberships.save(connection, stage.network_id, official_id, MembershipDraft(time_zone=zone), NOW)
        connection.execute(update(tables.jurisdiction).filter_by(name="Elm").values(country=country))


def test_who_is_no_longer_at_work_after_an_outage_is_asked_when_they_next_are(stage: Stage):
    introduced(stage)
    night = NOW + timedelta(days=7, hours=14)  # a Monday, 23:00; they were to be asked at nine
    with stage.engine.connect() as connection:
        missed = due.ready(connection, night)

    with stage.engine.begin() as connection:
        at_night = [said for each in missed for said in happens.happen(connection, each, night)]
    in_the_morning = stage.wait_until(night + timedelta(hours=10))

    assert of_kind(FollowUpAsked, at_night) == []
    assert len(of_kind(FollowUpAsked, in_the_morning)) == 2
