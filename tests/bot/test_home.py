"""A person's own page: what waits for them, what they asked, their introductions, records and settings."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot import network
from bot.card import Card
from bot.events import PeersSwitched
from bot.events.digest import CanHelp, OfferDecided
from bot.events.member import TaskTaken
from bot.home.page import cards as cards_of_page
from bot.phrases import words
from bot.slack.home import home_view
from bot.speaker import Speaker
from matching.domain import Official
from store import help_offers, introductions, memberships, networks, officials, questions, staff, tasks
from store.help_offers import HelpOffer
from store.memberships import MembershipDraft
from tests.block_limits import broken_view
from tests.bot import digested
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, QUESTION, STRANGER, Stage
from tests.factories import (
    NOW,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
    make_introduction_draft,
    there,
)

ELSEWHERE = Speaker("slack:T2", "U-ana")  # the id that Ana has in T1


def page(stage: Stage, speaker: Speaker, now=NOW, locale: str = "en") -> list[Card]:
    with stage.engine.connect() as connection:
        return cards_of_page(connection, network.look(connection, speaker, now), words(locale), now)


def headings(cards: list[Card]) -> list[str]:
    return [card.heading for card in cards]


def under(cards: list[Card], heading: str) -> Card:
    [card] = [card for card in cards if card.heading == heading]
    return card


def profile(stage: Stage, speaker: Speaker, now=NOW) -> Card:
    return under(page(stage, speaker, now), "Your profile")


def join(stage: Stage, speaker: Speaker) -> None:
    with stage.engine.begin() as connection:
        official = network.look(connection, speaker, NOW).official
        memberships.save(connection, stage.network_id, official.id, MembershipDraft(capacity=1), NOW)


def actions(card: Card) -> list[str]:
    return [button.action for button in card.buttons]


def test_somebody_unknown_reads_how_to_begin_and_is_not_written_down(stage: Stage):
    nothing, profile = page(stage, STRANGER)

    assert "I do not know yet which government you work for." in profile.paragraphs
    assert actions(profile) == ["profile", "peers_off"]
    assert "/ask" in nothing.paragraphs[0]
    with stage.engine.connect() as connection:
        assert officials.by_identity(connection, stage.workspace_id, STRANGER.chat_id, NOW.date()) is None


def test_a_member_reads_what_they_offer(stage: Stage):
    join(stage, BEN)

    shown = profile(stage, BEN)

    assert shown.paragraphs[0].startswith("Public works, Oak")
    assert "You take up to 1 request in 30 days." in shown.paragraphs
    assert actions(shown) == ["profile", "peers_off", "own_digest_on", "pause"]


def test_a_pause_can_be_ended_as_long_as_it_lasts(stage: Stage):
    join(stage, BEN)
    with stage.engine.begin() as connection:
        memberships.pause(
            connection, network.look(connection, BEN, NOW).official.id, NOW + timedelta(days=14)
        )

    during, after = profile(stage, BEN), profile(stage, BEN, NOW + timedelta(days=15))

    assert actions(during)[-1] == "resume"
    assert actions(after)[-1] == "pause"


def test_a_pause_ends_on_the_members_own_day(stage: Stage):
    in_los_angeles = MembershipDraft(time_zone="America/Los_Angeles")
    ben = stage.official(BEN).id
    with stage.engine.begin() as connection:
        memberships.save(connection, stage.network_id, ben, in_los_angeles, NOW)
        memberships.pause(connection, ben, NOW.replace(day=12, hour=3))  # 19:00 of the day before there

    assert any("March 11, 2026" in each for each in profile(stage, BEN).paragraphs)


def test_who_prefers_no_peers_reads_so_and_can_change_it(stage: Stage):
    stage.do(PeersSwitched(BEN, PRIVATE, wanted=False))

    shown = profile(stage, BEN)

    assert shown.paragraphs[-1] == "Your answers do not prefer places like yours."
    assert actions(shown)[1] == "peers_on"


def test_who_left_may_join_again(stage: Stage):
    join(stage, BEN)
    with stage.engine.begin() as connection:
        memberships.leave(connection, network.look(connection, BEN, NOW).official.id, NOW)

    assert actions(profile(stage, BEN))[0] == "profile"
    assert "not joined" in str(profile(stage, BEN).paragraphs)


def test_a_peer_finds_the_request_that_waits_first_and_without_a_name(stage: Stage):
    request = stage.ask_peer()

    waiting = page(stage, BEN)[0]

    assert waiting.heading == "A peer would like to talk with you. May I introduce you?"
    assert waiting.quotation == QUESTION
    assert "A city of about 60,000 people" in waiting.paragraphs[0]
    assert {"Ana", "Elm"}.isdisjoint(str(page(stage, BEN)).replace(",", " ").split())
    assert actions(waiting) == [*("accept", "snooze", "hand_over", "decline", "write_instead")]
    assert {each.ids for each in waiting.buttons} == {(request.introduction_id,)}


def test_an_asker_finds_the_offer_that_waits_for_their_yes_and_decides_it_there(stage: Stage):
    asked = digested.add_question(stage, "How do you sweep leaves?", NOW)
    stage.do(CanHelp(BEN, digested.ROOM, asked))

    waiting = page(stage, ANA)[0]
    bens = page(stage, BEN)
    stage.do(OfferDecided(ANA, PRIVATE, asked, stage.official(BEN).id, accepted=False))

    assert waiting.paragraphs == (
        "Public works, Oak (United States), says they can help with your question. Shall I introduce you?",
    )
    assert (waiting.quotation, actions(waiting)) == (
        "How do you sweep leaves?",
        ["accept_help", "decline_help"],
    )
    assert "accept_help" not in str(bens)
    assert "accept_help" not in str(page(stage, ANA))


def test_both_sides_of_an_introduction_read_with_whom(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=True)

    [asked] = under(page(stage, ANA), "Introductions you asked for").paragraphs
    [answered] = under(page(stage, BEN), "Peers who asked for you").paragraphs

    assert asked.startswith(f"“{QUESTION}” I introduced you to Ben Birch, Public works, Oak")
    assert answered.startswith(f"“{QUESTION}” I introduced you to Ana Alder, City manager, Elm")


def test_a_peer_reads_that_they_said_no(stage: Stage):
    stage.decide(stage.ask_peer(), accepted=False)

    [answered] = under(page(stage, BEN), "Peers who asked for you").paragraphs

    assert answered == f"“{QUESTION}” You said no. Nobody was told."


def test_an_asker_cannot_read_off_their_page_that_somebody_declined(stage: Stage):
    request = stage.ask_peer()
    before = page(stage, ANA)
    stage.decide(request, accepted=False)

    assert page(stage, ANA) == before
    [wanted] = under(before, "Introductions you asked for").paragraphs
    assert wanted.endswith("I am asking peers, and I tell you when one says yes.")
    later = under(page(stage, ANA, NOW + timedelta(days=30)), "Introductions you asked for")
    assert later.paragraphs == (f"“{QUESTION}” No introduction came about.",)
    assert "Ben" not in str(page(stage, ANA, NOW + timedelta(days=30)))


def test_an_asker_finds_their_questions_with_day_and_how_they_stand(stage: Stage):
    stage.ask()
    stage.ask(text="Who paints zebra crossings purple?")

    shown = under(page(stage, ANA), "Your questions")

    assert shown.paragraphs[0].endswith("“Who paints zebra crossings purple?” I found nothing that fits.")
    assert QUESTION in shown.paragraphs[1]
    assert str(NOW.year) in shown.paragraphs[1]


def test_a_question_that_was_narrowed_is_there_once(stage: Stage):
    stage.ask()
    stage.ask(text="only in Spain")

    [question] = under(page(stage, ANA), "Your questions").paragraphs

    assert question.endswith(f"“{QUESTION}” I found practices that fit.")


def test_a_question_whose_peers_are_asked_says_so(stage: Stage):
    stage.ask_peer()

    shown = page(stage, ANA)

    [question] = under(shown, "Your questions").paragraphs
    [wanted] = under(shown, "Introductions you asked for").paragraphs
    assert question.endswith("”")
    assert wanted.endswith("I am asking peers, and I tell you when one says yes.")


def test_of_hundreds_of_questions_the_latest_five_are_shown_and_the_others_counted(stage: Stage):
    ana = stage.official(ANA)
    with stage.engine.begin() as connection:
        for number in range(300):
            fields = {"workspace_id": stage.workspace_id, "text": f"Question {number}?"}
            add_question(connection, stage.network_id, ana, **fields)

    shown = under(page(stage, ANA), "Your questions")

    shown_numbers = [int(there(re.search(r"Question (\d+)", line))[1]) for line in shown.paragraphs]
    assert shown_numbers == [299, 298, 297, 296, 295]
    assert shown.notes == ("And 295 more, in the conversations where you asked them.",)


def test_the_records_of_the_office_are_shown_to_who_holds_it(stage: Stage):
    line = under(page(stage, BEN), "Records of your office").paragraphs[0]

    assert line.startswith(f"#{stage.record.id} A fee to pay")  # what /practice show takes
    assert "Records of your office" not in headings(page(stage, CHLOE))


def test_staff_find_what_is_open_with_its_buttons_and_nobody_else_does(stage: Stage):
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, CHLOE.chat_id, "setting")
        tasks.open_once(connection, stage.network_id, "verify", stage.official(BEN).id, NOW)

    shown = page(stage, CHLOE)

    assert under(shown, "For staff").paragraphs == ("1 task is open.",)
    assert "verified" in actions(shown[-1])
    assert "For staff" not in headings(page(stage, ANA))


def test_more_tasks_than_fit_are_counted_with_the_command_that_shows_them(stage: Stage):
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, CHLOE.chat_id, "setting")
        for number in range(17):
            office = add_office(connection, stage.network_id, "Parks", f"Place {number}")
            tasks.open_once(connection, stage.network_id, "successor", office.id, NOW)

    shown = page(stage, CHLOE)

    assert shown[-1].paragraphs == ("And 12 more: type /staff.",)


def test_a_task_done_by_a_press_is_gone_from_the_page(stage: Stage):
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, CHLOE.chat_id, "setting")
        tasks.open_once(connection, stage.network_id, "overload", stage.official(BEN).id, NOW)
        task = tasks.open_of(connection, stage.network_id, "overload", stage.official(BEN).id)
    assert task

    stage.do(TaskTaken(CHLOE, PRIVATE, task.id))

    assert under(page(stage, CHLOE), "For staff").paragraphs == ("Nothing is open for staff.",)


@pytest.mark.parametrize("same_network", [True, False])
def test_the_same_id_in_another_workspace_is_somebody_else(stage: Stage, same_network):
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        network_id = stage.network_id if same_network else add_network(connection, "Another network")
        workspace_id = networks.ensure_workspace(connection, network_id, "slack", "T2")
        staff.add(connection, workspace_id, CHLOE.chat_id, "setting")
        office = add_office(connection, network_id, "Parks", "Yew")
        somebody = add_official(connection, network_id, "Zoe", office)
        officials.identify(connection, workspace_id, ELSEWHERE.chat_id, somebody.id)
        add_record(connection, network_id, "yew-parks", office, title="Parks of Yew")
        tasks.open_once(connection, stage.network_id, "verify", stage.official(BEN).id, NOW)

    elsewhere = page(stage, ELSEWHERE)

    assert headings(elsewhere) == ["Records of your office", "Your profile"]
    assert QUESTION not in str(elsewhere)
    assert "Parks of Yew" not in str(page(stage, ANA))
    assert "For staff" not in headings(page(stage, CHLOE))
    assert request.introduction_id


def test_a_question_asked_in_another_workspace_is_not_shown_in_this_one(stage: Stage):
    stage.ask_peer()
    with stage.engine.begin() as connection:
        other = networks.ensure_workspace(connection, stage.network_id, "slack", "T2")
        officials.identify(connection, other, "U-ana-there", stage.official(ANA).id)

    assert QUESTION not in str(page(stage, Speaker("slack:T2", "U-ana-there")))
    assert QUESTION in str(page(stage, ANA))


def test_the_fullest_page_fits_what_slack_takes(stage: Stage):
    text = "Ω" * 2_000
    ben = stage.official(BEN)
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "setting")
        for number in range(60):
            fields = {"workspace_id": stage.workspace_id, "text": f"{number} {text}"}
            add_question(connection, stage.network_id, ben, **fields)
            add_record(connection, stage.network_id, f"r{number}", ben.offices[0], title=f"{number} {text}")
            office = add_office(connection, stage.network_id, text, f"Place {number}")
            asker = add_official(connection, stage.network_id, text, office)
            tasks.open_once(connection, stage.network_id, "verify", asker.id, NOW)
            request(connection, stage, asker, ben)
            asked = add_question(connection, stage.network_id, ben, **fields)
            helps = HelpOffer(stage.network_id, asked, asker.id, office.id, "offered")
            help_offers.add(connection, helps, NOW)

    shown = page(stage, BEN)
    view = home_view(shown, words("en"))

    assert broken_view(view) == []
    assert [block["type"] for block in view["blocks"]].count("divider") == len(shown) - 1  # nothing left out
    assert shown[8].paragraphs == ("And 52 more requests, under Messages.",)


def request(connection: Connection, stage: Stage, asker: Official, peer: Official) -> None:
    fields = {"workspace_id": stage.workspace_id, "text": "How do you do it? " * 200}
    question_id = add_question(connection, stage.network_id, asker, **fields)
    question = questions.by_id(connection, stage.network_id, question_id)
    assert question
    draft = make_introduction_draft(question, stage.record, peer)
    introductions.request(connection, stage.network_id, draft, NOW)


def test_staff_find_it_in_every_workspace_of_the_network(stage: Stage):
    there = Speaker("slack:T2", "U2-chloe")
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, CHLOE.chat_id, "setting")
        second = networks.ensure_workspace(connection, stage.network_id, "slack", "T2")
        officials.identify(connection, second, there.chat_id, stage.official(CHLOE).id)

    assert "For staff" in headings(page(stage, there))
