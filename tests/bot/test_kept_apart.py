"""Who came to avoid the other while a request was open is not introduced, and nobody is told so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import dispatch, network
from bot.cards import card
from bot.events import AnsweredInWriting, ConsentDecided, IntroductionWanted
from bot.events.digest import CanHelp, OfferDecided
from bot.introductions import consent
from bot.messages import ConsentAsked, Introduced, IntroductionNotMade, Refused
from bot.messages.introductions import ConsentEnough, IntroductionProgress, PeerWrote
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from matching.domain import IntroductionId
from store import introductions, memberships, officials
from store.memberships import MembershipDraft
from tests.bot.digested import ROOM, add_question
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, QUESTION, Stage, of_kind, only
from tests.bot.test_home import page, under
from tests.factories import NOW, add_record, there

PRESSED = replace(PRIVATE, message="300.1")
LAST_DAY = NOW + timedelta(days=7)


def avoid(stage: Stage, who: str) -> None:
    """Let one of the two say that they do not want to be introduced to the other."""
    ana, ben = stage.official(ANA), stage.official(BEN)
    oak = stage.offices["Oak"].jurisdiction.id
    me, said = {
        "the asker, the person": (ana, MembershipDraft(avoided=(ben.id,))),
        "the asker, the place": (
            ana,
            MembershipDraft(avoided_places=(oak,)),
        ),
        "the peer, the person": (ben, MembershipDraft(avoided=(ana.id,))),
    }[who]
    with stage.engine.begin() as connection:
        memberships.save(connection, stage.network_id, me.id, said, NOW)


def write(stage: Stage, request: ConsentAsked) -> list[Outgoing]:
    return stage.do(AnsweredInWriting(BEN, PRESSED, request.introduction_id, "A fee.", attributable=True))


def to(speaker: Speaker, said: list[Outgoing]) -> list[Any]:
    return [each.message for each in said if speaker.chat_id in each.address.people]


@pytest.mark.parametrize("who", ["the asker, the person", "the asker, the place", "the peer, the person"])
def test_a_yes_between_two_of_whom_one_avoids_the_other_by_now_leads_to_no_meeting(stage: Stage, who: str):
    request = stage.ask_peer()
    avoid(stage, who)

    [said] = stage.decide(request, accepted=True)

    assert isinstance(said.message, ConsentEnough)
    assert (said.address.way, said.address.message) == ("replace", "300.1")
    assert of_kind(Introduced, stage.wait_until(NOW + timedelta(days=60))) == []


def test_an_answer_in_writing_to_who_avoids_its_writer_is_not_delivered(stage: Stage):
    request = stage.ask_peer()
    avoid(stage, "the asker, the person")

    said = write(stage, request)

    assert [type(each.message) for each in said] == [ConsentEnough]
    assert of_kind(PeerWrote, stage.wait_until(NOW + timedelta(days=60))) == []


def test_to_the_asker_it_looks_like_a_no(stage: Stage):
    stage.add_peers("Gil")
    answer = stage.ask()
    request = only(ConsentAsked, stage.want(answer))
    with stage.engine.connect() as connection:
        asked = introductions.by_id(connection, stage.network_id, IntroductionId(request.introduction_id))
    assert asked
    peer = BEN if asked.peer_id == stage.official(BEN).id else Speaker(BEN.workspace, "U-gil")
    avoided = MembershipDraft(avoided=(there(asked.peer_id),))
    with stage.engine.begin() as connection:
        memberships.save(connection, stage.network_id, stage.official(ANA).id, avoided, NOW)

    stage.decide(request, accepted=True, speaker=peer)
    again = to(ANA, stage.want(answer))
    later = to(ANA, stage.wait_until(NOW + timedelta(days=2)))
    end = to(ANA, stage.wait_until(NOW + timedelta(days=14)))

    assert again == [IntroductionProgress(1, 0)]
    assert later == [IntroductionProgress(2, 0, question=QUESTION)]
    assert [type(each) for each in end] == [IntroductionNotMade]


def test_the_peer_is_not_told_that_they_said_no(stage: Stage):
    request = stage.ask_peer()
    avoid(stage, "the asker, the person")
    stage.decide(request, accepted=True)

    (line,) = under(page(stage, BEN), "Peers who asked for you").paragraphs

    assert "Thank you for saying yes." in line
    assert only(Refused, stage.decide(request, accepted=True)).reason == "already_accepted"


def test_who_said_no_reads_that_they_did(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=False)

    assert "You said no." in under(page(stage, BEN), "Peers who asked for you").paragraphs[0]


def test_a_colleague_by_now_is_not_introduced(stage: Stage):
    request = stage.ask_peer()
    stage.leave(ANA, stage.offices["Elm"])
    with stage.engine.begin() as connection:
        officials.hold(connection, stage.official(ANA).id, stage.offices["Oak"].id, NOW.date())

    [said] = stage.decide(request, accepted=True)

    assert card(said.message, "en").paragraphs[0].startswith("Thank you for saying yes.")


def both_wait(stage: Stage) -> tuple[ConsentDecided, OfferDecided]:
    """Return what Ben waits for from Ana: her yes to his request, and her yes to his offer to help."""
    with stage.engine.begin() as connection:
        title = "Bonds to pay for storm drains"
        record = add_record(connection, stage.network_id, "elm-drains", stage.offices["Elm"], title=title)
    answer = stage.ask(BEN)
    wanted = IntroductionWanted(BEN, CHANNEL, answer.question_id, record.id)
    request = only(ConsentAsked, stage.do(wanted))
    question_id = add_question(stage, "How do you sweep leaves?", NOW)
    stage.do(CanHelp(BEN, ROOM, question_id))
    return (
        ConsentDecided(ANA, PRESSED, request.introduction_id, accepted=True),
        OfferDecided(ANA, PRESSED, question_id, stage.official(BEN).id, accepted=True),
    )


@pytest.fixture
def both_asked(stage: Stage) -> ConsentDecided:
    """Ana's yes to Ben's request; she has since met Ben because he could help with a question of hers."""
    request, offer = both_wait(stage)
    assert only(Introduced, stage.do(offer))
    return request


def perform(connection: Connection, event: ConsentDecided | OfferDecided) -> list[Outgoing]:
    """Carry out the event in a transaction that stays open."""
    return dispatch.perform(connection, network.arrive(connection, event.speaker, NOW), event, None, NOW)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_two_who_say_yes_to_each_other_at_one_moment_are_brought_together_once(stage: Stage):
    request, offer = both_wait(stage)
    # As the workflow engine begins each transaction; it begins one that fails like this once more.
    engine = stage.engine.execution_options(isolation_level="SERIALIZABLE")

    with engine.connect() as one, engine.connect() as other:
        met = [*perform(one, offer), *perform(other, request)]
        one.commit()
        with pytest.raises(DBAPIError, match="could not serialize access"):
            other.commit()

    assert len(of_kind(Introduced, met)) > 1, "neither saw the other"
    assert only(Refused, stage.do(request)).reason == "already_introduced"


def test_two_who_met_by_an_offer_are_not_brought_together_again_by_an_open_request(
    stage: Stage, both_asked: ConsentDecided
):
    [said] = stage.do(both_asked)

    assert isinstance(said.message, Refused)
    assert said.message.reason == "already_introduced"
    assert of_kind(Introduced, stage.wait_until(NOW + timedelta(days=60))) == []


def test_an_office_of_the_demonstration_does_not_say_yes_to_whom_it_met(
    stage: Stage, both_asked: ConsentDecided
):
    with stage.engine.begin() as connection:
        introduction_id = IntroductionId(both_asked.introduction_id)
        request = introductions.by_id(connection, stage.network_id, introduction_id)
        assert request
        assert consent.demonstrate_yes(connection, request, NOW) == []


def test_a_governing_body_that_would_be_a_quorum_by_the_time_of_the_yes_is_not_gathered(stage: Stage):
    request = stage.ask_peer()
    board = MembershipDraft(body="Bay Area Air Board", body_seats=3)
    with stage.engine.begin() as connection:
        for speaker in (ANA, BEN):
            memberships.save(connection, stage.network_id, stage.official(speaker).id, board, NOW)

    [said] = stage.decide(request, accepted=True)

    assert isinstance(said.message, ConsentEnough)
