"""Slack is asked seldom who can open a channel, and anew once it says that this changed."""

from asyncio import AbstractEventLoop

import pytest
from starlette.applications import Starlette

from bot.slack.app import make_app, make_client
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.slack.known_audiences import KnownAudiences
from bot.slack.messenger import SlackMessenger
from matching.domain import Audience
from tests.bot.slack.conftest import Inbox, no_desk
from tests.bot.slack.deliveries import Deliveries
from tests.bot.slack.test_messenger import WORKSPACE
from tests.fakes import BOT, SIGNING_SECRET, TOKEN, FakeSlack
from tests.serving import served


def remembering(slack: FakeSlack, loop: AbstractEventLoop, audiences: KnownAudiences) -> SlackMessenger:
    client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))
    return SlackMessenger(client, loop, audiences=audiences)


def test_who_can_open_a_channel_is_asked_once_in_five_minutes(slack: FakeSlack, loop: AbstractEventLoop):
    seconds = [0.0]
    messenger = remembering(slack, loop, KnownAudiences(lambda: seconds[0]))
    slack.channel("C0PLACE", BOT)

    said = []
    for moment in (0, 299, 301):
        seconds[0] = moment
        said.append(messenger.audience(WORKSPACE, "C0PLACE"))
        slack.channel("C0PLACE", BOT, kind="private")

    assert said == [Audience.CHANNEL, Audience.CHANNEL, Audience.PRIVATE]
    assert len(slack.called("conversations.info")) == 2


@pytest.mark.parametrize(
    ("event", "shared", "asked"),
    [
        ({"type": "message", "subtype": "channel_convert_to_private", "channel_type": "group"}, False, 2),
        ({"type": "message", "channel_type": "channel"}, True, 2),
        ({"type": "channel_shared"}, False, 2),
        ({"type": "message", "channel_type": "channel"}, False, 1),
    ],
)
def test_a_channel_is_asked_about_anew_once_an_event_says_that_it_was_closed_or_shared(
    slack: FakeSlack, loop: AbstractEventLoop, event, shared: bool, asked: int
):
    audiences, config = KnownAudiences(), SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    messenger, app = remembering(slack, loop, audiences), make_app(config, Inbox().accept, no_desk)
    app.use(audiences.heed)
    said = {**event, "channel": "C0PLACE", "ts": "1730984822.596869"}
    slack.channel("C0PLACE", BOT)
    messenger.audience(WORKSPACE, "C0PLACE")

    with served(Starlette(routes=[slack_route(app, config)])) as url:
        Deliveries(url).event(said, is_ext_shared_channel=shared)
    messenger.audience(WORKSPACE, "C0PLACE")

    assert len(slack.called("conversations.info")) == asked


@pytest.mark.parametrize("failure", [{"status": 500}, {"error": "missing_scope"}])
def test_that_slack_did_not_say_who_can_open_a_channel_is_not_remembered(
    messenger: SlackMessenger, slack: FakeSlack, failure
):
    slack.fail("conversations.info", **failure)

    assert messenger.audience(WORKSPACE, "C0HELP") is not Audience.CHANNEL
    assert messenger.audience(WORKSPACE, "C0HELP") is Audience.CHANNEL
