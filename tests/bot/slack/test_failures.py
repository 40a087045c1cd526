"""When something breaks, the person reads a sentence with the number that stands in the log."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.desk import Desk
from bot.events import Event
from bot.phrases import words
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.slack.modals import FORM
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from store.engine import open_engine
from tests.bot.slack.deliveries import Deliveries, Response, direct_message, home_opened, mention
from tests.bot.stage import Stage
from tests.factories import NOW
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.serving import served
from tests.waiting import wait_until

ALICE = Speaker("slack:T0NETWORK", "U0ALICE")
THREAD = "1700000001.000100"
NUMBER = re.compile(r"[0-9a-f]{8}")


def gone(*_: object) -> Any:
    raise OSError("the database is gone")


def refuse(key: str, event: Event) -> None:
    gone()


@pytest.fixture
def broken(slack: FakeSlack) -> Iterator[Deliveries]:
    """Slack's side of an app whose database is gone."""
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    with served(Starlette(routes=[slack_route(make_app(config, refuse, gone), config)])) as url:
        yield Deliveries(url)


def number_in(text: str, logs: list) -> bool:
    """Say whether the text gives out the number of the one failure in the log."""
    [line] = [each for each in logs if each["event"] == "slack_request_failed"]
    return line["reference"] in text and isinstance(line["exc_info"], OSError)


@pytest.mark.parametrize("command", ["/ask", "/peers", "/profile", "/staff", "/curate"])
def test_every_command_answers_with_the_number(broken: Deliveries, command: str):
    with capture_logs() as logs:
        answer = broken.command("pause 14" if command == "/profile" else "on", command=command)

    assert answer.status == 200
    assert number_in(answer.text, logs)


@pytest.fixture
def broken_in_spanish(slack: FakeSlack) -> Iterator[Deliveries]:
    """The same app, which knows that Alice reads Spanish and of nobody else."""
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    app = make_app(config, refuse, gone, locale=lambda person: "es" if person == ALICE else "")
    with served(Starlette(routes=[slack_route(app, config)])) as url:
        yield Deliveries(url)


def test_the_apology_is_in_the_persons_language_where_it_is_known(
    broken_in_spanish: Deliveries, slack: FakeSlack
):
    with capture_logs() as logs:
        typed = broken_in_spanish.command("storm drains?", user_name="")
        other = broken_in_spanish.command("storm drains?", user_id="U0BOB", user_name="")
        broken_in_spanish.event(home_opened())
        wait_until(lambda: slack.screens.homes)

    first, second, third = (each["reference"] for each in logs if each["event"] == "slack_request_failed")
    assert typed.text == words("es").failed(first)
    assert other.text == words("en").failed(second)
    assert words("es").failed(third) in slack.screens.homes["U0ALICE"].text


def test_the_number_is_told_although_the_language_cannot_be_asked_for(slack: FakeSlack):
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    app = make_app(config, refuse, gone, locale=gone)
    with served(Starlette(routes=[slack_route(app, config)])) as url, capture_logs() as logs:
        answer = Deliveries(url).command("storm drains?")

    assert answer.status == 200
    assert number_in(answer.text, logs)
    assert len({each["reference"] for each in logs}) == 1


@pytest.mark.parametrize("button", ["helpful", "introduce"])
def test_a_button_answers_with_the_number(broken: Deliveries, slack: FakeSlack, button: str):
    with capture_logs() as logs:
        broken.press(button, '{"question":7,"record":7}' if button == "introduce" else '{"question":7}')
        wait_until(lambda: slack.called("chat.postEphemeral"))

    [told] = slack.called("chat.postEphemeral")
    assert number_in(told["text"], logs)


