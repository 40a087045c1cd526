"""A record is withdrawn while people talk about it: what was begun goes on and says so, nothing begins."""

from dataclasses import replace

from bot.cards import card
from bot.events import AnsweredInWriting, IntroductionWanted, MoreWanted, OfficeSought, Snoozed
from bot.events.channel import AnswerShared
from bot.introductions import introduce
from bot.messages import AnswerShown, ConsentDeclined, ConsentGiven, Introduced, IntroductionNotMade
from bot.messages.introductions import ConsentSnoozed, PeerWrote
from bot.outgoing import Outgoing, in_thread
from store import officials, record_changes
from tests.bot.staffed import reasons
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, Stage, of_kind, only
from tests.bot.test_sharing import SEEN, stand
from tests.factories import NOW

PRESSED = replace(PRIVATE, message="300.1")


def withdraw(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        assert record_changes.withdraw(connection, stage.network_id, stage.record.id, NOW)


def test_who_was_asked_can_still_say_yes_and_both_read_that_it_was_withdrawn(stage: Stage):
    request = stage.ask_peer()
    withdraw(stage)

    said = stage.decide(request, accepted=True)

    assert only(ConsentGiven, said).title == stage.record.title
    introduced = of_kind(Introduced, said)[0]
    assert (introduced.title, introduced.withdrawn, introduced.source_url) == (stage.record.title, True, "")
    assert card(introduced, "en").notes == (
        "The network has withdrawn this record since. Ask each other what has changed.",
    )


def test_who_was_asked_can_still_decline_put_off_and_write(stage: Stage):
    request = stage.ask_peer()
    withdraw(stage)

    put_off = stage.do(Snoozed(BEN, PRESSED, request.introduction_id))
    assert only(ConsentSnoozed, put_off).title == stage.record.title
    assert only(ConsentDeclined, stage.decide(request, accepted=False)).title == stage.record.title


def test_who_was_asked_can_still_answer_in_writing(stage: Stage):
    request = stage.ask_peer()
    withdraw(stage)

    said = stage.do(
        AnsweredInWriting(BEN, PRESSED, request.introduction_id, "It was struck down.", attributable=True)
    )

    assert of_kind(PeerWrote, said)[0].text == "It was struck down."


def test_nobody_is_newly_introduced_or_sought_because_of_it(stage: Stage):
    answer = stage.ask()
    withdraw(stage)

    for event in (IntroductionWanted, OfficeSought):
        said = stage.do(event(ANA, CHANNEL, answer.question_id, stage.record.id))
        assert reasons(said) == ["record_withdrawn"]


def test_no_more_of_it_is_shown_and_it_is_not_shared(stage: Stage):
    answer = replace(stage.ask(), can_share=True)
    stand(stage, Outgoing(in_thread(ANA, CHANNEL), answer, "en"))
    withdraw(stage)

    for event in (MoreWanted(ANA, SEEN, answer.question_id, stage.record.id), shared(answer)):
        assert reasons(stage.do(event)) == ["record_withdrawn"]


def shared(answer: AnswerShown) -> AnswerShared:
    return AnswerShared(ANA, SEEN, answer.question_id)


def test_who_waits_for_its_office_hears_that_nothing_comes_of_it(stage: Stage):
    with stage.engine.begin() as connection:
        officials.mark_unverified(connection, stage.official(ANA).id)
    stage.want(stage.ask())
    withdraw(stage)

    with stage.engine.begin() as connection:
        ana = stage.official(ANA)
        said = introduce.go_on(connection, stage.network_id, NOW, official_id=ana.id)

    assert only(IntroductionNotMade, said).title == stage.record.title
