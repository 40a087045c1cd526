"""A post that its author edits: what was not answered is, and what was answered is not answered anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.desk import Desk
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.slack.repeats import once
from store import channel_settings, handled, networks
from store.channel_settings import ChannelSetting
from tests.bot.slack.deliveries import Deliveries, direct_message, mention
from tests.bot.stage import QUESTION, Stage
from tests.bot.test_durable import RecordingMessenger, running
from tests.fakes import TEAM
from tests.serving import served
from tests.waiting import wait_until

PRIVATE_DATA = "Mail bob@example.org: how do you pay for storm drains?"
UNKNOWN = "Which card games do you play?"
POST = "1700000001.000100"


@dataclass
class Side:
    """Slack's side of a bot that carries out what it accepts, on a stage of its own."""

    deliveries: Deliveries
    messenger: RecordingMessenger
    stage: Stage

    def sends(self, event: dict[str, Any], key: str) -> None:
        """Send an event, and wait until what it is known by was carried out."""
        assert self.deliveries.event(event).status == 200
        wait_until(lambda: self.carried_out(key))

    def carried_out(self, key: str) -> bool:
        with self.stage.engine.connect() as connection:
            return handled.known(connection, key)

    @property
    def said(self) -> list[str]:
        return self.messenger.said


@pytest.fixture
def side(slack_stage: Stage, config: SlackConfig) -> Iterator[Side]:
    messenger, desk = RecordingMessenger(), Desk(slack_stage.engine, lambda: datetime.now(UTC))
    with running(slack_stage, messenger) as runner:
        app = make_app(config, once(runner.accept), lambda: desk)
        with served(Starlette(routes=[slack_route(app, config)])) as url:
            yield Side(Deliveries(url), messenger, slack_stage)


def key(moment: str = POST, conversation: str = "C0HELP") -> str:
    return f"slack:{TEAM}:{conversation}:{moment}"


def edited(second: int = 1) -> str:
    return f"17000000{second:02}.000000"


def mention_edited(text: str, second: int = 1, **fields: Any) -> dict[str, Any]:
    """Slack's app_mention for a post that was edited: the same post, and when it was edited."""
    return mention(text, edited={"user": "U0ALICE", "ts": edited(second)}, **fields)


def changed(event: dict[str, Any], second: int = 1, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """Slack's message for a post that was edited: as it reads now and as it read before."""
    where = {name: event[name] for name in ("channel", "channel_type")}
    inner = {name: value for name, value in event.items() if name not in where}
    inner["edited"] = {"user": "U0ALICE", "ts": edited(second)}
    outer = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "ts": f"17000099{second:02}.000100",
    }
    return outer | where | {"message": inner, "previous_message": before or {"ts": event["ts"]}}


def reply(text: str, moment: str) -> dict[str, Any]:
    event = {"type": "message", "user": "U0ALICE", "text": text, "ts": moment, "thread_ts": POST}
    return event | {"channel": "C0HELP", "channel_type": "channel"}


def let_everybody_be_answered(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        workspace = networks.workspace(connection, "slack", TEAM)
        assert workspace is not None
        setting = ChannelSetting("questions")
        channel_settings.save(connection, stage.network_id, workspace.id, "C0HELP", setting)


def test_who_takes_private_data_out_of_a_refused_question_is_answered(side: Side):
    side.sends(mention(PRIVATE_DATA), key())

    side.sends(mention_edited(QUESTION), f"{key()}:edited:{edited()}")
    wait_until(lambda: "answer" in side.said)

    assert side.said.count("refused") == 1


def test_an_edit_that_slack_sends_again_has_one_effect(side: Side):
    side.sends(mention(PRIVATE_DATA), key())

    for _ in range(3):
        side.sends(mention_edited(QUESTION), f"{key()}:edited:{edited()}")
    side.sends(mention("help", ts="1700000003.000100"), key("1700000003.000100"))
    wait_until(lambda: "help" in side.said)

    assert side.said.count("answer") == 1


def test_an_edit_of_a_question_that_was_answered_is_not_answered_anew(side: Side):
    side.sends(mention(QUESTION), key())
    wait_until(lambda: "answer" in side.said)

    side.deliveries.event(mention_edited("How do you pay for street lamps?"))

    assert not side.carried_out(f"{key()}:edited:{edited()}")


def test_who_edits_until_it_is_no_more_refused_is_answered_once(side: Side):
    side.sends(mention(PRIVATE_DATA), key())
    side.sends(mention_edited(PRIVATE_DATA, 1), f"{key()}:edited:{edited(1)}")
    side.sends(mention_edited(QUESTION, 2), f"{key()}:edited:{edited(2)}")
    wait_until(lambda: "answer" in side.said)

    side.deliveries.event(mention_edited("How do you pay for street lamps?", 3))

    assert not side.carried_out(f"{key()}:edited:{edited(3)}")
    assert (side.said.count("refused"), side.said.count("answer")) == (2, 1)


def test_an_edit_of_a_refused_direct_message_is_answered(side: Side):
    moment, place = "1700000002.000100", "D0ALICE"
    side.sends(direct_message(PRIVATE_DATA), key(moment, place))

    side.sends(changed(direct_message(QUESTION)), f"{key(moment, place)}:edited:{edited()}")
    wait_until(lambda: "answer" in side.said)

    assert (side.said.count("refused"), side.said.count("answer")) == (1, 1)


def test_a_message_that_only_shows_a_link_by_now_has_no_effect(side: Side):
    moment, place = "1700000002.000100", "D0ALICE"
    side.sends(direct_message(PRIVATE_DATA), key(moment, place))
    unfolded = changed(direct_message(PRIVATE_DATA))

    del unfolded["message"]["edited"]
    assert side.deliveries.event(unfolded).status == 200
    again = changed(direct_message(PRIVATE_DATA), before={"edited": {"user": "U0ALICE", "ts": edited()}})
    assert side.deliveries.event(again).status == 200

    assert not side.carried_out(f"{key(moment, place)}:edited:{edited()}")


def test_a_post_to_everybody_that_nobody_could_answer_is_answered_once_it_mentions_the_bot(side: Side):
    let_everybody_be_answered(side.stage)
    overheard = reply(UNKNOWN, POST)
    side.sends(overheard, key())
    assert side.said == []

    side.sends(mention_edited(UNKNOWN), f"{key()}:edited:{edited()}")
    wait_until(lambda: "answer" in side.said)

    assert side.said.count("answer") == 1


def test_a_post_to_everybody_that_is_edited_without_a_mention_is_left_alone(side: Side):
    let_everybody_be_answered(side.stage)

    assert side.deliveries.event(changed(reply(QUESTION, POST))).status == 200

    assert not side.carried_out(key())


def test_a_refused_follow_up_is_answered_once_it_is_edited_also_without_a_mention(side: Side):
    side.sends(mention(QUESTION), key())
    moment = "1700000005.000100"
    side.sends(reply(f"{PRIVATE_DATA} And in smaller cities?", moment), key(moment))
    wait_until(lambda: "refused" in side.said)

    side.sends(changed(reply("What about smaller cities?", moment)), f"{key(moment)}:edited:{edited()}")
    wait_until(lambda: side.said.count("answer") > 1)

    assert (side.said.count("refused"), side.said.count("answer")) == (1, 2)


def test_what_was_for_somebody_else_is_for_the_bot_once_it_is_edited_to_mention_it(side: Side):
    assert side.deliveries.event(reply(QUESTION, POST)).status == 200
    assert not side.carried_out(key())

    side.sends(mention_edited(QUESTION), key())
    wait_until(lambda: "answer" in side.said)

    assert side.said.count("answer") == 1