def test_a_search_shows_the_number_as_its_only_choice(broken: Deliveries):
    with capture_logs() as logs:
        answer = broken.send(
            json.dumps(
                {
                    "type": "block_suggestion",
                    "team": {"id": TEAM},
                    "user": {"id": "U0ALICE"},
                    "action_id": "search",
                    "value": "Bolt",
                }
            ).encode()
        )

    [choice] = json.loads(answer.text)["options"]
    assert number_in(choice["text"]["text"], logs)
    assert len(choice["text"]["text"]) <= 75


def test_the_home_tab_shows_the_number(broken: Deliveries, slack: FakeSlack):
    with capture_logs() as logs:
        broken.event(home_opened())
        wait_until(lambda: slack.screens.homes)

    assert number_in(slack.screens.homes["U0ALICE"].text, logs)


def called_meanwhile(slack: FakeSlack, method: str, send: Callable[[], Response]) -> tuple[int, int]:
    """Let Slack hold this method until it is answered; return with which status, and how often we called."""
    slack.held.add(method)
    status = send().status
    wait_until(lambda: slack.called(method))
    slack.held.clear()
    return status, len(slack.called(method))


def test_slack_is_answered_that_it_failed_before_anything_is_asked_of_it(
    broken: Deliveries, slack: FakeSlack
):
    trigger = slack.screens.trigger()

    answers = [
        called_meanwhile(slack, "views.publish", lambda: broken.event(home_opened())),
        called_meanwhile(slack, "chat.postEphemeral", lambda: broken.press("helpful", '{"question":7}')),
        called_meanwhile(
            slack, "conversations.open", lambda: broken.shortcut("ask_peers", trigger_id=trigger)
        ),
    ]
    wait_until(lambda: slack.screens.homes and len(slack.posts) == 2)

    assert answers == [(500, 1), (500, 1), (200, 1)]


@pytest.mark.parametrize("event", [mention("storm drains?"), direct_message("storm drains?")])
def test_who_wrote_is_told_once_when_slack_tries_no_more(broken: Deliveries, slack: FakeSlack, event: dict):
    slack.channel("D0ALICE", "U0ALICE", "U0COUNTERPART", kind="im")
    body = {"type": "event_callback", "team_id": TEAM, "event": event}
    for attempt in ("1", "2"):
        assert broken.send(json.dumps(body).encode(), x_slack_retry_num=attempt).status == 500
    assert not slack.posts
    with capture_logs() as logs:
        broken.send(json.dumps(body).encode(), x_slack_retry_num="3")
        wait_until(lambda: slack.posts)

    [post] = slack.posts
    assert number_in(post.text, logs)


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"type":5}', b"payload=5"])
def test_a_refused_request_and_its_line_in_the_log_have_one_number(broken: Deliveries, body: bytes):
    with capture_logs() as logs:
        answer = broken.send(body)

    assert answer.status == 400
    assert [each["reference"] for each in logs] == NUMBER.findall(answer.text)


def test_a_form_that_could_not_be_stored_stays_open_with_the_number(broken: Deliveries):
    body = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": "U0ALICE"}}
    fields = [{"type": "input", "block_id": "title"}]
    view = {"type": "modal", "callback_id": FORM, "private_metadata": "what_we_did 7", "blocks": fields}
    with capture_logs() as logs:
        answer = broken.send(json.dumps(body | {"view": view}).encode())

    shown = json.loads(answer.text)
    assert (answer.status, shown["response_action"]) == (200, "errors")
    assert number_in(shown["errors"]["title"], logs)


OWN = {"text": "We dug.", "ts": "1700000005.000100", "user": "U0ALICE"}


@pytest.mark.parametrize(
    ("name", "message"),
    [("ask_peers", None), ("ask_about_this", OWN), ("use_as_answer", OWN), ("record_of_this", OWN)],
)
def test_who_chose_a_shortcut_that_failed_is_told_in_direct_messages(
    broken: Deliveries, slack: FakeSlack, name: str, message: dict | None
):
    with capture_logs() as logs:
        answer = broken.shortcut(name, message, trigger_id=slack.screens.trigger())
        wait_until(lambda: slack.posts)

    [post] = slack.posts
    assert (answer.status, post.conversation) == (200, "D0ALICE")
    assert number_in(post.text, logs)


