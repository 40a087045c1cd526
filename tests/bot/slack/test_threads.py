"""Replies in threads over HTTP: the bot hears what goes on with a question put to it, once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.desk import Desk
from bot.events import Asked
from bot.events.channel import ChannelSet, ChannelWanted, ThreadHushed
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from store import networks, staff
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries, direct_message, mention
from tests.bot.stage import Stage
from tests.factories import NOW
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.serving import served

ALICE = Speaker("slack:T0NETWORK", "U0ALICE")
THREAD = "1700000001.000100"
SPOT = Spot("C0HELP", thread=THREAD, audience=Audience.CHANNEL)


@pytest.fixture
def answered(stage: Stage) -> Stage:
    """Alice asked in C0HELP and was answered in the thread of her post."""
    with stage.engine.begin() as connection:
        networks.ensure_workspace(connection, stage.network_id, "slack", "T0NETWORK")
    stage.ask(ALICE, spot=SPOT)
    return stage


@pytest.fixture
def slack_side(answered: Stage, config: SlackConfig) -> Iterator[tuple[Deliveries, Inbox]]:
    inbox, desk = Inbox(), Desk(answered.engine, lambda: NOW)
    app = make_app(config, inbox.accept, lambda: desk)
    with served(Starlette(routes=[slack_route(app, config)])) as url:
        yield Deliveries(url), inbox


def reply(text: str, **fields: Any) -> dict[str, Any]:
    event = {"type": "message", "user": "U0ALICE", "text": text, "ts": "1700000005.000100"}
    return event | {"channel": "C0HELP", "channel_type": "channel", "thread_ts": THREAD} | fields


@pytest.mark.parametrize("kind", ["channel", "group", "mpim"])
def test_a_reply_of_the_asker_is_a_question_like_one_with_a_mention(slack_side, kind: str):
    deliveries, inbox = slack_side

    deliveries.event(reply("what about smaller cities?", channel_type=kind))
    deliveries.event(mention("what about smaller cities?", ts="1700000005.000100", thread_ts=THREAD))

    (first, heard), (second, named) = inbox
    assert first == second
    assert named == Asked(ALICE, Spot("C0HELP", thread=THREAD), "what about smaller cities?")
    assert heard == replace(named, overheard=True)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_post_with_a_mention_comes_to_us_by_the_mention_alone(slack_side, order: tuple[int, ...]):
    deliveries, inbox = slack_side
    text = "<@U0BOT> what about smaller cities?"
    both = [
        reply(text),
        mention("what about smaller cities?", ts="1700000005.000100", thread_ts=THREAD),
    ]

    for each in order:
        deliveries.event(both[each])

    assert inbox.keys == ["slack:T0NETWORK:C0HELP:1700000005.000100"]


@pytest.mark.parametrize(
    "overheard",
    [
        reply("<@U0BEN> what about smaller cities?"),
        reply("<!here> what about smaller cities?"),
        reply("thanks"),
        reply("what about smaller cities?", user="U0BEN"),
        reply("what about smaller cities?", thread_ts="1700000004.000100"),
        reply("what about smaller cities?", thread_ts="1700000005.000100"),
        reply("what about smaller cities?", thread_ts=""),
        reply("what about smaller cities?", bot_id="B0OTHER"),
        reply("what about smaller cities?", subtype="message_changed"),
        reply("what about smaller cities?", subtype="message_deleted"),
    ],
)
def test_what_is_not_put_to_the_bot_is_acknowledged_and_never_accepted(slack_side, overheard):
    deliveries, inbox = slack_side

    answer = deliveries.event(overheard)

    assert (answer.status, list(inbox)) == (200, [])


def test_a_reply_that_is_sent_to_the_channel_as_well_is_one_question(slack_side):
    deliveries, inbox = slack_side

    deliveries.event(reply("what about smaller cities?", subtype="thread_broadcast"))
    deliveries.event(reply("what about smaller cities?"))

    assert len(set(inbox.keys)) == 1


@pytest.mark.parametrize("word", ["hush", "Quiet!", "stop.", "安静。", "اصمت؟", "चुप रहो।"])
def test_a_mention_with_a_word_for_silence_hushes_its_thread(slack_side, word: str):
    deliveries, inbox = slack_side

    deliveries.event(mention(word, ts="1700000005.000100", thread_ts=THREAD))

    assert inbox.event == ThreadHushed(ALICE, Spot("C0HELP", thread=THREAD))


def test_anybody_in_a_thread_in_which_the_bot_answers_hushes_it_by_the_word_alone(slack_side):
    deliveries, inbox = slack_side

    deliveries.event(reply("hush", user="U0BEN"))
    deliveries.event(reply("stop", thread_ts="1700000004.000100"))  # of others
    deliveries.event(reply("stop", thread_ts=""))
    deliveries.event(reply("<@U0BEN> stop"))
    deliveries.event(reply("stop", bot_id="B0OTHER"))

    assert inbox.event == ThreadHushed(replace(ALICE, chat_id="U0BEN"), Spot("C0HELP", thread=THREAD))


def test_a_button_hushes_the_thread_of_its_message(slack_side):
    deliveries, inbox = slack_side
    container = {"type": "message", "channel_id": "C0HELP", "message_ts": "1700000006.000100"}

    deliveries.press("hush_thread", "{}", container=container | {"thread_ts": THREAD})

    assert inbox.event.spot.thread == THREAD
    assert isinstance(inbox.event, ThreadHushed)


def test_in_direct_messages_there_is_nothing_to_hush(slack_side):
    deliveries, inbox = slack_side

    deliveries.event(direct_message("stop"))

    assert isinstance(inbox.event, Asked)


def test_a_question_to_everybody_is_heard_only_where_staff_want_it(slack_side, answered: Stage):
    deliveries, inbox = slack_side
    posted = reply("how do you fund storm drains?", thread_ts="")

    deliveries.event(posted)
    assert list(inbox) == []

    with answered.engine.begin() as connection:
        workspace_id = networks.ensure_workspace(connection, answered.network_id, "slack", "T0NETWORK")
        staff.add(connection, workspace_id, "U0ALICE", "command")
    answered.do(ChannelSet(ALICE, SPOT, "questions"))
    deliveries.event(posted)

    spot = Spot("C0HELP", thread="1700000005.000100", starts_thread=True)
    assert inbox.event == Asked(ALICE, spot, "how do you fund storm drains?", unprompted=True, overheard=True)


@pytest.mark.parametrize("text", ["help", "delete everything"])
def test_what_network_does_not_know_brings_how_it_is_used(slack_side, text: str):
    deliveries, inbox = slack_side

    assert deliveries.command(text, "/network").text.startswith("In a channel, /network shows")
    assert list(inbox) == []


def test_network_channel_opens_a_form_for_staff_and_what_they_send_is_decided_about_the_channel(
    slack: FakeSlack, slack_stage: Stage
):
    with slack_stage.engine.begin() as connection:
        workspace_id = networks.ensure_workspace(connection, slack_stage.network_id, "slack", TEAM)
        staff.add(connection, workspace_id, ALICE.chat_id, "command")
    inbox, desk = Inbox(), Desk(slack_stage.engine, lambda: NOW)
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        app = Deliveries(url)
        typed = app.command("channel", "/network", trigger_id=slack.screens.trigger())
        decided = {"answers": "questions", "seen_by": "asker", "language": "es"}
        sent = app.submit(slack.screens.modal, decided)

    alice = replace(ALICE, name="alice")
    assert [(each.status, each.text) for each in (typed, sent)] == [(200, "")] * 2
    assert inbox.event == ChannelSet(alice, Spot("C0HELP"), "questions", "es", private=True)


def test_network_in_a_channel_shows_how_the_bot_behaves_there(slack_side):
    deliveries, inbox = slack_side

    here = deliveries.command("", "/network")
    shown = deliveries.command("", "/network", channel_id="D0ALICE")

    assert inbox.event == ChannelWanted(Speaker("slack:T0NETWORK", "U0ALICE", "alice"), Spot("C0HELP"))
    assert here.text == ""
    assert shown.text.startswith("In a channel, /network shows")
