"""A peer reads why they of all are asked: the same in the request, in a reminder, and on their own page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.cards import card
from bot.events import Asked, HandedOver, UrgencySaid
from bot.events.standing import PeersOfTopicWanted
from bot.messages import ConsentAsked, Introduced
from bot.messages.standing import QuestionStands
from bot.speaker import Speaker
from store import memberships, networks, record_changes
from store.memberships import MembershipDraft
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.bot.test_home import page
from tests.factories import NOW, add_record

PRESSED = replace(PRIVATE, message="300.1")
BEA = Speaker(WORKSPACE, "U-bea")
PELICANS = "Where do pelicans sleep?"
REMINDED = NOW + timedelta(days=2)
RECORD = "Why you: they found the record “A fee to pay for storm drains” of your office."
BOARD: dict[str, Any] = {"body": "Bay Area Air Board", "body_seats": 5}
WARNING = "with one more member of Bay Area Air Board it would be a meeting of that body."


def read_by(stage: Stage, peer: Speaker, first: ConsentAsked) -> tuple[str, str, str]:
    """What the peer reads at once, in a reminder, and on their page."""
    at_home = "\n".join(str(each) for each in page(stage, peer))
    reminder = next(each for each in of_kind(ConsentAsked, stage.wait_until(REMINDED)) if each.turn)
    return text(first), text(reminder), at_home


def text(message: ConsentAsked) -> str:
    return str(card(message, "en"))


def asked_by_topic(stage: Stage) -> ConsentAsked:
    stands = only(QuestionStands, stage.do(Asked(ANA, CHANNEL, PELICANS)))
    return only(ConsentAsked, stage.do(PeersOfTopicWanted(ANA, CHANNEL, stands.question_id)))


def says(stage: Stage, speaker: Speaker, **said: Any) -> None:
    with stage.engine.begin() as connection:
        official = stage.official(speaker)
        memberships.save(connection, stage.network_id, official.id, MembershipDraft(**said), NOW)


def with_topic(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        networks.ensure_topics(connection, stage.network_id, ["pelicans"])


def test_who_holds_the_office_of_the_record_reads_its_title(stage: Stage):
    for said in read_by(stage, BEN, stage.ask_peer()):
        assert RECORD in said


def test_who_volunteers_for_a_topic_reads_which(stage: Stage):
    with_topic(stage)
    says(stage, CHLOE, topics=("pelicans",))

    for said in read_by(stage, CHLOE, asked_by_topic(stage)):
        assert "Why you: you offered to be asked about pelicans." in said


def test_whose_office_has_another_record_about_the_topic_does_not_read_that_they_offered(stage: Stage):
    with_topic(stage)
    says(stage, CHLOE, topics=("pelicans",))
    with stage.engine.begin() as connection:
        oak = stage.offices["Oak"]
        add_record(connection, stage.network_id, "birds", oak, title="Nests", topics=("pelicans",))
    first = asked_by_topic(stage)
    second = next(each for each in of_kind(ConsentAsked, stage.wait_until(REMINDED)) if not each.turn)
    both = {each.source: text(each) for each in (first, second)}

    assert "Why you: your office has a record about pelicans." in both["same_topic"]
    assert "you said that you could help" not in both["same_topic"]


def test_who_said_that_they_can_answer_the_question_reads_so(stage: Stage):
    with_topic(stage)
    says(stage, BEN, topics=("pelicans",))
    stands = only(QuestionStands, stage.do(Asked(ANA, CHANNEL, PELICANS)))
    says(stage, CHLOE, answerable=(stands.question_id,))

    first = only(ConsentAsked, stage.do(PeersOfTopicWanted(ANA, CHANNEL, stands.question_id)))

    for said in read_by(stage, CHLOE, first):
        assert "Why you: you said that you could help with such questions." in said


def test_a_colleague_to_whom_it_was_handed_reads_by_whom_and_about_which_record(stage: Stage):
    with stage.engine.begin() as connection:
        stage.join(connection, BEA, "Bea Birch", stage.offices["Oak"])
    request = stage.ask_peer()
    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    for read in read_by(stage, BEA, only(ConsentAsked, said)):
        assert (
            "Why you: your colleague Ben Birch hands this over to you. It is about the record “A fee to pay "
            "for storm drains”."
        ) in read


def test_a_record_that_was_withdrawn_since_is_still_what_it_is_about(stage: Stage):
    stage.ask_peer()
    with stage.engine.begin() as connection:
        record_changes.withdraw(connection, stage.network_id, stage.record.id, NOW)

    reminder = next(each for each in of_kind(ConsentAsked, stage.wait_until(REMINDED)) if each.turn)

    assert RECORD in text(reminder)


def test_wherever_a_peer_can_accept_they_are_warned_of_a_quorum(stage: Stage):
    for speaker in (ANA, BEN):
        says(stage, speaker, **BOARD)

    for said in read_by(stage, BEN, stage.ask_peer()):
        assert WARNING in said


def test_a_colleague_who_takes_over_is_warned_of_a_quorum_too(stage: Stage):
    with stage.engine.begin() as connection:
        stage.join(connection, BEA, "Bea Birch", stage.offices["Oak"], **BOARD)
    says(stage, ANA, **BOARD)
    request = stage.ask_peer()
    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    for read in read_by(stage, BEA, only(ConsentAsked, said)):
        assert WARNING in read


def test_a_reminder_of_what_is_urgent_does_not_promise_to_ask_nobody_else_in_time(stage: Stage):
    answer = stage.ask()
    first = only(ConsentAsked, stage.want(answer))
    hurried = only(ConsentAsked, stage.do(UrgencySaid(ANA, CHANNEL, answer.question_id)))

    reminder = next(
        each for each in of_kind(ConsentAsked, stage.wait_until(REMINDED)) if each.turn == "reminder"
    )

    assert reminder.introduction_id == first.introduction_id
    assert "please answer within four working hours" in text(hurried)
    assert "It is urgent. I am asking another peer too, but your answer still helps." in text(reminder)
    assert "four working hours" not in text(reminder)


# Once both agreed


def closing(stage: Stage, request: ConsentAsked, speaker: Speaker) -> str:
    return card(only(Introduced, stage.decide(request, accepted=True, speaker=speaker)), "en").closing[0]


def test_both_read_why_the_peer_was_asked_when_they_are_introduced(stage: Stage):
    assert closing(stage, stage.ask_peer(), BEN) == (
        "Why this peer: this office holds a record that matches the question"
    )


def test_both_read_for_which_topic_the_peer_was_asked(stage: Stage):
    with_topic(stage)
    says(stage, CHLOE, topics=("pelicans",))

    assert closing(stage, asked_by_topic(stage), CHLOE) == (
        "Why this peer: offered to be asked about pelicans"
    )


def test_a_colleague_who_handed_it_over_is_not_named_to_the_asker(stage: Stage):
    with stage.engine.begin() as connection:
        stage.join(connection, BEA, "Bea Birch", stage.offices["Oak"])
    request = stage.ask_peer()
    handed = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    assert (
        closing(stage, only(ConsentAsked, handed), BEA)
        == "Why this peer: a colleague of theirs handed this over"
    )
