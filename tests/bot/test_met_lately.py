"""Two who met lately: the same question is refused, another one asks somebody else if there is anybody."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cards import card
from bot.events import HandedOver, IntroductionWanted
from bot.messages import ConsentAsked, IntroductionRequested, Refused
from bot.messages.introductions import MetLately, NobodyFree
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from store import memberships
from store.memberships import MembershipDraft
from tests.bot.staffed import said_to
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW, add_office

OTHER_WORDS = "Who pays for storm drains?"
BEA = Speaker(WORKSPACE, "U-bea")
LATER = NOW + timedelta(days=10)


@pytest.fixture
def met(stage: Stage) -> Stage:
    """The stage, where Ana and Ben were introduced."""
    stage.decide(stage.ask_peer(), accepted=True)
    return stage


def want_oak(stage: Stage, text: str = OTHER_WORDS) -> list[Outgoing]:
    answer = stage.ask(text=text)
    return stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id), LATER)


def test_another_question_asks_the_offices_other_official(met: Stage):
    with met.engine.begin() as connection:
        met.join(connection, BEA, "Bea Birch", met.offices["Oak"])

    said = want_oak(met)

    assert said_to(said, BEA)
    assert not only(IntroductionRequested, said).instead


def test_another_question_asks_the_next_match(met: Stage):
    met.add_peers("Gil")

    said = want_oak(met)

    assert only(IntroductionRequested, said).place.name == "Gilham"
    assert of_kind(Refused, said) == []


def test_where_nobody_else_is_left_the_asker_reads_whom_and_from_when_on(met: Stage):
    [said] = want_oak(met)

    assert said.message == MetLately("Ben Birch", "2026-06-01")
    assert card(said.message, "en").paragraphs == (
        "Only Ben Birch could be asked about this, and you two met lately. From June 1, 2026 on I can ask "
        "them again.",
    )


def test_from_the_day_that_was_named_on_they_can_be_asked_from_its_first_hour_on(met: Stage):
    [said] = want_oak(met)
    assert isinstance(said.message, MetLately)
    answer = met.ask(text="Who repairs storm drains, and who pays?")
    first_hour = datetime.fromisoformat(said.message.again_on).replace(tzinfo=UTC)

    wanted = IntroductionWanted(ANA, CHANNEL, answer.question_id, met.record.id)

    assert of_kind(ConsentAsked, met.do(wanted, first_hour))


def test_who_may_be_free_before_long_is_waited_for(met: Stage):
    met.add_peers("Gil")
    with met.engine.begin() as connection:
        gil = met.official(Speaker(WORKSPACE, "U-gil"))
        memberships.pause(connection, gil.id, LATER + timedelta(days=1))

    assert only(NobodyFree, want_oak(met))


def test_of_who_was_asked_but_not_met_nothing_is_told(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=False)

    assert only(NobodyFree, want_oak(stage))


def test_who_takes_no_requests_at_all_is_not_named(met: Stage):
    with met.engine.begin() as connection:
        ben = met.official(BEN)
        memberships.save(connection, met.network_id, ben.id, MembershipDraft(capacity=0), NOW)

    assert only(NobodyFree, want_oak(met))


def test_the_same_question_is_refused_also_after_the_colleague_who_took_it_over_was_met(stage: Stage):
    with stage.engine.begin() as connection:
        parks = add_office(connection, stage.network_id, "Parks", "Oak", population=50_000)
        stage.join(connection, BEA, "Bea Birch", parks)
    answer = stage.ask()
    request = only(ConsentAsked, stage.want(answer))
    handed = HandedOver(BEN, PRIVATE, request.introduction_id, stage.official(BEA).id)
    to_bea = only(ConsentAsked, stage.do(handed))
    stage.decide(to_bea, accepted=True, speaker=BEA)

    again = only(Refused, stage.want(answer))

    assert again.reason == "already_introduced"
    assert "look for my message that names you both" in card(again, "en").paragraphs[0]
