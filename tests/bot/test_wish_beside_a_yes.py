"""A peer said yes, and the asker wants another match as well: that wish stands and ends by itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cards import card
from bot.events import ConsentDecided, IntroductionWanted, UrgencySaid
from bot.messages import AnswerShown, ConsentAsked, IntroductionNotMade, IntroductionRequested, Refused
from bot.messages.introductions import UrgencyNoted
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from tests.bot.stage import ANA, CHANNEL, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.bot.test_home import page, under
from tests.factories import NOW

REMINDER = datetime(2026, 3, 4, 9, tzinfo=UTC)  # two working days after a Monday
LONG_AFTER = NOW + timedelta(days=20)


@pytest.fixture
def crowded(stage: Stage) -> Stage:
    """The stage with three more peers whose records answer the question."""
    stage.add_peers("Gil", "Hal", "Ina")
    return stage


def helped(stage: Stage) -> AnswerShown:
    """Let the peer of the first match say yes."""
    answer = stage.ask()
    decide(stage, stage.want(answer), accepted=True)
    return answer


def want_the_second(stage: Stage, answer: AnswerShown) -> list[Outgoing]:
    record_id = answer.matches[1].record_id
    return stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, record_id))


def decide(stage: Stage, said: list[Outgoing], *, accepted: bool, at: datetime = NOW) -> list[Outgoing]:
    """Let whoever is asked by what is said answer."""
    [asked] = [each for each in said if isinstance(each.message, ConsentAsked)]
    assert isinstance(asked.message, ConsentAsked)
    peer = Speaker(WORKSPACE, asked.address.people[0])
    pressed = replace(PRIVATE, message="300.1")
    return stage.do(ConsentDecided(peer, pressed, asked.message.introduction_id, accepted), at)


def notes(message: IntroductionRequested | UrgencyNoted) -> str:
    return " ".join(card(message, "en").notes)


def test_the_asker_reads_that_nobody_else_is_asked_in_their_place(crowded: Stage):
    requested = only(IntroductionRequested, want_the_second(crowded, helped(crowded)))

    assert requested.alone
    assert "another peer too" not in notes(requested)
    assert "I ask nobody else in their place" in notes(requested)


def test_the_first_request_promises_the_next_peer(crowded: Stage):
    requested = only(IntroductionRequested, crowded.want(crowded.ask()))

    assert not requested.alone
    assert "another peer too" in notes(requested)


@pytest.mark.parametrize("declines", [True, False])
def test_it_ends_for_its_asker_in_the_same_words_whether_declined_or_not(crowded: Stage, declines: bool):
    answer = helped(crowded)
    said = want_the_second(crowded, answer)
    if declines:
        decide(crowded, said, accepted=False)

    over = of_kind(IntroductionNotMade, crowded.wait_until(LONG_AFTER))

    assert [(each.title, each.asked) for each in over] == [(answer.matches[1].title, 1)]


def test_it_can_be_urgent_as_any_other(crowded: Stage):
    answer = helped(crowded)
    want_the_second(crowded, answer)

    said = crowded.do(UrgencySaid(ANA, CHANNEL, answer.question_id))

    noted = only(UrgencyNoted, said)
    assert noted.alone
    assert "another peer too" not in notes(noted)
    assert only(ConsentAsked, said).turn == "urgent"


def test_without_it_nothing_is_left_to_hurry_after_the_yes(crowded: Stage):
    answer = helped(crowded)

    assert only(Refused, crowded.do(UrgencySaid(ANA, CHANNEL, answer.question_id))) == Refused(
        "nothing_to_hurry"
    )


def test_who_was_asked_before_the_yes_by_the_clock_ends_silently(crowded: Stage):
    first = crowded.want(crowded.ask())
    assert of_kind(ConsentAsked, crowded.wait_until(REMINDER))
    decide(crowded, first, accepted=True, at=REMINDER + timedelta(hours=1))

    assert of_kind(IntroductionNotMade, crowded.wait_until(LONG_AFTER)) == []


def test_the_own_page_has_both_the_yes_and_what_is_awaited_beside_it(crowded: Stage):
    answer = helped(crowded)
    assert len(wanted_on_page(crowded)) == 1

    want_the_second(crowded, answer)

    introduced, waiting = wanted_on_page(crowded)
    assert "I introduced you to" in introduced
    assert "I introduced you to" not in waiting


def wanted_on_page(stage: Stage) -> tuple[str, ...]:
    return under(page(stage, ANA), "Introductions you asked for").paragraphs
