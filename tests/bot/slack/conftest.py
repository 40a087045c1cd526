from asyncio import AbstractEventLoop
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from starlette.applications import Starlette

from bot.desk import Desk
from bot.events import Event
from bot.slack.app import make_app, make_client
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.slack.messenger import SlackMessenger
from store import networks
from tests.bot.slack.deliveries import Deliveries
from tests.bot.stage import Stage
from tests.engines import quickly_opened
from tests.factories import NOW
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack, fake_slack
from tests.serving import running_loop, served


class Inbox(list[tuple[str, Event]]):
    """An accept that keeps what it is given, and fails as long as `fault` is set."""

    fault: Exception | None = None

    def accept(self, key: str, event: Event) -> None:
        if self.fault:
            raise self.fault
        self.append((key, event))

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self]

    @property
    def event(self) -> Event:
        """The one event that arrived."""
        [(_, event)] = self
        return event


# A database without tables: no form opens and no page is read from it.
_NO_TABLES = create_engine("sqlite://")


def no_desk() -> Desk:
    """The desk of tests that need none; it knows that everybody reads English."""
    return Desk(_NO_TABLES, lambda: NOW, remembered=lambda speaker: "en")


@pytest.fixture(scope="session")
def served_slack() -> Iterator[FakeSlack]:
    with fake_slack() as slack:
        yield slack


@pytest.fixture
def slack(served_slack: FakeSlack) -> FakeSlack:
    served_slack.clear()
    return served_slack


@pytest.fixture(scope="session")
def config() -> SlackConfig:
    """The app's configuration; its Web API cannot be reached, since accepting must not need it."""
    return SlackConfig(TOKEN, SIGNING_SECRET, api_url="http://127.0.0.1:9/api/", demonstration=True)


@pytest.fixture(scope="session")
def served_app(config: SlackConfig) -> Iterator[tuple[Deliveries, Inbox]]:
    inbox = Inbox()
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, no_desk), config)])) as url:
        yield Deliveries(url), inbox


@pytest.fixture
def deliveries(served_app: tuple[Deliveries, Inbox]) -> Deliveries:
    """Slack's side of a running app."""
    return served_app[0]


@pytest.fixture
def inbox(served_app: tuple[Deliveries, Inbox]) -> Inbox:
    """What the running app accepted since the test began."""
    inbox = served_app[1]
    inbox.clear()
    inbox.fault = None
    return inbox


@pytest.fixture(scope="session")
def loop() -> Iterator[AbstractEventLoop]:
    with running_loop() as loop:
        yield loop


@pytest.fixture
def messenger(slack: FakeSlack, loop: AbstractEventLoop) -> SlackMessenger:
    return SlackMessenger(make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)), loop)


@pytest.fixture
def slack_stage(sqlite_url: str) -> Iterator[Stage]:
    """A stage whose network takes part in the fake Slack's workspace."""
    engine = quickly_opened(sqlite_url)
    stage = Stage(engine)
    with engine.begin() as connection:
        networks.ensure_workspace(connection, stage.network_id, "slack", TEAM)
    yield stage
    engine.dispose()
