import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.commands import COMMANDS, OF_QUESTIONS
from bot.questions.suggesting import examples
from bot.slack.asgi import PATH
from bot.slack.install import PATH_OF_END
from bot.slack.reading import OF_ORGANISATIONS
from bot.slack.scopes import BOT_SCOPES

ROOT = Path(__file__).parents[3]


# A setting names the group, whose id belongs to one workspace.
OF_ONE_WORKSPACE = ["usergroups:read"]


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture
def many() -> dict[str, Any]:
    return json.loads((ROOT / "manifest.many.json").read_text(encoding="utf-8"))


def test_the_manifest_for_many_workspaces_differs_in_what_organisations_and_rotation_need_alone(
    manifest, many
):
    settings = many["settings"]
    events = settings["event_subscriptions"]["bot_events"]

    assert settings["token_rotation_enabled"]
    assert settings["org_deploy_enabled"]
    assert set(OF_ORGANISATIONS) < set(events)
    assert many["oauth_config"]["redirect_urls"]

    settings |= {"token_rotation_enabled": False, "org_deploy_enabled": False}
    settings["event_subscriptions"]["bot_events"] = [each for each in events if each not in OF_ORGANISATIONS]
    scopes = many["oauth_config"]["scopes"]
    scopes["bot"] = sorted([*scopes["bot"], *OF_ONE_WORKSPACE])
    assert many == manifest


def test_the_bot_has_slacks_agent_view_with_questions_to_begin_with(manifest):
    agent = manifest["features"]["agent_view"]

    asked = [(each["title"], each["message"]) for each in agent["suggested_prompts"]]
    assert agent["agent_description"]
    assert asked == [(each, each) for each in examples(str)[: len(asked)]]
    assert asked
    assert manifest["features"]["app_home"]["messages_tab_enabled"]
    assert "assistant:write" in manifest["oauth_config"]["scopes"]["bot"]


def test_every_scope_has_its_reason_in_the_documentation_and_no_other_has(manifest):
    section = (
        (ROOT / "docs" / "slack.md")
        .read_text(encoding="utf-8")
        .split("## Scopes")[1]
        .split("Not asked for")[0]
    )
    explained = {
        scope for row in re.findall(r"^\| (`.+?) \|", section, re.M) for scope in re.findall(r"`(.+?)`", row)
    }

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == explained


def test_slack_is_told_the_one_path_that_the_app_serves(manifest):
    settings = manifest["settings"]

    addresses = [
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
        *(command["url"] for command in manifest["features"]["slash_commands"]),
    ]

    assert all(address.endswith(PATH) for address in addresses)


def test_slack_sends_the_browser_back_to_the_page_that_the_app_serves(manifest):
    [address] = manifest["oauth_config"]["redirect_urls"]

    assert address.endswith(PATH_OF_END)


def test_slack_sends_the_events_that_have_a_listener(manifest):
    events = manifest["settings"]["event_subscriptions"]["bot_events"]

    conversations = ["message.channels", "message.groups", "message.im", "message.mpim"]
    others = ["app_home_opened", "app_mention", "app_uninstalled", "link_shared", "tokens_revoked"]
    others += ["channel_shared", "user_change"]
    assert events == sorted([*others, *conversations])
    assert manifest["features"]["app_home"]["home_tab_enabled"]


def test_slack_tells_of_links_to_the_host_that_serves_the_pages(manifest):
    [domain] = manifest["features"]["unfurl_domains"]

    assert f"https://{domain}{PATH}" == manifest["settings"]["event_subscriptions"]["request_url"]


def test_every_event_has_its_reason_in_the_documentation(manifest):
    text = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")

    section = text.split("## Events")[1].split("## Forms")[0]
    explained = {
        event for row in re.findall(r"^\| (`.+?) \|", section, re.M) for event in re.findall(r"`(.+?)`", row)
    }

    assert explained == {*manifest["settings"]["event_subscriptions"]["bot_events"], *OF_ORGANISATIONS}


def test_names_in_a_command_reach_us_as_ids_that_are_not_kept(manifest):
    commands = {each["command"]: each["should_escape"] for each in manifest["features"]["slash_commands"]}

    known = {*OF_QUESTIONS, *COMMANDS}
    assert commands == dict.fromkeys(known, True)


def test_the_long_description_is_as_long_as_slack_demands(manifest):
    # https://docs.slack.dev/reference/app-manifest: anything else and the whole manifest is refused
    assert 174 <= len(manifest["display_information"]["long_description"]) <= 4_000


def test_an_installation_by_oauth_asks_for_what_the_manifest_says(many):
    assert many["oauth_config"]["scopes"]["bot"] == list(BOT_SCOPES)
