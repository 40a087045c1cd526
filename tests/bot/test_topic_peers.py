"""Peers who know the topic of a question that no record answers: it is they who are asked, no office."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.directory import leaving
from bot.events import Asked, ConsentDecided
from bot.events.standing import PeersOfTopicWanted
from bot.introductions import introduce, out_of_reach
from bot.messages import ConsentAsked, IntroductionNotMade, IntroductionRequested, Refused
from bot.messages.introductions import IntroductionProgress, NobodyFree
from bot.messages.standing import QuestionStands
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from matching.domain import QuestionId
from store import introductions, networks, officials, tables
from store.introductions import Introduction
from tests.bot.stage import ANA, CHANNEL, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW, add_office

PELICANS = "Where do pelicans sleep?"
DORA, EVA, FAY = (Speaker(WORKSPACE, f"U-{name}") for name in ("dora", "eva", "fay"))
RETRY = datetime(2026, 3, 4, 9, tzinfo=UTC)  # two working days after a Monday
LONG_AFTER = NOW + timedelta(days=40)


@pytest.fixture
def known(stage: Stage) -> Stage:
    """The stage, where Dora volunteers for pelicans and works for the water board of Fir."""
    volunteer(stage, DORA, "Fir")
    return stage


def volunteer(stage: Stage, speaker: Speaker, place: str) -> None:
    with stage.engine.begin() as connection:
        networks.ensure_topics(connection, stage.network_id, ["pelicans"])
        office = stage.offices.get(place) or add_office(connection, stage.network_id, "Birds", place)
        stage.join(connection, speaker, speaker.chat_id[2:].title(), office, topics=("pelicans",))


def ask(stage: Stage) -> int:
    return only(QuestionStands, stage.do(Asked(ANA, CHANNEL, PELICANS))).question_id


def want(stage: Stage, question_id: int, now: datetime = NOW) -> list[Outgoing]:
    return stage.do(PeersOfTopicWanted(ANA, CHANNEL, question_id), now)


def decide(stage: Stage, said: list[Outgoing], speaker: Speaker, *, accepted: bool) -> list[Outgoing]:
    [request] = of_kind(ConsentAsked, said)
    pressed = replace(PRIVATE, message="300.1")
    return stage.do(ConsentDecided(speaker, pressed, request.introduction_id, accepted))


def asked_people(said: list[Outgoing]) -> list[str]:
    return [each.address.people[0] for each in said if isinstance(each.message, ConsentAsked)]


def told(said: list[Outgoing]) -> list[Any]:
    return [each.message for each in said if ANA.chat_id in each.address.people]


def legs(stage: Stage, question_id: int) -> tuple[Introduction, ...]:
    with stage.engine.connect() as connection:
        return introductions.of_question(connection, stage.network_id, QuestionId(question_id))


def test_who_was_out_of_reach_and_is_back_by_the_day_that_was_named_is_asked_then(known: Stage):
    question_id = ask(known)
    assert asked_people(want(known, question_id)) == [DORA.chat_id]
    with known.engine.begin() as connection:
        there = networks.ensure_workspace(connection, known.network_id, "slack", "T2")
        dora = update(tables.identity).filter_by(chat_id=DORA.chat_id)
        connection.execute(dora.values(workspace_id=there))
        out_of_reach.app_left(connection, "slack", ["T2"], NOW)
    assert told(known.wait_until(NOW)) == [NobodyFree("2026-03-04")]
    with known.engine.begin() as connection:
        out_of_reach.app_returned(connection, "slack", ["T2"], NOW)

    said = known.wait_until(RETRY)

    assert asked_people(said) == [DORA.chat_id]
    assert of_kind(IntroductionNotMade, said) == []


def test_nobody_back_on_the_day_that_was_named_is_told_once(known: Stage):
    question_id = ask(known)
    want(known, question_id)
    with known.engine.begin() as connection:
        out_of_reach.app_left(connection, "slack", ["T1"], NOW)
        known_there = networks.ensure_workspace(connection, known.network_id, "slack", "T9")
        ana = update(tables.identity).filter_by(chat_id=ANA.chat_id)
        connection.execute(ana.values(workspace_id=known_there))
    known.wait_until(NOW)

    said = known.wait_until(LONG_AFTER)

    assert [each for each in told(said) if isinstance(each, IntroductionNotMade)]
    assert len(of_kind(IntroductionNotMade, said)) == 1


def test_for_a_volunteer_who_leaves_the_office_the_next_who_knows_the_topic_is_asked(known: Stage):
    volunteer(known, EVA, "Pine")
    question_id = ask(known)
    first = asked_people(want(known, question_id))[0]
    leaver = DORA if first == DORA.chat_id else EVA

    said = give_up(known, leaver)

    assert asked_people(said) == [({DORA.chat_id, EVA.chat_id} - {first}).pop()]
    assert [each.state for each in legs(known, question_id)] == ["handed_over", "asked"]


def test_no_successor_is_sought_for_a_volunteer_since_it_was_they_who_knew(known: Stage):
    question_id = ask(known)
    want(known, question_id)

    said = give_up(known, DORA)

    assert len(of_kind(IntroductionNotMade, said)) == 1
    assert [each.state for each in legs(known, question_id)] == ["handed_over"]


def give_up(stage: Stage, speaker: Speaker) -> list[Outgoing]:
    """Let the official give up every office they hold."""
    official = stage.official(speaker)
    said: list[Outgoing] = []
    with stage.engine.begin() as connection:
        for office in official.offices:
            said += leaving.leave_office(connection, official, office, NOW)
    return said


def test_a_wish_that_waited_for_verification_goes_on_without_a_record(known: Stage):
    question_id = ask(known)
    want(known, question_id)
    ana = known.official(ANA)
    with known.engine.begin() as connection:
        officials.mark_unverified(connection, ana.id)
    # Dora never answers: what Ana wanted waits for staff by then.
    known.wait_until(LONG_AFTER)
    assert [(each.state, each.waits_for) for each in legs(known, question_id)] == [
        ("expired", ""),
        ("proposed", "verification"),
    ]
    volunteer(known, EVA, "Pine")

    with known.engine.begin() as connection:
        officials.mark_verified(connection, ana.id, LONG_AFTER)
        said = introduce.go_on(connection, known.network_id, LONG_AFTER, official_id=ana.id)

    assert asked_people(said) == [EVA.chat_id]
    assert only(IntroductionRequested, said).place.name == "Pine"


def test_pressed_again_while_they_think_it_tells_how_far_it_is(known: Stage):
    question_id = ask(known)
    want(known, question_id)

    assert told_here(want(known, question_id)) == [IntroductionProgress(1, 0)]


def test_pressed_again_when_it_is_over_nobody_is_said_to_think_about_it(known: Stage):
    question_id = ask(known)
    want(known, question_id)
    over = known.wait_until(LONG_AFTER)
    assert len(of_kind(IntroductionNotMade, over)) == 1

    assert told_here(want(known, question_id, LONG_AFTER)) == [Refused("no_peer_of_topic")]


def test_pressed_again_when_it_is_over_somebody_new_is_asked(known: Stage):
    question_id = ask(known)
    want(known, question_id)
    known.wait_until(LONG_AFTER)
    volunteer(known, EVA, "Pine")

    assert asked_people(want(known, question_id, LONG_AFTER)) == [EVA.chat_id]


def test_after_a_yes_another_who_knows_it_may_be_asked_and_no_third(known: Stage):
    volunteer(known, EVA, "Pine")
    volunteer(known, FAY, "Larch")
    people = {each.chat_id: each for each in (DORA, EVA, FAY)}
    question_id = ask(known)
    for _ in range(2):
        said = want(known, question_id)
        decide(known, said, people[asked_people(said)[0]], accepted=True)

    assert told_here(want(known, question_id)) == [Refused("enough_asked")]


def told_here(said: list[Outgoing]) -> list[Any]:
    """What is said to who pressed, where they pressed."""
    return [each.message for each in said if each.address.conversation == CHANNEL.conversation]
