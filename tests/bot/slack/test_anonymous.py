"""Anonymous questions in Slack: typed after /ask in a channel, they reach it without the asker."""

import pytest

from bot.events import Asked
from bot.messages.follow_up import SomebodyAsks
from bot.messenger import Address
from bot.slack.messenger import SlackMessenger
from bot.speaker import Spot
from matching.domain import Audience
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries
from tests.bot.slack.test_surfaces import NAMED_ALICE
from tests.fakes import FakeSlack


def test_after_ask_in_a_channel_the_channel_is_kept_for_the_question_without_its_asker(
    deliveries: Deliveries, inbox: Inbox
):
    deliveries.command("anonymous: how do you fund storm drains?")

    spot = Spot(conversation="C0HELP", audience=None)
    assert inbox.event == Asked(NAMED_ALICE, spot, "how do you fund storm drains?", anonymous=True)


@pytest.mark.parametrize("channel", ["D0ALICE", "", "directmessage"])
def test_elsewhere_it_is_a_private_question(deliveries: Deliveries, inbox: Inbox, channel: str):
    deliveries.command("anonymous: how do you fund storm drains?", channel_id=channel)

    assert inbox.event.spot == Spot(conversation="U0ALICE", audience=Audience.PRIVATE)


def test_what_the_channel_gets_has_no_trace_of_the_asker(slack: FakeSlack, messenger: SlackMessenger):
    address = Address("slack:T0NETWORK", "thread", "C0HELP", people=("U0ALICE",))

    messenger.post(address, SomebodyAsks(None, "how do you fund storm drains?"), "en", "slack:T:command:1:1")

    (call,) = slack.called("chat.postMessage")
    assert call["channel"] == "C0HELP"
    assert call.get("thread_ts") is None
    assert "ALICE" not in repr(call).upper()
