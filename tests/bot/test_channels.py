"""How the bot behaves in a channel: staff decide, everybody may see it, other channels stay as they are."""

from dataclasses import replace

import pytest

from bot.commands import UsageWanted, wish
from bot.desk import Desk
from bot.events import Asked
from bot.events.channel import ChannelSet, ChannelWanted, StaffChannelSet
from bot.forms import Submitted
from bot.messages import AnswerShown, Refused
from bot.messages.channels import ChannelShown, StaffChannelShown
from bot.questions.overhearing import Overheard
from bot.slack.render import render
from bot.speaker import Speaker
from store import networks, staff, threads
from store.threads import Thread
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, only
from tests.factories import NOW, add_network, add_office, add_record

ELSEWHERE = replace(CHANNEL, conversation="C-other")
CARD_GAMES = "Which card games do you play?"


@pytest.fixture
def led(stage: Stage) -> Stage:
    """The stage, on which Ben is staff."""
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
    return stage


def heard(stage: Stage, text: str = QUESTION, spot=CHANNEL) -> bool:
    return Desk(stage.engine, lambda: NOW).hears(ANA, Overheard(spot, text, to_everybody=True))


def test_a_channel_that_nobody_set_answers_mentions_only(led: Stage):
    shown = only(ChannelShown, led.do(ChannelWanted(CHLOE, CHANNEL)))

    assert shown == ChannelShown("mentions", "")
    assert not heard(led)


def test_staff_let_the_bot_answer_questions_to_everybody_in_one_channel(led: Stage):
    [said] = led.do(ChannelSet(BEN, CHANNEL, "questions"))

    assert said.address.way == "only_to"
    assert "questions to everybody" in render(said.message, "en").text
    assert heard(led)
    assert not heard(led, spot=ELSEWHERE)


@pytest.mark.parametrize("text", ["Good morning all.", "Is a.b@example.org the right address?", "?"])
def test_what_is_no_question_or_may_not_be_stored_is_never_accepted(led: Stage, text: str):
    led.do(ChannelSet(BEN, CHANNEL, "questions"))

    assert not heard(led, text)


def test_the_last_decision_counts(led: Stage):
    led.do(ChannelSet(BEN, CHANNEL, "questions", "es"))
    led.do(ChannelSet(BEN, CHANNEL, "mentions"))

    assert only(ChannelShown, led.do(ChannelWanted(ANA, CHANNEL))) == ChannelShown("mentions", "")


def test_others_than_staff_are_refused_and_change_nothing(led: Stage):
    refused = only(Refused, led.do(ChannelSet(CHLOE, CHANNEL, "questions")))

    assert refused.reason == "staff_only"
    assert not heard(led)


def test_a_question_to_everybody_is_answered_only_with_a_good_match(led: Stage):
    good = led.do(Asked(ANA, CHANNEL, QUESTION, unprompted=True))
    none = led.do(Asked(ANA, ELSEWHERE, CARD_GAMES, unprompted=True))

    assert only(AnswerShown, good).band == "good"
    assert none == []
    with led.engine.connect() as connection:
        there = Thread(led.official(ANA).id, led.workspace_id, ELSEWHERE.conversation, ELSEWHERE.thread)
        kept = threads.latest(connection, there)
    assert kept is None


def test_answers_in_a_channel_are_in_its_language_and_elsewhere_in_the_askers(led: Stage):
    led.do(ChannelSet(BEN, CHANNEL, "mentions", "es"))

    [here] = led.do(Asked(ANA, CHANNEL, QUESTION))
    [private] = led.do(Asked(ANA, PRIVATE, QUESTION))

    assert (here.locale, private.locale) == ("es", "en")


def test_a_channel_with_topics_answers_unasked_only_what_is_about_them(led: Stage):
    with led.engine.begin() as connection:
        networks.ensure_topics(connection, led.network_id, ["water", "parks"])
        office = add_office(connection, led.network_id, "Drains", "Yew", population=70_000)
        title = "Bonds to pay for storm drains"
        add_record(connection, led.network_id, "yew", office, title=title, topics=("water",))
    asked = Asked(CHLOE, CHANNEL, "How do others use bonds to pay for storm drains?", unprompted=True)

    led.do(ChannelSet(BEN, CHANNEL, "questions", topics=("parks",)))
    assert led.do(asked) == []
    assert led.ask(CHLOE, asked.text).matches, "who mentions the bot is answered whatever it is about"

    led.do(ChannelSet(BEN, CHANNEL, "questions", topics=("parks", "water")))
    assert only(AnswerShown, led.do(asked)).band == "good"


