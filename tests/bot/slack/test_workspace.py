"""What is asked of Slack once at the start."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import make_client
from bot.slack.config import SlackConfig
from bot.slack.workspace import SlackUnavailable, people_of_group, workspace_of
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack


def ask(url: str, question: Callable[[AsyncWebClient], Coroutine[Any, Any, Any]], token: str = TOKEN) -> Any:
    return asyncio.run(question(make_client(SlackConfig(token, SIGNING_SECRET, api_url=url))))


def test_the_workspace_is_the_one_of_the_token(slack: FakeSlack):
    assert ask(slack.url, workspace_of) == TEAM


def test_a_token_that_slack_does_not_know_is_named(slack: FakeSlack):
    with pytest.raises(SlackUnavailable, match="SLACK_BOT_TOKEN"):
        ask(slack.url, workspace_of, "xoxb-another")


def test_the_people_of_a_group_are_known_by_their_ids(slack: FakeSlack):
    slack.screens.usergroups["S0STAFF"] = ["U0BOB", "U0CAROL"]

    assert ask(slack.url, lambda client: people_of_group(client, "S0STAFF")) == ("U0BOB", "U0CAROL")


def test_a_group_that_slack_does_not_know_names_the_setting(slack: FakeSlack):
    with pytest.raises(SlackUnavailable, match="STAFF_SLACK_USERGROUP"):
        ask(slack.url, lambda client: people_of_group(client, "S0NOBODY"))


def test_a_slack_out_of_reach_is_named():
    with pytest.raises(SlackUnavailable, match="SLACK_API_URL"):
        ask("http://127.0.0.1:9/api/", lambda client: people_of_group(client, "S0STAFF"))