def test_who_pressed_for_a_form_that_the_database_could_not_give_is_told_that_it_did_not_open(
    slack: FakeSlack, tmp_path: Path
):
    empty = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    desk, config = Desk(empty, lambda: NOW), SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    with served(Starlette(routes=[slack_route(make_app(config, refuse, lambda: desk), config)])) as url:
        answer = Deliveries(url).command("", "/profile", trigger_id=slack.screens.trigger())
    empty.dispose()

    assert answer.status == 200
    assert answer.text.startswith("The form did not open.")


class Door:
    """An app for whose desk and storing a test decides whether they work."""

    def __init__(self, stage: Stage) -> None:
        self.desk, self.broken = Desk(stage.engine, lambda: NOW), ""

    def accept(self, key: str, event: Event) -> None:
        if self.broken == "accept":
            gone()

    def opened(self) -> Desk:
        return gone() if self.broken == "hears" else self.desk


def follow_up(**fields: str) -> dict:
    event = direct_message("what about smaller cities?", channel="C0HELP", channel_type="channel")
    return event | {"thread_ts": THREAD, "ts": "1700000005.000100"} | fields


def last_delivery(app: Deliveries, event: dict) -> Response:
    body = {"type": "event_callback", "team_id": TEAM, "event": event}
    return app.send(json.dumps(body).encode(), x_slack_retry_num="3")


@pytest.fixture
def door(slack: FakeSlack, slack_stage: Stage) -> Iterator[tuple[Deliveries, Door]]:
    """Slack's side of an app whose database knows that Alice asked in a thread of C0HELP."""
    slack_stage.ask(ALICE, spot=Spot("C0HELP", thread=THREAD, audience=Audience.CHANNEL))
    slack.say("C0HELP", "an answer", THREAD)
    door, config = Door(slack_stage), SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    with served(Starlette(routes=[slack_route(make_app(config, door.accept, door.opened), config)])) as url:
        yield Deliveries(url), door


@pytest.mark.parametrize("broken", ["accept", "hears"])
def test_who_goes_on_in_a_thread_is_told_when_that_fails(
    slack: FakeSlack, door: tuple[Deliveries, Door], broken: str
):
    app, behind_it = door
    app.event(follow_up(ts="1700000004.000100"))  # while all is well
    behind_it.broken = broken

    with capture_logs() as logs:
        last_delivery(app, follow_up())
        wait_until(lambda: [each for each in slack.posts if each.only_to])

    [post] = [each for each in slack.posts if each.only_to == "U0ALICE"]
    assert post.thread == THREAD
    assert number_in(post.text, logs)


@pytest.mark.parametrize(
    "event", [follow_up(user="U0BOB"), follow_up(thread_ts="1700000003.000100"), follow_up(thread_ts="")]
)
def test_nobody_is_told_of_what_was_not_meant_for_the_bot(
    slack: FakeSlack, door: tuple[Deliveries, Door], event: dict
):
    app, behind_it = door
    app.event(follow_up(ts="1700000004.000100"))
    behind_it.broken = "hears"

    last_delivery(app, event)
    last_delivery(app, follow_up())  # meant for the bot, and told after whatever is told of the other
    wait_until(lambda: slack.called("chat.postEphemeral"))

    assert len(slack.called("chat.postEphemeral")) == 1
    assert not slack.called("chat.postMessage")


def test_what_slack_holds_back_stands_in_the_log_with_its_minute(broken: Deliveries):
    body = {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1518467820}
    with capture_logs() as logs:
        answer = broken.send(json.dumps(body).encode())

    [line] = logs
    assert answer.status == 200
    assert (line["log_level"], line["workspace"]) == ("warning", TEAM)
    assert line["minute"] == "2018-02-12T20:37:00+00:00"
    assert NUMBER.fullmatch(line["reference"])
