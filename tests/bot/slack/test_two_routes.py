"""A post that comes by HTTP and by Socket Mode at once, to two memories of what came, has one effect."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.durable import Runner
from bot.events import Event, HelpWanted
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.slack.repeats import once
from bot.speaker import Speaker, Spot
from store import networks, tables
from tests.bot.slack.conftest import Inbox, no_desk
from tests.bot.slack.deliveries import Deliveries, mention
from tests.bot.slack.test_socket import KEY, connected, envelope
from tests.bot.stage import Stage
from tests.bot.test_durable import RecordingMessenger, running
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.fakes_socket import fake_socket
from tests.serving import served


@pytest.fixture
def stage(engine: Any) -> Stage:
    stage = Stage(engine)
    with engine.begin() as connection:
        networks.ensure_workspace(connection, stage.network_id, "slack", TEAM)
    return stage


class Door(Inbox):
    """What one door accepts: it remembers its own, as a process does, and hands it to the runner of both."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._once = once(runner.accept)

    def accept(self, key: str, event: Event) -> None:
        super().accept(key, event)
        self._once(key, event)


def test_a_post_that_comes_by_both_routes_at_once_is_answered_once(stage: Stage, slack: FakeSlack):
    messenger, config = RecordingMessenger(), SlackConfig(TOKEN, SIGNING_SECRET, demonstration=True)
    with running(stage, messenger) as runner, fake_socket() as socket, ThreadPoolExecutor() as both:
        by_http, by_socket = Door(runner), Door(runner)
        socket.web_api = slack.url
        app = make_app(config, by_http.accept, no_desk)
        with served(Starlette(routes=[slack_route(app, config)])) as url, connected(socket, by_socket):
            assert socket.wait(lambda: socket.alive)
            answered = both.submit(Deliveries(url).event, mention("help"))
            socket.send(envelope("first", text="help"))
            assert answered.result(10).status == 200
            assert socket.wait(lambda: "first" in socket.acknowledged)
        known = HelpWanted(Speaker(f"slack:{TEAM}", "U0ALICE"), Spot("C0HELP", "1700000001.000100"))
        runner.accept(KEY, known).get_result()  # returns when the one event was carried out

    assert (by_http.keys, by_socket.keys) == ([KEY], [KEY])
    assert messenger.said.count("help") == 1
    with stage.engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(tables.event)).scalar_one()
    assert count == 1
