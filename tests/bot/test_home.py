"""A person's own page: their profile, what waits for their answer, and what they wait for."""

from datetime import timedelta

from bot import home, network
from bot.card import Card
from bot.phrases import words
from bot.speaker import Speaker
from store import memberships, officials
from store.memberships import MembershipDraft
from tests.bot.stage import ANA, BEN, QUESTION, STRANGER, Stage
from tests.factories import NOW


def page(stage: Stage, speaker: Speaker, now=NOW, locale: str = "en") -> list[Card]:
    with stage.engine.connect() as connection:
        return home.cards(connection, network.look(connection, speaker, now), words(locale), now)


def join(stage: Stage, speaker: Speaker) -> None:
    with stage.engine.begin() as connection:
        official = network.look(connection, speaker, NOW).official
        memberships.save(connection, stage.network_id, official.id, MembershipDraft(capacity=1), NOW)


def test_somebody_unknown_reads_how_to_begin_and_is_not_written_down(stage: Stage):
    profile, nothing = page(stage, STRANGER)

    assert "I do not know yet which government you work for." in profile.paragraphs
    assert [button.label for button in profile.buttons] == ["Join"]
    assert "/ask" in nothing.paragraphs[0]
    with stage.engine.connect() as connection:
        assert officials.by_identity(connection, stage.workspace_id, STRANGER.chat_id, NOW.date()) is None


def test_a_member_reads_what_they_offer(stage: Stage):
    join(stage, BEN)

    profile = page(stage, BEN)[0]

    assert profile.paragraphs[0].startswith("Public works, Oak")
    assert "You take up to 1 request in thirty days." in profile.paragraphs
    assert [button.label for button in profile.buttons] == ["Change profile"]


def test_a_pause_can_be_ended_as_long_as_it_lasts(stage: Stage):
    join(stage, BEN)
    with stage.engine.begin() as connection:
        memberships.pause(
            connection, network.look(connection, BEN, NOW).official.id, NOW + timedelta(days=14)
        )

    during, after = page(stage, BEN)[0], page(stage, BEN, NOW + timedelta(days=15))[0]

    assert [button.action for button in during.buttons] == ["profile", "resume"]
    assert [button.action for button in after.buttons] == ["profile"]


def test_who_left_may_join_again(stage: Stage):
    join(stage, BEN)
    with stage.engine.begin() as connection:
        memberships.leave(connection, network.look(connection, BEN, NOW).official.id, NOW)

    assert [button.label for button in page(stage, BEN)[0].buttons] == ["Join"]


def test_a_peer_finds_the_request_that_waits_without_a_name(stage: Stage):
    request = stage.ask_peer()

    _, waiting = page(stage, BEN)

    assert waiting.heading == "A peer would like to talk with you. May I introduce you?"
    assert waiting.quotation == QUESTION
    assert "A city of about 60,000 people" in waiting.paragraphs[0]
    assert {"Ana", "Elm"}.isdisjoint(str(waiting).replace(",", " ").split())
    assert [each.action for each in waiting.buttons] == [
        *("accept", "snooze", "hand_over", "decline", "write_instead")
    ]
    assert {each.ids for each in waiting.buttons} == {(request.introduction_id,)}


def test_an_answered_request_is_gone(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=True)

    assert page(stage, BEN)[1].heading == ""
    assert page(stage, ANA)[1].heading == ""


def test_an_asker_cannot_read_off_their_page_that_somebody_declined(stage: Stage):
    request = stage.ask_peer()
    before = page(stage, ANA)
    stage.decide(request, accepted=False)

    assert page(stage, ANA) == before
    assert before[1].quotation == QUESTION
    assert page(stage, ANA, NOW + timedelta(days=30))[1].heading == ""
