"""The ASGI application: Slack at /slack/events, health at /healthz; `serve` runs it in one process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial

import structlog
import uvicorn
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.desk import Desk
from bot.durable import Runner
from bot.events import Event
from bot.library import Library
from bot.settings import Settings, needed_for_slack, read
from bot.slack.app import make_app, make_client
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.slack.messenger import SlackMessenger
from bot.slack.socket import listening
from bot.slack.usergroup import people_of_group
from bot.slack.workspace import workspace_of
from bot.wiring import (
    clock,
    configure_logging,
    join_workspace,
    load_demonstration,
    load_library,
    name_group,
    name_staff,
    only_process,
    open_database,
    running,
)
from matching.domain import WorkspaceId

log = structlog.get_logger(__name__)


def serve() -> None:
    """Serve until stopped. Raises what an operator can mend before the first request is taken."""
    settings = read()
    configure_logging(settings.log_level, as_json=True)
    needed_for_slack(settings)
    with only_process(settings.database_url):
        asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    web = make_web(settings)
    config = uvicorn.Config(
        web,
        settings.host,
        settings.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        log_level="error",
    )  # its warnings are about bytes that are no HTTP, which it answers with 400
    # Started here and not by the server, which would turn an operator's mistake into a traceback.
    async with web.router.lifespan_context(web):
        await uvicorn.Server(config).serve()


def make_web(settings: Settings, load: Callable[[Settings, Engine], Library] = load_library) -> Starlette:
    """Return the application; its start-up opens the database, loads the models and begins to run events."""
    token, secret = needed_for_slack(settings)
    config = SlackConfig(token, secret, settings.slack_api_url, settings.demonstration)
    state = _State()

    def accept(key: str, event: Event) -> None:
        state.ready().runner.accept(key, event)

    def desk() -> Desk:
        return state.ready().desk

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        client = make_client(config)
        team = await workspace_of(client)
        with ExitStack() as stack:
            messenger = SlackMessenger(client, loop)
            group = partial(people_of_group, client, loop, settings.staff_slack_usergroup)
            told = _Start(settings, load, messenger, team, group)
            state.started = await asyncio.to_thread(_start, stack, told)
            async with listening(slack_app, client, by_socket) if by_socket else nullcontext():
                log.info("ready", workspace=team, demonstration=settings.demonstration)
                yield
            state.started = None
            await asyncio.to_thread(stack.close)

    async def health(request: Request) -> JSONResponse:
        ready = state.started is not None
        return JSONResponse({"ready": ready}, status_code=200 if ready else 503)

    slack_app = make_app(config, accept, desk)
    by_socket = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    # Over Socket Mode nobody may knock at the HTTP path: without a secret anybody could sign.
    routes = [] if by_socket else [slack_route(slack_app, config)]
    return Starlette(routes=[Route("/healthz", health), *routes], lifespan=lifespan)


@dataclass(frozen=True, slots=True)
class _Started:
    """What requests need once the database is open and the models are loaded."""

    runner: Runner
    desk: Desk


class _State:
    """Whether the bot has started; Slack repeats what came before."""

    started: _Started | None = None

    def ready(self) -> _Started:
        if self.started is None:
            raise RuntimeError("not ready yet")
        return self.started


@dataclass(frozen=True, slots=True)
class _Start:
    """What the start-up is told."""

    settings: Settings
    load: Callable[[Settings, Engine], Library]
    messenger: SlackMessenger
    team: str
    people_of_group: Callable[[], tuple[str, ...] | None]


def _start(stack: ExitStack, told: _Start) -> _Started:
    engine = open_database(told.settings)
    stack.callback(engine.dispose)
    if told.settings.demonstration:
        load_demonstration(engine)
    network_id = join_workspace(engine, told.settings, "slack", told.team)
    workspace_id = name_staff(engine, told.settings, told.team)
    library = told.load(told.settings, engine)
    library.warm(network_id)
    stack.callback(library.close)
    runner = stack.enter_context(running(engine, library, {"slack": told.messenger}))
    if told.settings.staff_slack_usergroup:
        _follow_group(engine, runner, workspace_id, told.people_of_group)
    return _Started(runner, Desk(engine, clock))


def _follow_group(
    engine: Engine, runner: Runner, workspace_id: WorkspaceId, people: Callable[[], tuple[str, ...] | None]
) -> None:
    """Read who is in the user group of staff now, and once an hour."""

    def read_group() -> None:
        name_group(engine, workspace_id, people())

    read_group()
    runner.every_hour(read_group)
