from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.events import (
    Asked,
    ConsentDecided,
    HelpWanted,
    IntroductionWanted,
    OfficeTaken,
    PeersSwitched,
    Rated,
    UrgencySaid,
)
from bot.events.channel import AnswerShared
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from tests.bot.slack.conftest import Inbox, no_desk
from tests.bot.slack.deliveries import Deliveries, direct_message, mention
from tests.serving import served

ALICE = Speaker(workspace="slack:T0NETWORK", chat_id="U0ALICE")
NAMED_ALICE = Speaker(workspace="slack:T0NETWORK", chat_id="U0ALICE", name="alice")
PRESSED = Spot(
    conversation="C0HELP", thread="1700000001.000100", message="1700000001.000100", starts_thread=True
)


def test_a_mention_is_a_question_to_be_answered_in_its_thread(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(mention("how do you fund storm drains?"))

    spot = Spot(conversation="C0HELP", thread="1700000001.000100", audience=None, starts_thread=True)
    assert inbox.event == Asked(ALICE, spot, "how do you fund storm drains?")


def test_a_mention_within_a_thread_is_answered_in_that_thread(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(mention("and smaller towns?", thread_ts="1690000000.000100"))

    assert inbox.event.spot.thread == "1690000000.000100"


def test_a_direct_message_is_a_private_question(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(direct_message("how do you fund storm drains?"))

    spot = Spot(conversation="D0ALICE", thread="1700000002.000100", audience=Audience.PRIVATE)
    assert inbox.event == Asked(ALICE, spot, "how do you fund storm drains?")


def test_a_thread_reply_in_the_direct_messages_is_a_question_too(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(
        direct_message("and smaller towns?", thread_ts="1700000002.000100", ts="1700000003.000100")
    )

    assert inbox.event.text == "and smaller towns?"
    assert inbox.event.spot.thread == "1700000002.000100"


def test_a_message_with_a_file_is_still_heard(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(direct_message("who else has such a plan?", subtype="file_share", files=[{"id": "F1"}]))

    assert inbox.event.text == "who else has such a plan?"


@pytest.mark.parametrize(
    "overheard",
    [
        direct_message("edited", subtype="message_changed"),
        direct_message("posted by an app", bot_id="B0OTHER"),
        direct_message("said in a channel", channel="C0HELP", channel_type="channel"),
        direct_message("said in a group", channel="G0GROUP", channel_type="mpim"),
        mention("posted by an app", bot_id="B0OTHER"),
    ],
)
def test_what_is_not_put_to_the_bot_by_a_person_is_not_kept(deliveries: Deliveries, inbox: Inbox, overheard):
    answer = deliveries.event(overheard)

    assert (answer.status, list(inbox)) == (200, [])


def test_a_slash_command_is_a_private_question_that_no_channel_can_see(deliveries: Deliveries, inbox: Inbox):
    deliveries.command("how do you fund storm drains?")

    spot = Spot(conversation="U0ALICE", audience=Audience.PRIVATE)
    assert inbox.event == Asked(NAMED_ALICE, spot, "how do you fund storm drains?")


def test_a_slash_command_says_at_once_where_the_answer_comes(deliveries: Deliveries):
    answer = deliveries.command("how do you fund storm drains?")

    assert answer.status == 200
    assert "direct messages" in answer.text


def test_a_slash_command_may_contain_the_word_payload(deliveries: Deliveries, inbox: Inbox):
    deliveries.command("which payload may trucks carry downtown?")

    assert inbox.event.text == "which payload may trucks carry downtown?"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("off", False), (" On ", True), ("off.", False), ("", None)],
)
def test_the_choice_about_peers_is_made_in_private_wherever_it_is_typed(
    deliveries: Deliveries, inbox: Inbox, text, wanted
):
    answer = deliveries.command(text, "/peers")

    assert inbox.event == PeersSwitched(NAMED_ALICE, Spot("U0ALICE", audience=Audience.PRIVATE), wanted)
    assert "direct messages" in answer.text


@pytest.mark.parametrize("text", ["help", "Ayuda", "help?", "帮助。", "मदद।"])
def test_a_mention_with_only_a_call_for_help_brings_help(deliveries: Deliveries, inbox: Inbox, text):
    deliveries.event(mention(text))

    assert isinstance(inbox.event, HelpWanted)


def test_a_question_that_starts_with_help_stays_a_question(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(mention("help small towns fund storm drains?"))

    assert inbox.event.text == "help small towns fund storm drains?"


def test_in_the_demonstration_a_person_can_stand_for_an_office(deliveries: Deliveries, inbox: Inbox):
    deliveries.command("as Mobility department, Copenhagen")

    spot = Spot("U0ALICE", audience=Audience.PRIVATE)
    assert inbox.event == OfficeTaken(NAMED_ALICE, spot, office="Mobility department, Copenhagen")


@pytest.mark.parametrize("event", [mention("as Copenhagen"), direct_message("As Copenhagen")])
def test_an_office_can_be_taken_wherever_the_bot_is_spoken_to(deliveries: Deliveries, inbox: Inbox, event):
    deliveries.event(event)

    assert inbox.event.office == "Copenhagen"


def test_a_question_that_starts_with_as_stays_a_question(deliveries: Deliveries, inbox: Inbox):
    deliveries.command("as a small town, how do we fund storm drains?")

    assert inbox.event.text == "as a small town, how do we fund storm drains?"


def test_outside_the_demonstration_as_is_a_word_like_any_other(config: SlackConfig, inbox: Inbox):
    real = replace(config, demonstration=False)

    with served(Starlette(routes=[slack_route(make_app(real, inbox.accept, no_desk), real)])) as url:
        Deliveries(url).command("as Copenhagen")

    assert inbox.event.text == "as Copenhagen"


@pytest.mark.parametrize(
    ("action_id", "value", "event"),
    [
        ("introduce", '{"question":7,"record":5}', IntroductionWanted(NAMED_ALICE, PRESSED, 7, 5)),
        ("share", '{"question":7}', AnswerShared(NAMED_ALICE, PRESSED, 7)),
        ("urgent", '{"question":7}', UrgencySaid(NAMED_ALICE, PRESSED, 7)),
        ("accept", '{"introduction":3}', ConsentDecided(NAMED_ALICE, PRESSED, 3, accepted=True)),
        ("decline", '{"introduction":3}', ConsentDecided(NAMED_ALICE, PRESSED, 3, accepted=False)),
        ("helpful", '{"question":7}', Rated(NAMED_ALICE, PRESSED, 7, helpful=True)),
        ("not_helpful", '{"question":7}', Rated(NAMED_ALICE, PRESSED, 7, helpful=False)),
    ],
)
def test_each_button_means_one_thing(deliveries: Deliveries, inbox: Inbox, action_id, value, event):
    answer = deliveries.press(action_id, value)

    assert (answer.status, inbox.event) == (200, event)


@pytest.mark.parametrize(("name", "helpful"), [("helpful", True), ("not_helpful", False)])
def test_each_side_of_the_feedback_buttons_means_one_thing(
    deliveries: Deliveries, inbox: Inbox, name, helpful
):
    answer = deliveries.press("feedback", f'{name} {{"question":7}}', kind="feedback_buttons")

    assert (answer.status, inbox.event) == (200, Rated(NAMED_ALICE, PRESSED, 7, helpful=helpful))


@pytest.mark.parametrize("value", ["", "helpful", 'accept {"introduction":3}', 'helpful {"introduction":3}'])
def test_feedback_buttons_do_nothing_else(deliveries: Deliveries, inbox: Inbox, value):
    answer = deliveries.press("feedback", value, kind="feedback_buttons")

    assert (answer.status, list(inbox)) == (200, [])


@pytest.mark.parametrize(
    "value",
    ["", "[]", "null", "7", '{"question":"7","record":5}', '{"question":true,"record":5}', '{"record":5}'],
)
def test_a_button_whose_ids_make_no_sense_does_nothing(deliveries: Deliveries, inbox: Inbox, value):
    answer = deliveries.press("introduce", value)

    assert (answer.status, list(inbox)) == (200, [])


def test_a_button_in_a_thread_is_answered_in_that_thread(deliveries: Deliveries, inbox: Inbox):
    container = {"channel_id": "C0HELP", "message_ts": "1700000005.000100", "thread_ts": "1700000001.000100"}

    deliveries.press("helpful", '{"question":7}', container=container)

    assert inbox.event.spot == Spot("C0HELP", thread="1700000001.000100", message="1700000005.000100")


def test_a_button_in_direct_messages_is_answered_there_for_all_to_see(deliveries: Deliveries, inbox: Inbox):
    container = {"channel_id": "D0ALICE", "message_ts": "1700000005.000100"}

    deliveries.press("helpful", '{"question":7}', container=container)

    assert inbox.event.spot.audience is Audience.PRIVATE


@pytest.mark.parametrize("thread", ["", "1690000000.000100"])
def test_a_press_on_what_one_alone_sees_is_answered_where_they_see_it(
    deliveries: Deliveries, inbox: Inbox, thread: str
):
    container: dict[str, Any] = {"type": "message", "channel_id": "C0HELP", "message_ts": "1700000001.000100"}
    container |= {"is_ephemeral": True} | ({"thread_ts": thread} if thread else {})

    deliveries.press("share", '{"question":7}', container=container)

    assert inbox.event == AnswerShared(NAMED_ALICE, replace(PRESSED, thread=thread, starts_thread=False), 7)
