from asyncio import AbstractEventLoop
from collections.abc import Callable

import pytest
import structlog

from bot.slack.app import make_client
from bot.slack.config import SlackConfig
from bot.slack.usergroup import people_of_group
from tests.fakes import SIGNING_SECRET, TOKEN, FakeSlack

Read = Callable[[], tuple[str, ...] | None]


@pytest.fixture
def read(slack: FakeSlack, loop: AbstractEventLoop) -> Read:
    client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))
    return lambda: people_of_group(client, loop, "S0STAFF")


def test_the_people_of_a_user_group_are_read(read: Read, slack: FakeSlack):
    slack.usergroups["S0STAFF"] = ["U0ALICE", "U0BOB"]

    assert read() == ("U0ALICE", "U0BOB")


def test_an_empty_user_group_has_nobody(read: Read, slack: FakeSlack):
    slack.usergroups["S0STAFF"] = []

    assert read() == ()


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ({"error": "missing_scope"}, "missing_scope"),
        ({"error": "no_such_subteam"}, "no_such_subteam"),
        ({"status": 500}, "SlackApiError"),
    ],
)
def test_a_group_that_slack_does_not_tell_is_logged_and_is_not_nobody(
    read: Read, slack: FakeSlack, failure: dict, reason: str
):
    slack.fail("usergroups.users.list", **failure)

    with structlog.testing.capture_logs() as lines:
        assert read() is None

    assert [(line["log_level"], line["reason"]) for line in lines] == [("warning", reason)]


def test_slack_out_of_reach_is_logged(loop: AbstractEventLoop):
    client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url="http://127.0.0.1:9/api/"))

    with structlog.testing.capture_logs() as lines:
        assert people_of_group(client, loop, "S0STAFF") is None

    assert [line["log_level"] for line in lines] == ["warning"]
