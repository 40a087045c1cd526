"""The ASGI application: Slack at /slack/events, health at /healthz; `serve` runs it in one process."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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

from bot import network
from bot.attachments import attachments_of
from bot.desk import Desk
from bot.durable import Handle, Runner
from bot.events import Event
from bot.library import Library
from bot.pages.digest_route import DigestReading, digest_route
from bot.pages.install_pages import AboutUs
from bot.pages.record_links import RecordLinks
from bot.pages.record_route import Reading, record_route
from bot.places import city_table
from bot.sealing import Seal, keys_of
from bot.settings import Settings, needed_for_slack, read
from bot.slack.accounts import register_accounts
from bot.slack.app import make_app, make_client, make_plain_client
from bot.slack.asgi import slack_route
from bot.slack.clients import AppSecrets, InstalledClients
from bot.slack.config import SlackConfig
from bot.slack.install import PATH_OF_END, Installing, install_routes
from bot.slack.known_audiences import KnownAudiences
from bot.slack.leaving import register_leaving, register_leaving_of_one, return_to_workspace
from bot.slack.messenger import SlackMessenger
from bot.slack.repeats import once
from bot.slack.socket import listening
from bot.slack.uploads import Uploads
from bot.slack.usergroup import people_of_group
from bot.slack.workspace import workspace_of
from bot.speaker import Speaker
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
from store import networks

# Seconds for which an idle connection stays open: longer than the 60 of nginx and of load balancers, so that
# they end it and not we. On one that we end as they use it, a command is lost: Slack repeats only events.
KEEP_ALIVE = 75

# Seconds for which a thread keeps the interpreter when others want it: the one that acknowledges wants it
# often, and each of up to twenty threads in front of it keeps it so long. Python's 5 ms made the slowest
# of 600 acknowledgements under load up to four times as slow.
TURN_OF_A_THREAD = 0.001

# Events stored at once: each takes a millisecond to write and waits several for the disk, which they share.
# Python would let six on two processors.
STORED_AT_ONCE = 16

log = structlog.get_logger(__name__)


def serve(load: Callable[[Settings, Engine], Library] = load_library) -> None:
    """Serve until stopped. Raises what an operator can mend before the first request is taken."""
    settings = read()
    configure_logging(settings.log_level, as_json=True)
    needed_for_slack(settings)
    sys.setswitchinterval(TURN_OF_A_THREAD)
    with only_process(settings.database_url):
        asyncio.run(_serve(settings, load))


async def _serve(settings: Settings, load: Callable[[Settings, Engine], Library]) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(STORED_AT_ONCE, "store"))
    web = make_web(settings, load)
    config = uvicorn.Config(
        web,
        settings.host,
        settings.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        log_level="error",
        timeout_keep_alive=KEEP_ALIVE,
    )  # its warnings are about bytes that are no HTTP, which it answers with 400
    # Started here and not by the server, which would turn an operator's mistake into a traceback.
    async with web.router.lifespan_context(web):
        _outlive_the_server()
        await uvicorn.Server(config).serve()


def _outlive_the_server() -> None:
    """Let a signal to stop end the server alone, so that what is under way can be ended after it.

    The server raises the signal that it got once more when it has ended, and that would end the process at
    once. A second one does.
    """

    def heard(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, heard)


def make_web(settings: Settings, load: Callable[[Settings, Engine], Library] = load_library) -> Starlette:
    """Return the application; its start-up opens the database, loads the models and begins to run events."""
    token, secret = needed_for_slack(settings)
    config = SlackConfig(token, secret, settings.slack_api_url, settings.demonstration)
    state, links = _State(), _record_links(settings)
    many = _many(settings, config, state) if settings.slack_client_id else None

    def accept(key: str, event: Event) -> Handle:
        return state.ready().runner.accept(key, event)

    def desk() -> Desk:
        return state.ready().desk

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        client = make_client(config)
        team = "" if many else await workspace_of(client)
        with ExitStack() as stack:
            clients = many.clients if many else client
            messenger = SlackMessenger(clients, loop, links, state.uploads(), state.audiences)
            group = partial(people_of_group, client, loop, settings.staff_slack_usergroup)
            told = _Start(settings, load, messenger, team, group, links, state.open)
            state.started = await asyncio.to_thread(_start, stack, told)
            async with listening(slack_app, client, by_socket) if by_socket else nullcontext():
                log.info("ready", workspace=team or "many", demonstration=settings.demonstration)
                yield
            await _end(state, stack, many)

    async def health(request: Request) -> JSONResponse:
        ready = state.started is not None
        return JSONResponse({"ready": ready}, status_code=200 if ready else 503)

    slack_app = make_app(config, once(accept), desk, many.clients if many else None, state.locale)
    slack_app.use(state.audiences.heed)
    register_accounts(slack_app, state.engine, clock)
    (register_leaving if many else register_leaving_of_one)(slack_app, state.engine, clock)
    by_socket = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    # Over Socket Mode nobody may knock at the HTTP path: without a secret anybody could sign.
    routes = [] if by_socket else [slack_route(slack_app, config)]
    pages = install_routes(many) if many else []
    if links:
        pages.append(record_route(Reading(state.opened, links)))
        pages.append(digest_route(DigestReading(state.opened, links)))
    return Starlette(routes=[Route("/healthz", health), *routes, *pages], lifespan=lifespan)


def _record_links(settings: Settings) -> RecordLinks | None:
    """Return what makes links to records, None without an address or a key. Raises KeysUnusable."""
    if not settings.public_url or settings.token_keys is None:
        return None
    return RecordLinks(settings.public_url, Seal(keys_of(settings.token_keys.get_secret_value())), clock)


def _many(settings: Settings, config: SlackConfig, state: "_State") -> Installing:
    """Return what lets many workspaces install the app. Raises KeysUnusable."""
    assert settings.slack_client_secret is not None, "needed_for_slack asks for it"
    assert settings.token_keys is not None, "needed_for_slack asks for them"
    seal = Seal(keys_of(settings.token_keys.get_secret_value()))
    secrets = AppSecrets(settings.slack_client_id, settings.slack_client_secret.get_secret_value())
    make = partial(make_plain_client, config)
    joined = settings.served_network
    return Installing(
        engine=state.engine,
        seal=seal,
        secrets=secrets,
        client=make(None),
        clients=InstalledClients(state.engine, seal, secrets, make, clock),
        authorize_url=settings.slack_authorize_url,
        redirect_url=settings.public_url + PATH_OF_END,
        clock=clock,
        open_to=joined if settings.open_install else "",
        about=AboutUs(settings.privacy_url, settings.support_url),
    )


@dataclass(frozen=True, slots=True)
class _Started:
    """What requests need once the database is open and the models are loaded."""

    runner: Runner
    desk: Desk


class _State:
    """Whether the bot has started; Slack repeats what came before.

    The database is there earlier: what was left unfinished is carried out, with the tokens that stand in the
    database, before the first request is taken.
    """

    started: _Started | None = None
    _engine: Engine | None = None

    def __init__(self) -> None:
        self.audiences = KnownAudiences(mixes=self.mixes)

    def ready(self) -> _Started:
        if self.started is None:
            raise RuntimeError("not ready yet")
        return self.started

    def open(self, engine: Engine) -> None:
        self._engine = engine

    def engine(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("not ready yet")
        return self._engine

    def stop(self) -> None:
        self.started = None

    def close(self) -> None:
        self._engine = None

    def opened(self) -> Engine | None:
        return self._engine

    def uploads(self) -> Uploads:
        """Return what makes what comes with a message, from the database as it is then, and uploads it."""
        return Uploads(partial(attachments_of, self.engine))

    def mixes(self, workspace: str, others: Sequence[str]) -> bool:
        """Say whether workspaces that share a channel are of several networks, by the database as it is."""
        with self.engine().connect() as connection:
            return network.mixes(connection, workspace, others)

    def locale(self, speaker: Speaker) -> str:
        """Return the person's locale as their chat tells it, also while the bot has not started."""
        return self.started.runner.locale(speaker) if self.started else ""


