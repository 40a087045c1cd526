"""The whole way through Slack: question, answer, introduction, both sides agreeing, over real HTTP."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.library import Library
from bot.sealing import make_key
from bot.settings import Settings
from bot.slack.leaving import return_to_workspace
from bot.web import make_web
from bot.wiring import only_process
from store import networks, staff
from store.engine import DatabaseUnavailable, open_engine
from tests.asgi import get
from tests.bot.slack.deliveries import Deliveries, direct_message, home_opened, mention
from tests.factories import NOW
from tests.fakes import BOT, SIGNING_SECRET, TOKEN, FakeSlack, Post, fake_slack
from tests.fakes_embedder import WordEmbedder
from tests.serving import served
from tests.waiting import wait_until

QUESTION = "Who settled a vaccination rule for staff with the unions?"


def library_of_words(settings: Settings, engine: Engine) -> Library:
    return Library(engine, WordEmbedder())


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with fake_slack() as slack:
        slack.usergroups["S0STAFF"] = ["U0CAROL"]
        slack.channel("C0STAFF", BOT, "U0CAROL")
        yield slack


@pytest.fixture(scope="module")
def settings(slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a demonstration on an SQLite file."""
    path = tmp_path_factory.mktemp("web") / "counterpart.db"
    return Settings(
        _env_file=None,
        database_url=f"sqlite:///{path}",
        slack_bot_token=SecretStr(TOKEN),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=slack.url,
        COUNTERPART_DEMO=True,
        STAFF_SLACK_USERGROUP="S0STAFF",
        STAFF_SLACK_CHANNEL="C0STAFF",
    )


@pytest.fixture(scope="module")
def url(settings: Settings) -> Iterator[str]:
    with served(make_web(settings, library_of_words)) as url:
        yield url


@pytest.fixture
def deliveries(url: str) -> Deliveries:
    return Deliveries(url)


def posts_with_button(slack: FakeSlack, action_id: str) -> list[Post]:
    return [post for post in slack.posts if any(each["action_id"] == action_id for each in post.buttons)]


def value(post: Post, action_id: str) -> str:
    return next(str(button["value"]) for button in post.buttons if button["action_id"] == action_id)


def pressed(post: Post, action_id: str, at: str) -> dict[str, str]:
    """A press at another moment than the usual one, for the same moment is the same click."""
    return {"type": "button", "action_id": action_id, "value": value(post, action_id), "action_ts": at}


def test_health_answers_when_everything_is_ready(url: str):
    with urlopen(f"{url}/healthz", timeout=10) as answer:
        assert (answer.status, json.load(answer)) == (200, {"ready": True})


def test_a_question_in_a_channel_leads_to_a_conversation_of_asker_and_peer(
    slack: FakeSlack, deliveries: Deliveries
):
    asked = slack.say("C0HELP", QUESTION)
    deliveries.command("as Human resources department, Seattle", user_id="U0BOB", trigger_id="bob.1")
    deliveries.event(mention(QUESTION, ts=asked))
    wait_until(lambda: posts_with_button(slack, "introduce"))
    answer = posts_with_button(slack, "introduce")[0]

    deliveries.press("introduce", value(answer, "introduce"), channel={"id": "C0HELP"})
    wait_until(lambda: posts_with_button(slack, "accept"))
    request = posts_with_button(slack, "accept")[0]
    container = {"type": "message", "channel_id": request.conversation, "message_ts": request.ts}
    deliveries.press(
        "accept",
        value(request, "accept"),
        user={"id": "U0BOB"},
        channel={"id": request.conversation},
        container=container,
    )
    wait_until(lambda: slack.seen_in("G0ALICEBOB"))

    (introduction,) = slack.seen_in("G0ALICEBOB")
    assert answer.thread == asked
    assert (request.conversation, "ALICE" in json.dumps(request.blocks)) == ("D0BOB", False)
    assert "U0ALICE" in json.dumps(introduction.blocks)
    assert "U0BOB" in json.dumps(introduction.blocks)


