"""What is asked of Slack once at the start."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import make_client
from bot.slack.config import SlackConfig
from bot.slack.workspace import SlackOutOfReach, SlackUnavailable, workspace_of
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack


def ask(url: str, question: Callable[[AsyncWebClient], Coroutine[Any, Any, Any]], token: str = TOKEN) -> Any:
    return asyncio.run(question(make_client(SlackConfig(token, SIGNING_SECRET, api_url=url))))


def test_the_workspace_is_the_one_of_the_token(slack: FakeSlack):
    assert ask(slack.url, workspace_of) == TEAM


def test_a_token_that_slack_does_not_know_is_named(slack: FakeSlack):
    with pytest.raises(SlackUnavailable, match="SLACK_BOT_TOKEN") as said:
        ask(slack.url, workspace_of, "xoxb-another")

    assert not isinstance(said.value, SlackOutOfReach)


@pytest.mark.parametrize("failure", [{"status": 503}, {"error": "internal_error"}])
def test_a_slack_that_fails_in_passing_is_no_wrong_token(slack: FakeSlack, failure: dict[str, Any]):
    slack.fail("auth.test", times=20, **failure)

    with pytest.raises(SlackOutOfReach, match="SLACK_API_URL"):
        ask(slack.url, workspace_of)


def test_a_slack_out_of_reach_is_named():
    with pytest.raises(SlackOutOfReach, match="SLACK_API_URL"):
        ask("http://127.0.0.1:9/api/", workspace_of)
