"""Questions that stand: who got no answer is told once of a record that fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import due
from bot.actions import event_of
from bot.cards import card
from bot.events import Asked, Event
from bot.events.standing import PeersOfTopicWanted, StandingDecided
from bot.messages import IntroductionRequested, Refused, Thanked
from bot.messages.standing import QuestionStands, RecordForQuestion, StandingKept, StillLooking
from bot.outgoing import Outgoing
from bot.questions import backward
from bot.speaker import Speaker, Spot
from matching.domain import Audience, PracticeRecord, QuestionId, Visibility
from store import (
    answered_questions,
    memberships,
    networks,
    questions,
    record_changes,
    record_readers,
    standing,
)
from store.due import Due
from store.merges import Merging, Outcome, merge
from store.record_values import draft_of
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, STRANGER, Stage, of_kind, only
from tests.factories import NOW, add_record, there

PELICANS = "Where do pelicans sleep?"
BARE = {"problem": "", "action": "", "outcome": "", "lessons": ""}
AT_WORK = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # Elm has no time zone, so UTC; a Monday


@pytest.fixture
def begun(stage: Stage) -> Stage:
    """The stage whose change log is followed from here on."""
    stage.match_backwards()
    return stage


def publish(
    stage: Stage, title: str = "Where pelicans sleep", place: str = "Oak", key: str = ""
) -> PracticeRecord:
    with stage.engine.begin() as connection:
        return add_record(
            connection, stage.network_id, key or title, stage.offices[place], title=title, **BARE
        )


def told(stage: Stage, until: datetime = AT_WORK) -> list[Outgoing]:
    """What is said of records by then, after what was published was matched."""
    stage.match_backwards()
    return [each for each in stage.wait_until(until) if isinstance(each.message, RecordForQuestion)]


def decide(stage: Stage, question_id: int, decision: Any, speaker: Speaker = ANA, now: datetime = NOW):
    return stage.do(StandingDecided(speaker, PRIVATE, question_id, decision), now)


def pressed(found: Outgoing, action: str) -> Event:
    """The event of pressing the button with this action on the card of what was found."""
    [button] = [each for each in card(found.message, "en").buttons if each.action == action]
    return carrying(action, *button.ids)


def carrying(action: str, *ids: int) -> Event:
    """The event of pressing a button with this action that carries these ids."""
    event = event_of(action, ids, ANA, PRIVATE)
    assert event is not None
    return event


def merge_into(stage: Stage, record: PracticeRecord, into: PracticeRecord, **said: Any) -> None:
    """Let staff merge the record into the other one, which says this then."""
    merging = Merging(record.id, record.revision, into.id, into.revision, None)
    with stage.engine.begin() as connection:
        outcome = Outcome(replace(draft_of(into), **said), ())
        assert merge(connection, stage.network_id, merging, outcome, AT_WORK)


def led_to(stage: Stage, question_id: int) -> set[int]:
    """The records that answered the question, as later askers find it."""
    asked = QuestionId(question_id)
    with stage.engine.connect() as connection:
        found = answered_questions.led_to(connection, stage.network_id, [asked])
    return set(found.get(asked, ()))


def test_after_an_honest_none_the_asker_is_told_that_records_are_looked_for(begun: Stage):
    said = begun.do(Asked(ANA, CHANNEL, PELICANS))

    stands = only(QuestionStands, said)
    assert said[1].address.way == "only_to"
    assert stands.asked_too is None


def test_a_record_that_is_published_later_is_told_once_with_its_place_and_why(begun: Stage):
    answer = begun.ask(text=PELICANS)
    record = publish(begun)

    (found,) = told(begun)

    assert found.message.match.record_id == record.id
    assert found.message.match.place.name == "Oak"
    assert {each.code for each in found.message.match.reasons} >= {"similar_size"}
    assert found.message.question_id == answer.question_id
    publish(begun, "How pelicans sleep")
    assert told(begun, NOW + timedelta(days=400)) == []


def test_a_question_asked_in_a_channel_is_answered_in_its_thread_and_a_private_one_in_private(begun: Stage):
    begun.ask(text=PELICANS)
    begun.ask(CHLOE, "Why do herons sleep?", PRIVATE)
    publish(begun)
    publish(begun, "Herons sleep")

    addresses = [each.address for each in told(begun)]

    assert [(each.way, each.conversation, each.thread) for each in addresses] == [
        ("thread", CHANNEL.conversation, CHANNEL.thread),
        ("direct", "", ""),
    ]
    assert addresses[1].people == (CHLOE.chat_id,)


def test_the_asker_is_told_in_working_hours(begun: Stage):
    begun.ask(text=PELICANS)
    publish(begun)
    begun.match_backwards(datetime(2026, 3, 6, 20, 0, tzinfo=UTC))  # Friday evening

    assert told(begun, datetime(2026, 3, 9, 8, 59, tzinfo=UTC)) == []
    assert len(told(begun, datetime(2026, 3, 9, 9, 0, tzinfo=UTC))) == 1


def test_a_place_is_never_told_of_its_own_record(begun: Stage):
    begun.ask(text=PELICANS)
    publish(begun, place="Elm")

    assert told(begun) == []


def test_a_record_that_is_changed_so_that_it_fits_is_told(begun: Stage):
    begun.ask(text=PELICANS)
    publish(begun, "Lamps", key="one")
    assert told(begun) == []
    publish(begun, key="one")

    assert len(told(begun)) == 1


def test_a_record_withdrawn_before_the_asker_was_told_is_not_told_and_the_next_one_is(begun: Stage):
    begun.ask(text=PELICANS)
    record = publish(begun)
    begun.match_backwards()
    with begun.engine.begin() as connection:
        record_changes.withdraw(connection, begun.network_id, record.id, NOW)
    assert told(begun) == []

    other = publish(begun, "Pelicans sleep on trees")

    assert [each.message.match.record_id for each in told(begun)] == [other.id]


def test_a_record_published_while_the_question_was_asked_is_found(begun: Stage):
    answer = begun.ask(text=PELICANS)
    with begun.engine.begin() as connection:
        question = standing.still_looking(connection, begun.network_id, [QuestionId(answer.question_id)])[0]
        standing.close(connection, question, NOW)
    publish(begun)
    begun.match_backwards()  # reads the record before the question stands
    decide(begun, answer.question_id, "still")

    assert len(told(begun)) == 1


def test_of_two_processes_that_match_the_same_change_one_keeps_what_it_found(begun: Stage):
    begun.ask(text=PELICANS)
    publish(begun)
    with begun.engine.connect() as connection:
        thoughts = [
            backward.think(connection, begun.library, begun.network_id, NOW) for _ in ("one", "another")
        ]
    kept = []
    for thought in thoughts:
        with begun.engine.begin() as connection:
            assert thought is not None
            kept.append(backward.keep(thought, NOW, connection))

    assert kept == [True, False]
    assert len(told(begun)) == 1


def test_still_looking_lets_another_record_be_told_but_never_the_same(begun: Stage):
    answer = begun.ask(text=PELICANS)
    publish(begun)
    told(begun)

    kept = only(StandingKept, decide(begun, answer.question_id, "still"))

    assert kept.until == (NOW + timedelta(days=180)).date().isoformat()
    publish(begun, key="Where pelicans sleep", place="Oak", title="Where do pelicans sleep")
    assert told(begun) == []
    other = publish(begun, "Pelicans sleep on trees")
    assert [each.message.match.record_id for each in told(begun)] == [other.id]


def test_who_wants_to_be_told_later_hears_nothing_for_thirty_days(begun: Stage):
    answer = begun.ask(text=PELICANS)
    decide(begun, answer.question_id, "later")
    publish(begun)

    assert told(begun, NOW + timedelta(days=29)) == []
    assert len(told(begun, NOW + timedelta(days=31))) == 1


def test_who_stopped_is_told_nothing(begun: Stage):
    answer = begun.ask(text=PELICANS)
    decide(begun, answer.question_id, "stop")
    publish(begun)

    assert told(begun, NOW + timedelta(days=400)) == []


def test_only_the_asker_decides_about_a_question(begun: Stage):
    answer = begun.ask(text=PELICANS)

    assert only(Refused, decide(begun, answer.question_id, "stop", BEN)).reason == "not_your_question"


def test_after_half_a_year_the_asker_is_asked_once_and_silence_ends_it(begun: Stage):
    begun.ask(text=PELICANS)

    said = of_kind(StillLooking, begun.wait_until(NOW + timedelta(days=182)))  # a Monday

    assert [each.question for each in said] == [PELICANS]
    assert of_kind(StillLooking, begun.wait_until(NOW + timedelta(days=400))) == []
    publish(begun)
    assert told(begun, NOW + timedelta(days=800)) == []


def test_who_still_looks_after_half_a_year_is_told_of_records_for_another_half(begun: Stage):
    answer = begun.ask(text=PELICANS)
    half = NOW + timedelta(days=180)
    begun.wait_until(half)
    decide(begun, answer.question_id, "still", now=half)
    begun.wait_until(half + timedelta(days=100))
    publish(begun)

    assert len(told(begun, half + timedelta(days=110))) == 1


def test_an_answer_that_did_not_help_offers_to_look_on(begun: Stage):
    answer = begun.ask()

    thanks = only(Thanked, begun.rate(answer, helpful=False))

    assert thanks.question_id == answer.question_id
    decide(begun, answer.question_id, "still")
    assert told(begun) == []  # what was shown already is no news
    other = publish(begun, "Bonds to pay for storm drains", "Fir")
    assert [each.message.match.record_id for each in told(begun)] == [other.id]


def test_the_record_whose_card_says_that_it_helped_answered_the_question_and_no_later_one(begun: Stage):
    answer = begun.ask(text=PELICANS)
    publish(begun)
    [first] = told(begun)
    decide(begun, answer.question_id, "still", now=AT_WORK)
    publish(begun, "Where pelicans sleep at night")
    [second] = told(begun, AT_WORK + timedelta(days=3))

    begun.do(pressed(first, "record_helped"), AT_WORK + timedelta(days=4))

    assert led_to(begun, answer.question_id) == {first.message.match.record_id}
    assert second.message.match.record_id != first.message.match.record_id


def test_a_record_helped_also_while_its_asker_looks_on(begun: Stage):
    answer = begun.ask(text=PELICANS)
    record = publish(begun)
    [found] = told(begun)
    decide(begun, answer.question_id, "still", now=AT_WORK)

    begun.do(pressed(found, "record_helped"), AT_WORK + timedelta(days=1))

    assert led_to(begun, answer.question_id) == {record.id}


def test_the_button_of_an_older_card_says_that_the_record_helped_that_was_told_last(begun: Stage):
    answer = begun.ask(text=PELICANS)
    record = publish(begun)
    told(begun)

    begun.do(carrying("it_helped", answer.question_id))

    assert led_to(begun, answer.question_id) == {record.id}


@pytest.mark.parametrize("merged_when", ["looking", "found"])
def test_a_practice_that_was_told_is_not_told_again_by_what_its_record_was_merged_into(
    begun: Stage, merged_when: str
):
    answer = begun.ask(text=PELICANS)
    first = publish(begun)
    told(begun)
    decide(begun, answer.question_id, "still", now=AT_WORK)
    title = "Lamps" if merged_when == "looking" else "Where pelicans sleep at night"
    other = publish(begun, title, "Ash", "other")
    begun.match_backwards(AT_WORK)
    merge_into(begun, first, other, title=first.title)

    assert told(begun, AT_WORK + timedelta(days=5)) == []
    with begun.engine.connect() as connection:
        [question] = standing.still_looking(connection, begun.network_id, [QuestionId(answer.question_id)])
        assert there(standing.open_of(connection, question)).state == "looking"


def test_a_record_that_was_not_shown_for_the_question_cannot_have_helped(begun: Stage):
    answer = begun.ask(text=PELICANS)
    publish(begun)
    told(begun)

    begun.do(StandingDecided(ANA, PRIVATE, answer.question_id, "helped", begun.unjoined.id))

    assert led_to(begun, answer.question_id) == set()


def test_a_record_that_helped_is_found_by_later_askers(begun: Stage):
    answer = begun.ask(text=PELICANS)
    publish(begun)
    told(begun)

    decide(begun, answer.question_id, "helped")

    before = begun.ask(CHLOE, PELICANS).matches[0].asked_before
    assert before is not None
    assert before.thread == CHANNEL.thread


def test_who_asks_what_somebody_waits_for_is_pointed_to_the_thread_and_both_are_told(begun: Stage):
    begun.ask(text=PELICANS)
    other = Spot("C-help", thread="700.1", audience=Audience.CHANNEL)

    stands = only(QuestionStands, begun.do(Asked(CHLOE, other, PELICANS)))

    assert stands.asked_too is not None
    assert (stands.asked_too.thread, stands.asked_on) == (CHANNEL.thread, "2026-03-02")
    assert stands.asked_too.asker is not None
    assert stands.asked_too.asker.name == ""
    publish(begun)
    assert len(told(begun)) == 2


def test_a_private_question_is_pointed_to_by_nobody(begun: Stage):
    begun.ask(text=PELICANS, spot=PRIVATE)

    assert only(QuestionStands, begun.do(Asked(CHLOE, CHANNEL, PELICANS))).asked_too is None


def test_who_asks_the_same_twice_is_told_once(begun: Stage):
    begun.ask(text=PELICANS)
    begun.ask(text=PELICANS)
    publish(begun)

    assert len(told(begun)) == 1


def test_somebody_without_an_office_is_told_too(begun: Stage):
    begun.ask(STRANGER, PELICANS)
    publish(begun)

    assert len(told(begun)) == 1


def test_while_it_stands_the_asker_can_have_volunteers_of_its_topic_asked(begun: Stage):
    with begun.engine.begin() as connection:
        networks.ensure_topics(connection, begun.network_id, ["pelicans"])
        begun.join(
            connection, Speaker("slack:T1", "U-dora"), "Dora", begun.offices["Fir"], topics=("pelicans",)
        )
    stands = only(QuestionStands, begun.do(Asked(ANA, CHANNEL, PELICANS)))
    assert stands.can_ask_peers

    said = begun.do(PeersOfTopicWanted(ANA, CHANNEL, stands.question_id))

    assert only(IntroductionRequested, said).place.name == "Fir"
    assert [each.address.people for each in said if each.message.kind == "consent_asked"] == [("U-dora",)]


def test_where_nobody_volunteers_for_the_topic_nobody_can_be_asked(begun: Stage):
    stands = only(QuestionStands, begun.do(Asked(ANA, CHANNEL, PELICANS)))

    assert not stands.can_ask_peers
    refused = only(Refused, begun.do(PeersOfTopicWanted(ANA, CHANNEL, stands.question_id)))
    assert refused.reason == "no_peer_of_topic"


def test_a_record_for_named_peers_is_told_to_them_alone_and_in_private(begun: Stage):
    begun.ask(text=PELICANS)
    begun.ask(CHLOE, PELICANS)
    with begun.engine.begin() as connection:
        record = add_record(
            connection,
            begun.network_id,
            "named",
            begun.offices["Oak"],
            title="Where pelicans sleep",
            visibility=Visibility.NAMED,
            **BARE,
        )
        readers = [begun.offices["Elm"].jurisdiction.id]
        record_readers.set_readers(connection, begun.network_id, record.id, readers)

    (one,) = told(begun)

    assert (one.address.way, one.address.people) == ("direct", (ANA.chat_id,))


def test_a_record_that_was_found_already_waits_too_when_its_asker_wants_to_hear_later(begun: Stage):
    answer = begun.ask(text=PELICANS)
    publish(begun)
    begun.match_backwards(NOW + timedelta(hours=10))  # found in the evening, to be told tomorrow
    kept = only(StandingKept, decide(begun, answer.question_id, "later", now=NOW + timedelta(hours=11)))

    early = told(begun, NOW + timedelta(days=29))
    late = told(begun, NOW + timedelta(days=32))

    assert kept.until == "2026-04-01"
    assert (len(early), len(late)) == (0, 1)


def test_who_is_not_at_work_after_an_outage_is_asked_when_they_are(begun: Stage):
    begun.ask(text=PELICANS)
    [waiting] = [each for each in everything_due(begun) if each.kind == "standing_expiry"]

    night = waiting.due_at.replace(hour=23)
    said = late(begun, waiting, night)

    assert said == []
    assert [type(each.message) for each in begun.wait_until(night + timedelta(hours=10))] == [StillLooking]


def test_who_is_not_at_work_twice_after_an_outage_is_told_of_the_record_when_they_are(begun: Stage):
    begun.ask(text=PELICANS)
    publish(begun)
    begun.match_backwards()

    for night in (NOW.replace(hour=23), NOW.replace(hour=22) + timedelta(days=1)):
        [waiting] = [each for each in everything_due(begun) if each.kind == "standing_tell"]
        assert late(begun, waiting, night) == []
    at_work = NOW.replace(hour=9) + timedelta(days=2)

    assert begun.wait_until(at_work - timedelta(minutes=1)) == []
    assert [type(each.message) for each in begun.wait_until(at_work)] == [RecordForQuestion]


def test_who_was_asked_whether_they_still_look_is_not_asked_again_when_a_record_is_lost(begun: Stage):
    answer = begun.ask(text=PELICANS)
    asked = NOW + timedelta(days=182)
    assert of_kind(StillLooking, begun.wait_until(asked))
    record = publish(begun)
    begun.match_backwards(asked)
    with begun.engine.begin() as connection:
        record_changes.withdraw(connection, begun.network_id, record.id, NOW)

    assert begun.wait_until(asked + timedelta(days=400)) == []
    with begun.engine.connect() as connection:
        question = questions.by_id(connection, begun.network_id, QuestionId(answer.question_id))
        assert question
        ended = standing.latest_of(connection, question)
    assert ended
    assert ended.state == "expired"


def test_who_left_the_directory_is_not_asked_whether_they_still_look(begun: Stage):
    begun.ask(text=PELICANS)
    with begun.engine.begin() as connection:
        memberships.leave(connection, begun.official(ANA).id, NOW)

    assert begun.wait_until(NOW + timedelta(days=400)) == []


def everything_due(stage: Stage) -> tuple[Due, ...]:
    with stage.engine.connect() as connection:
        return due.ready(connection, NOW + timedelta(days=400))


def late(stage: Stage, waiting: Due, now: datetime) -> list[Outgoing]:
    """Let it happen at another moment than it was due."""
    with stage.engine.begin() as connection:
        return due.happen(connection, waiting, now)