async def _end(state: _State, stack: ExitStack, many: Installing | None) -> None:
    """Take no more requests, and close what was opened once tokens that Slack is giving are kept."""
    if many:
        await many.clients.finished()
    state.stop()
    await asyncio.to_thread(stack.close)  # what is under way posts with the tokens in the database
    state.close()


@dataclass(frozen=True, slots=True)
class _Start:
    """What the start-up is told."""

    settings: Settings
    load: Callable[[Settings, Engine], Library]
    messenger: SlackMessenger
    team: str
    people_of_group: Callable[[], tuple[str, ...] | None]
    links: RecordLinks | None
    opened: Callable[[Engine], None]


def _start(stack: ExitStack, told: _Start) -> _Started:
    engine = open_database(told.settings)
    stack.callback(engine.dispose)
    told.opened(engine)
    if told.settings.demonstration:
        load_demonstration(engine)
    workspace_id = _one_workspace(engine, told) if told.team else None
    library = told.load(told.settings, engine)
    stack.callback(library.close)
    with engine.connect() as connection:
        all_networks = networks.every(connection).values()
    for network_id in all_networks:
        library.warm(network_id)
    city_table.table()  # 0.2 s that the first who types a place would wait otherwise
    runner = stack.enter_context(running(engine, library, {"slack": told.messenger}))
    if workspace_id is not None and told.settings.staff_slack_usergroup:
        _follow_group(engine, runner, workspace_id, told.people_of_group)
    return _Started(runner, _desk(engine, runner, told))


def _desk(engine: Engine, runner: Runner, told: _Start) -> Desk:
    return Desk(engine, clock, locale=runner.locale, remembered=runner.remembered_locale, links=told.links)


def _one_workspace(engine: Engine, told: _Start) -> WorkspaceId:
    join_workspace(engine, told.settings, "slack", told.team)
    return_to_workspace(engine, told.team, clock())
    return name_staff(engine, told.settings, told.team)


def _follow_group(
    engine: Engine, runner: Runner, workspace_id: WorkspaceId, people: Callable[[], tuple[str, ...] | None]
) -> None:
    """Read who is in the user group of staff now, and once an hour."""

    def read_group() -> None:
        name_group(engine, workspace_id, people())

    read_group()
    runner.every_hour(read_group)