def test_a_channel_says_about_which_topics_and_to_whom_it_answers(led: Stage):
    with led.engine.begin() as connection:
        networks.ensure_topics(connection, led.network_id, ["water", "parks"])

    [said] = led.do(ChannelSet(BEN, CHANNEL, "questions", private=True, topics=("water", "parks")))

    assert said.message == ChannelShown("questions", "", private=True, topics=("parks", "water"))
    text = render(said.message, "en").text
    assert "these topics: parks, water." in text
    assert "Only the asker sees my answer" in text


def test_a_topic_that_left_the_list_meanwhile_is_refused_and_changes_nothing(led: Stage):
    refused = only(Refused, led.do(ChannelSet(BEN, CHANNEL, "questions", topics=("gone",))))

    assert refused.reason == "topics_gone"
    assert not heard(led)


def chosen(stage: Stage, conversation: str = CHANNEL.conversation) -> dict[str, tuple[str, ...]]:
    form = Desk(stage.engine, lambda: NOW).open(BEN, "channel", conversation=conversation)
    return {each.name: each.values for each in form.fields}


def test_the_form_shows_what_holds_in_the_channel_where_it_is_opened(led: Stage):
    with led.engine.begin() as connection:
        networks.ensure_topics(connection, led.network_id, ["water", "parks"])
    led.do(ChannelSet(BEN, CHANNEL, "questions", "es", private=True, topics=("water",)))

    shown = {"answers": ("questions",), "topics": ("water",), "seen_by": ("asker",), "language": ("es",)}
    usual = {"answers": ("mentions",), "topics": (), "seen_by": ("everybody",), "language": ("own",)}
    assert chosen(led) == shown
    assert chosen(led, ELSEWHERE.conversation) == usual


def test_a_network_without_topics_is_not_asked_for_them(led: Stage):
    assert "topics" not in chosen(led)


def test_the_form_wants_all_decided_but_topics_and_becomes_the_decision(led: Stage):
    with led.engine.begin() as connection:
        networks.ensure_topics(connection, led.network_id, ["water", "parks"])
    desk = Desk(led.engine, lambda: NOW)
    empty = Submitted(BEN, CHANNEL, "channel", ())
    values = {"answers": ["questions"], "language": ["own"], "seen_by": ["asker"], "topics": ["water"]}
    filled = replace(empty, values=values)

    assert set(desk.check(empty)) == {"answers", "language", "seen_by"}
    assert set(desk.check(replace(filled, values=values | {"topics": ["gone"]}))) == {"topics"}
    assert desk.check(filled) == {}
    assert desk.event(filled) == ChannelSet(BEN, CHANNEL, "questions", private=True, topics=("water",))


def staff_read(stage: Stage) -> list[tuple[str, str]]:
    with stage.engine.connect() as connection:
        found = staff.conversations(connection, stage.network_id)
    return [(workspace.external_id, conversation) for workspace, conversation in found]


def test_staff_choose_where_their_tasks_are_posted_in_each_workspace_of_the_network(led: Stage):
    with led.engine.begin() as connection:
        second = networks.ensure_workspace(connection, led.network_id, "slack", "T2")
        staff.add(connection, second, "U-cy", "command")
        other = add_network(connection, "Another")
        elsewhere = networks.ensure_workspace(connection, other, "slack", "T3")
        staff.add(connection, elsewhere, "U-dee", "command")

    led.do(StaffChannelSet(BEN, CHANNEL, here=True))
    led.do(StaffChannelSet(Speaker("slack:T2", "U-cy"), ELSEWHERE, here=True))
    led.do(StaffChannelSet(Speaker("slack:T3", "U-dee"), CHANNEL, here=True))

    assert staff_read(led) == [("T1", CHANNEL.conversation), ("T2", ELSEWHERE.conversation)]


def test_the_staff_channel_ends_only_where_it_is(led: Stage):
    [said] = led.do(StaffChannelSet(BEN, CHANNEL, here=True))
    assert said.address.way == "only_to"
    assert only(StaffChannelShown, [said]).here

    led.do(StaffChannelSet(BEN, ELSEWHERE, here=False))
    assert staff_read(led) == [("T1", CHANNEL.conversation)]

    assert not only(StaffChannelShown, led.do(StaffChannelSet(BEN, CHANNEL, here=False))).here
    assert staff_read(led) == []


def test_others_than_staff_do_not_choose_the_staff_channel(led: Stage):
    assert only(Refused, led.do(StaffChannelSet(CHLOE, CHANNEL, here=True))).reason == "staff_only"
    assert staff_read(led) == []


def test_the_staff_channel_is_typed_in_the_channel_and_nowhere_else():
    assert wish("/network", "staff-channel", BEN, CHANNEL) == StaffChannelSet(BEN, CHANNEL, here=True)
    assert wish("/network", "staff-channel off", BEN, CHANNEL) == StaffChannelSet(BEN, CHANNEL, here=False)
    assert wish("/network", "staff-channel", BEN, PRIVATE) == UsageWanted("/network")