def test_an_office_nobody_stands_for_says_yes_by_itself_and_is_marked(
    slack: FakeSlack, deliveries: Deliveries
):
    slack.channel("D0ALICE", "U0ALICE", BOT, kind="im")
    asked = slack.say("D0ALICE", "guaranteed income pilot in Stockton")
    deliveries.event(direct_message("guaranteed income pilot in Stockton", ts=asked))
    wait_until(
        lambda: [post for post in posts_with_button(slack, "introduce") if post.conversation == "D0ALICE"]
    )
    answer = next(post for post in posts_with_button(slack, "introduce") if post.conversation == "D0ALICE")
    wait_until(lambda: not slack.statuses.get(("D0ALICE", asked)))  # the line of work is gone

    deliveries.press(
        "introduce",
        value(answer, "introduce"),
        channel={"id": "D0ALICE"},
        container={"type": "message", "channel_id": "D0ALICE", "message_ts": answer.ts, "thread_ts": asked},
        actions=[pressed(answer, "introduce", at="1700000019.000300")],
    )

    def introductions() -> list[Post]:
        return [post for post in slack.seen_in("D0ALICE") if "You both agreed to talk" in post.text]

    wait_until(introductions)
    assert "demonstration entry, no real person" in json.dumps(introductions()[0].blocks)


def test_the_same_message_delivered_four_times_is_answered_once(slack: FakeSlack, deliveries: Deliveries):
    asked = slack.say("C0HELP", "Where do pelicans sleep?")
    for _ in range(4):
        assert deliveries.event(mention("Where do pelicans sleep?", ts=asked)).status == 200
    wait_until(
        lambda: [post for post in slack.seen_in("C0HELP", "U0ALICE") if post.thread == asked and post.key]
    )
    deliveries.event(mention("Where do herons sleep?", ts=slack.say("C0HELP", "?")))
    wait_until(lambda: len([post for post in slack.seen_in("C0HELP") if post.thread > asked]) >= 1)

    assert len([post for post in slack.seen_in("C0HELP") if post.thread == asked]) == 1


def test_who_can_open_a_channel_is_asked_anew_once_slack_says_that_it_was_made_private(
    slack: FakeSlack, deliveries: Deliveries
):
    slack.channel("C0CLOSING", "U0ALICE", BOT)

    def asked_about_it(question: str) -> int:
        ts = slack.say("C0CLOSING", question)
        deliveries.event(mention(question, ts=ts, channel="C0CLOSING"))
        wait_until(lambda: [post for post in slack.posts if post.thread == ts and post.key])
        return len([call for call in slack.called("conversations.info") if call["channel"] == "C0CLOSING"])

    before = [asked_about_it("Where do terns sleep?"), asked_about_it("Where do gulls sleep?")]
    closed = {"type": "message", "subtype": "channel_convert_to_private", "channel_type": "group"}
    deliveries.event({**closed, "channel": "C0CLOSING", "ts": "1700000003.000100", "user": "U0BOB"})

    assert (before, asked_about_it("Where do auks sleep?")) == ([1, 1], 2)


def test_the_home_tab_shows_whose_place_somebody_takes(slack: FakeSlack, deliveries: Deliveries):
    deliveries.command("as Copenhagen", user_id="U0CAROL", trigger_id="carol.1")
    wait_until(lambda: slack.seen_in("D0CAROL"))

    answer = deliveries.event(home_opened(user="U0CAROL"))

    assert answer.status == 200
    assert "planning department, Copenhagen" in slack.screens.homes["U0CAROL"].text


def test_a_question_to_the_bot_alone_is_seen_to_be_worked_on(slack: FakeSlack, deliveries: Deliveries):
    slack.channel("D0ALICE", "U0ALICE", BOT, kind="im")
    asked = slack.say("D0ALICE", "Where do otters sleep?")

    def statuses() -> list[str]:
        calls = slack.called("assistant.threads.setStatus")
        return [call["status"] for call in calls if call["thread_ts"] == asked]

    deliveries.event(direct_message("Where do otters sleep?", ts=asked))
    wait_until(lambda: len(statuses()) == 2)

    working, done = statuses()
    assert (working.endswith("…"), done) == (True, "")


def test_the_home_tab_is_shown_anew_after_a_press_on_it(slack: FakeSlack, deliveries: Deliveries):
    deliveries.event(home_opened(user="U0CAROL"))
    before = slack.screens.homes["U0CAROL"].text

    deliveries.press_in_home("peers_off", "{}", user={"id": "U0CAROL"})
    wait_until(lambda: slack.screens.homes["U0CAROL"].text != before)

    assert ("peers_off" in before, "peers_on" in slack.screens.homes["U0CAROL"].text) == (True, True)


