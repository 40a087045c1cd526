"""Socket Mode keeps what HTTP promises: stored before acknowledged, one effect, never silent."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.routing import Mount, Route
from structlog.testing import capture_logs

from bot.events import Event
from bot.settings import Settings
from bot.slack.app import make_app, make_client
from bot.slack.asgi import PATH
from bot.slack.carrying import Carried, written
from bot.slack.config import SlackConfig
from bot.slack.modals import FORM, SEARCH
from bot.slack.socket import CONNECTIONS, listening
from bot.slack.workspace import SlackUnavailable
from bot.speaker import Spot
from bot.web import make_web
from tests.bot.slack.conftest import Inbox, no_desk
from tests.bot.slack.deliveries import mention
from tests.fakes import BOT, TEAM, TOKEN, FakeSlack
from tests.fakes_socket import APP_TOKEN, FakeSocket, fake_socket
from tests.serving import running_loop
from tests.waiting import wait_until

KEY = "slack:T0NETWORK:C0HELP:1700000001.000100"


@contextmanager
def connected(fake: FakeSocket, inbox: Inbox, token: str = APP_TOKEN) -> Iterator[None]:
    config = SlackConfig(TOKEN, "", api_url=f"{fake.url}/api/", demonstration=True)

    async def enter(entering: Any) -> None:
        await entering.__aenter__()

    async def leave(entering: Any) -> None:
        await entering.__aexit__(None, None, None)

    with running_loop() as loop:
        door = listening(make_app(config, inbox.accept, no_desk), make_client(config), token)
        asyncio.run_coroutine_threadsafe(enter(door), loop).result(10)
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(leave(door), loop).result(10)


@pytest.fixture
def fake(slack: FakeSlack) -> Iterator[FakeSocket]:
    with fake_socket() as fake:
        fake.web_api = slack.url
        yield fake


@pytest.fixture
def box() -> Inbox:
    return Inbox()


@pytest.fixture
def door(fake: FakeSocket, box: Inbox) -> Iterator[FakeSocket]:
    with connected(fake, box):
        assert fake.wait(lambda: len(fake.alive) == CONNECTIONS)
        yield fake


def envelope(name: str, attempt: int = 0, text: str = "storm drains?") -> dict[str, Any]:
    payload = {
        "type": "event_callback",
        "team_id": TEAM,
        "event": mention(text),
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }
    return {"envelope_id": name, "type": "events_api", "payload": payload, "retry_attempt": attempt}


def command(name: str) -> dict[str, Any]:
    payload = {"command": "/ask", "text": "storm drains?", "team_id": TEAM, "user_id": "U0ALICE"}
    payload |= {"channel_id": "C0HELP", "trigger_id": "1.2.a"}
    kind = {"type": "slash_commands", "accepts_response_payload": True}
    return {"envelope_id": name, **kind, "payload": payload}


def test_an_event_is_stored_and_acknowledged(door: FakeSocket, box: Inbox):
    door.send(envelope("e1"))

    assert door.wait(lambda: "e1" in door.acknowledged)
    assert box.keys == [KEY]
    assert door.acknowledged["e1"] is None


def test_what_could_not_be_stored_is_not_acknowledged_and_is_taken_when_it_comes_again(
    door: FakeSocket, box: Inbox
):
    box.fault = OSError("disk full")
    door.send(envelope("e1"))
    door.send(command("c1"))
    assert door.wait(lambda: "c1" in door.acknowledged)
    box.fault = None
    door.send(envelope("e2", attempt=1))

    assert door.wait(lambda: "e2" in door.acknowledged)
    assert "e1" not in door.acknowledged
    assert "sorry" in door.acknowledged["c1"]["text"]
    assert box.keys == [KEY]


def test_the_same_post_by_both_connections_has_one_key(door: FakeSocket, box: Inbox):
    door.send(envelope("e1"), connection=0)
    door.send(envelope("e2", attempt=1), connection=1)

    assert door.wait(lambda: {"e1", "e2"} <= set(door.acknowledged))
    assert set(box.keys) == {KEY}


def test_a_command_is_answered_in_its_acknowledgement(door: FakeSocket, box: Inbox):
    door.send(command("c1"))

    assert door.wait(lambda: "c1" in door.acknowledged)
    assert box.keys == ["slack:T0NETWORK:command:1.2.a"]
    assert door.acknowledged["c1"]["text"]


def test_before_slack_ends_a_connection_the_next_one_listens(door: FakeSocket, box: Inbox):
    door.send({"type": "disconnect", "reason": "warning"})

    assert door.wait(lambda: len(door.alive) == CONNECTIONS + 1)
    door.send(envelope("old"), connection=1)
    door.send(envelope("new"), connection=2)
    assert door.wait(lambda: {"old", "new"} <= set(door.acknowledged))


def test_a_connection_that_ends_is_replaced_by_one_with_a_new_address(door: FakeSocket):
    door.refused = 1
    door.close(0)

    assert door.wait(lambda: len(door.connections) == CONNECTIONS + 1)
    assert door.tickets == CONNECTIONS + 2


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000, '{"envelope_id":5}', '"text"'])
def test_what_is_no_envelope_is_left_and_the_next_one_taken(door: FakeSocket, capfd, text: str):
    door.send_text(text)
    door.send({"envelope_id": "bad", "type": "events_api", "payload": {"type": "event_callback", "event": 5}})
    door.send(envelope("e1"))

    assert door.wait(lambda: "e1" in door.acknowledged)
    assert "bad" not in door.acknowledged


def test_who_wrote_gets_a_reference_number_after_slacks_last_repetition(
    door: FakeSocket, box: Inbox, slack: FakeSlack
):
    box.fault = OSError("disk full")
    door.send(envelope("e1", attempt=2))
    door.send(envelope("e2", attempt=3))
    door.send(command("c1"))
    assert door.wait(lambda: "c1" in door.acknowledged)
    deadline = door.wait(lambda: slack.called("chat.postEphemeral"), 3)

    assert not deadline or len(slack.called("chat.postEphemeral")) == 1
    assert [each["user"] for each in slack.called("chat.postEphemeral")] == ["U0ALICE"]


def test_a_token_that_slack_refuses_is_said_at_the_start(fake: FakeSocket, box: Inbox):
    with (
        pytest.raises(SlackUnavailable, match=r"SLACK_APP_TOKEN \(invalid_auth\)"),
        connected(fake, box, "xoxb"),
    ):
        pass


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("invalid_auth", "Slack does not accept SLACK_APP_TOKEN (invalid_auth)"),
        ("link_disabled", "Slack does not accept SLACK_APP_TOKEN (link_disabled)"),
        ("ratelimited", "ratelimited"),
    ],
)
def test_why_slack_gives_no_new_connection_stands_in_the_log_with_what_to_do_if_it_does_not_pass(
    door: FakeSocket, error: str, said: str
):
    with capture_logs() as logs:
        door.error = error
        door.close(0)
        wait_until(lambda: [each for each in logs if each["event"] == "socket_not_connected"])
        door.error = ""

    line = next(each for each in logs if each["event"] == "socket_not_connected")
    assert line["reason"].startswith(said)
    assert ("Socket Mode on" in line["reason"], line["log_level"]) == (
        (False, "warning") if error == "ratelimited" else (True, "error")
    )
    assert line["reference"]


def test_with_an_app_token_nobody_can_knock_at_the_http_path():
    token, app_token = SecretStr(TOKEN), SecretStr(APP_TOKEN)
    by_socket = Settings(_env_file=None, slack_bot_token=token, slack_app_token=app_token)
    by_http = Settings(_env_file=None, slack_bot_token=token, slack_signing_secret=SecretStr("secret"))

    assert PATH not in paths(by_socket)
    assert PATH in paths(by_http)
    assert "/healthz" in paths(by_socket)


def interactive(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    who = {"team": {"id": TEAM}, "user": {"id": "U0ALICE"}}
    return {
        "envelope_id": name,
        "type": "interactive",
        "payload": who | payload,
        "accepts_response_payload": True,
    }


def test_what_a_form_answers_is_in_the_acknowledgement(door: FakeSocket):
    fields = [{"type": "input", "block_id": "title"}]
    view = {"type": "modal", "callback_id": FORM, "blocks": fields}
    door.send(interactive("f1", {"type": "view_submission", "view": view}))

    assert door.wait(lambda: "f1" in door.acknowledged)
    assert door.acknowledged["f1"]["response_action"] == "errors"
    assert list(door.acknowledged["f1"]["errors"]) == ["title"]


def test_the_choices_of_a_menu_are_in_the_acknowledgement(door: FakeSocket):
    form = Carried("profile", (), Spot("U0ALICE"))
    view = {"type": "modal", "callback_id": FORM, "private_metadata": written(form)}
    typed = {"action_id": SEARCH, "value": "Bolt", "view": view}
    door.send(interactive("o1", {"type": "block_suggestion", **typed}))  # of a database without tables

    assert door.wait(lambda: "o1" in door.acknowledged)
    assert len(door.acknowledged["o1"]["options"]) == 1


class SlowInbox(Inbox):
    """An accept that takes a while, as a busy database does."""

    def __init__(self) -> None:
        super().__init__()
        self.began = threading.Event()

    def accept(self, key: str, event: Event) -> None:
        self.began.set()
        threading.Event().wait(0.3)
        super().accept(key, event)


def test_what_is_being_stored_when_we_stop_is_still_acknowledged(fake: FakeSocket):
    slow = SlowInbox()
    with connected(fake, slow):
        assert fake.wait(lambda: len(fake.alive) == CONNECTIONS)
        fake.send(envelope("e1"))
        assert slow.began.wait(10)

    assert fake.wait(lambda: "e1" in fake.acknowledged)
    assert slow.keys == [KEY]
    assert fake.wait(lambda: not fake.alive)


def paths(settings: Settings) -> set[str]:
    return {route.path for route in make_web(settings).routes if isinstance(route, Route | Mount)}