@pytest.mark.parametrize("command", ["/ask", "/peers", "/profile"])
def test_a_command_in_a_workspace_of_no_network_is_told_so(deliveries: Deliveries, command: str):
    text = "show" if command == "/profile" else "on"

    answer = deliveries.command(text, command, team_id="T0NOWHERE", trigger_id=f"nowhere{command}")

    assert answer.status == 200
    assert "belongs to no network" in answer.text


def told_of_it(slack: FakeSlack, conversation: str) -> list[Post]:
    return [post for post in slack.seen_in(conversation, "U0ALICE") if "no network" in post.text]


@pytest.mark.parametrize("event", [mention("otters?"), direct_message("otters?")])
def test_who_speaks_to_the_bot_in_a_workspace_of_no_network_is_told_so_once(
    slack: FakeSlack, deliveries: Deliveries, event: dict
):
    slack.channel("D0ALICE", "U0ALICE", BOT, kind="im")
    said = slack.say(event["channel"], "otters?")
    elsewhere = [{"team_id": "T0NOWHERE", "user_id": BOT, "is_bot": True}]

    with capture_logs() as logs:
        answer = deliveries.event(event | {"ts": said}, authorizations=elsewhere)
        wait_until(lambda: told_of_it(slack, event["channel"]))

    told = told_of_it(slack, event["channel"])
    [line] = [each for each in logs if each["event"] == "slack_request_not_taken"]
    assert (answer.status, len(told)) == (200, 1)
    assert (line["workspace"], bool(line["reference"])) == ("slack:T0NOWHERE", True)


def test_who_chooses_a_shortcut_in_a_workspace_of_no_network_is_told_so(
    slack: FakeSlack, deliveries: Deliveries
):
    nowhere = {"team": {"id": "T0NOWHERE"}, "user": {"id": "U0ALICE", "team_id": "T0NOWHERE"}}
    own = {"text": "We dug.", "ts": slack.say("C0HELP", "We dug."), "user": "U0ALICE"}

    before = len(slack.seen_in("D0ALICE"))
    told = deliveries.shortcut("record_of_this", own, trigger_id=slack.screens.trigger(), **nowhere)
    shown = deliveries.shortcut("ask_peers", trigger_id=slack.screens.trigger(), **nowhere)
    wait_until(lambda: slack.seen_in("D0ALICE")[before:])

    [post] = slack.seen_in("D0ALICE")[before:]
    assert (told.status, shown.status) == (200, 200)
    assert "belongs to no network" in post.text
    assert "belongs to no network" in slack.screens.modal.text


def test_the_people_of_the_user_group_are_staff_from_the_start(settings: Settings, url: str):
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        [(_, network_id)] = networks.every(connection).items()
        named = [(each.chat_id, each.source) for each in staff.every(connection, network_id)]
    engine.dispose()

    assert named == [("U0CAROL", "usergroup")]


def test_an_uninstall_is_heard_also_where_the_token_is_a_setting(
    settings: Settings, deliveries: Deliveries, slack: FakeSlack
):
    with capture_logs() as logs:
        answer = deliveries.event({"type": "app_uninstalled"}, event_time=int(time.time()))
    engine = open_engine(settings.database_url)
    return_to_workspace(engine, slack.team, NOW)  # the other tests have the same database
    engine.dispose()

    assert answer.status == 200
    assert [each["account"] for each in logs if each["event"] == "uninstalled"] == [slack.team]


def test_a_wrong_signature_is_refused(deliveries: Deliveries):
    assert Deliveries(deliveries.url, secret="another secret").event(mention(QUESTION)).status == 401


def test_an_unknown_event_is_acknowledged_and_ignored(deliveries: Deliveries):
    assert deliveries.event({"type": "channel_rename", "channel": {"id": "C0HELP"}}).status == 200


def test_records_have_pages_only_where_an_address_and_a_key_are_set(settings: Settings):
    address, key = "https://counterpart.example.org", SecretStr(make_key())
    page = f"{address}/records/1?for=slack:T1"
    every = {"public_url": address, "token_keys": key}

    answers = [
        get(make_web(settings.model_copy(update=told)), page).status
        for told in (every, {"public_url": address}, {"token_keys": key}, {})
    ]

    assert answers == [403, 404, 404, 404]


def test_a_second_process_on_the_same_file_is_told_so(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'counterpart.db'}"

    with (
        only_process(url),
        pytest.raises(DatabaseUnavailable, match="Another `counterpart serve`"),
        only_process(url),
    ):
        pass
