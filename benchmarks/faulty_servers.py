"""`counterpart serve` beside a fake Slack, in one or two processes that are killed and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import RLock, Thread
from typing import Any
from uuid import uuid4

from benchmarks.processes import free_port, process, wait_for
from benchmarks.slack_people import World
from bot.sealing import Seal, make_key
from bot.slack.scopes import BOT_SCOPES
from store import installations
from store.engine import migrate, open_engine
from tests import postgresql
from tests.bot.slack.browser import Browser

TEAMS = {"T0HARBOUR": ("alice", "bob", "carol"), "T0INLAND": ("dora", "emil")}
CHANNELS = ("general", "help", "roads", "parks")

# Seconds after which this Slack delivers an event again. By HTTP a process may start meanwhile. Over Socket
# Mode it comes late enough for one: the fake Slack loses what it has no connection for, the real one waits.
RETRIES_BY_HTTP, RETRIES_BY_SOCKET = [0, 6, 30, 60], [60, 60, 60]

CONNECTING = 5.0  # seconds after which a process that is ready certainly listens over Socket Mode too
DISCOVERY = 0.5  # seconds until whoever stands before two processes sends requests to the one that lives


@dataclass(frozen=True, slots=True)
class Setup:
    """One run: over which transport, and how many processes; two share a PostgreSQL database."""

    socket: bool
    processes: int

    def __str__(self) -> str:
        transport = "Socket Mode" if self.socket else "HTTP"
        return f"{transport}, {'one process' if self.processes == 1 else 'two processes'}"


@dataclass
class Server:
    """One process of `counterpart serve`."""

    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None
    ready: bool = False

    def start(self) -> None:
        """Start it and wait until it is ready."""
        serve = [str(Path(sys.executable).with_name("counterpart")), "serve"]
        own = {"PORT": str(self.port), "COUNTERPART_INDEX": str(self.folder / f"index-{self.port}")}
        with (self.folder / "log").open("ab") as log:
            self.running = subprocess.Popen(
                serve,
                cwd=self.folder,
                env=os.environ | self.settings | own,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        wait_for(f"http://127.0.0.1:{self.port}/healthz")
        self.ready = True

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        assert self.running is not None
        self.ready = False
        self.running.send_signal(signal.SIGKILL)
        self.running.wait(30)


class Servers:
    """The processes, and when each was away."""

    def __init__(self, world: World, setup: Setup, servers: list[Server], random: Random) -> None:
        self.setup = setup
        self.away: list[tuple[float, float]] = []
        self.acting = RLock()  # held while nobody may act; see `_kill_and_start`
        self._world = world
        self._servers = servers
        self._random = random
        self._killing: Thread | None = None

    def kill_one_soon(self, within: float) -> None:
        """Kill one at a random moment and start it again, while people go on."""
        self.wait()
        if self.setup.socket and self.setup.processes == 1:
            self._world.do("idle", timeout=55)  # it would lose what it repeats while there is no connection
        victim, moment = self._random.choice(self._servers), self._random.uniform(0, within)
        self._killing = Thread(target=self._kill_and_start, args=(victim, moment))
        self._killing.start()

    def wait(self) -> None:
        """Return when all are ready."""
        if self._killing is not None:
            self._killing.join()

    def choose(self) -> None:
        """Let the next requests go to any of them that is ready."""
        ready = [each for each in self._servers if each.ready]
        if ready and not self.setup.socket:
            chosen = self._random.choice(ready)
            self._world.do("set", bot_url=f"http://127.0.0.1:{chosen.port}/slack/events")

    def _kill_and_start(self, victim: Server, moment: float) -> None:
        time.sleep(moment)  # the kill must fall into whatever goes on then
        with ExitStack() as stack:
            # The fake Slack loses what it has no connection for, so nobody acts while there is none.
            if self.setup.socket:
                stack.enter_context(self.acting)
            begun = time.time()
            victim.kill()
            if self.setup.processes > 1:
                time.sleep(DISCOVERY)  # as long as a real balancer sends into the void
                self.choose()
                self.away.append((begun, time.time()))
                stack.close()
            victim.start()
            if self.setup.socket:
                time.sleep(CONNECTING)  # another process; it says only that it is ready for HTTP
            if self.setup.processes == 1:
                self.away.append((begun, time.time()))


@dataclass(frozen=True, slots=True)
class Stand:
    """All that runs."""

    setup: Setup
    world: World
    servers: Servers
    seal: Seal
    database: str
    folder: Path

    def expire_a_token(self, team: str) -> None:
        """Let Slack call the workspace's token expired from now on."""
        engine = open_engine(self.database)
        with engine.connect() as connection:
            found = installations.of_account(connection, team)
        engine.dispose()
        assert found is not None, "both workspaces installed the app"
        self.world.do("expire_token", token=json.loads(self.seal.unseal(found.sealed))["token"])


@contextmanager
def standing(setup: Setup, world_folder: Path, folder: Path, random: Random) -> Iterator[Stand]:
    """Start the world and the processes, let both workspaces install the app, and end everything."""
    world_port, key = free_port(), make_key()
    address = f"http://127.0.0.1:{world_port}"
    with ExitStack() as stack:
        database = stack.enter_context(_database(setup, folder))
        stack.enter_context(process(_world(world_folder, folder, world_port, setup), folder, {}))
        wait_for(f"{address}/world/mark")
        settings = _settings(setup, address, database) | {"COUNTERPART_TOKEN_KEYS": key}
        servers = [Server(folder, settings) for _ in range(setup.processes)]
        for server in servers:
            server.start()
            if setup.socket:
                time.sleep(CONNECTING)  # another process; it says only that it is ready for HTTP
            stack.callback(server.kill)
        world = World(address)
        together = Servers(world, setup, servers, random)
        together.choose()
        stack.callback(together.wait)
        _install(world, servers[0])
        yield Stand(setup, world, together, Seal([key]), database, folder)


def _settings(setup: Setup, address: str, database: str) -> dict[str, str]:
    signed = {"SLACK_APP_TOKEN": "xapp-world"} if setup.socket else {"SLACK_SIGNING_SECRET": "world-secret"}
    return signed | {
        "COUNTERPART_DEMO": "1",
        "COUNTERPART_OPEN_INSTALL": "1",
        "COUNTERPART_PUBLIC_URL": "https://counterpart.example.org",
        "DATABASE_URL": database,
        "HOST": "127.0.0.1",
        "SLACK_API_URL": f"{address}/api/",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "world-client-secret",
    }


def _world(world_folder: Path, folder: Path, port: int, setup: Setup) -> list[str]:
    people = [{"name": name, "team": team} for team, names in TEAMS.items() for name in names]
    channels = [{"name": name, "team": team} for team in TEAMS for name in CHANNELS]
    teams = [{"id": team, "name": team.title(), "domain": team.lower()} for team in TEAMS]
    seed = {"teams": teams, "users": people, "channels": channels, "install": False}
    (folder / "seed.json").write_text(json.dumps(seed), encoding="utf-8")
    options: dict[str, Any] = {
        "duplicate_events": True,
        "rate_limit": True,
        "token_rotation": True,
        "retry_delays": RETRIES_BY_SOCKET if setup.socket else RETRIES_BY_HTTP,
    } | ({"transport": "socket"} if setup.socket else {})
    command = [sys.executable, str(world_folder / "world.py"), "--port", str(port)]
    command += ["--seed", str(folder / "seed.json"), "--bot", "http://127.0.0.1:9/"]
    return command + [
        part for name, value in options.items() for part in ("--opt", f"{name}={json.dumps(value)}")
    ]


def _install(world: World, server: Server) -> None:
    """Let somebody of each workspace install the app, and invite it to the channels."""
    scopes = ",".join(BOT_SCOPES)
    for team, [person, *_] in TEAMS.items():
        browser = Browser(f"http://127.0.0.1:{server.port}")
        browser.begin()
        code = world.do("authorize", user=person, state=browser.state, scope=scopes)["code"]
        page = browser.end(code=code)
        assert page.status == 200, page.text
        [bot] = [each["id"] for each in world.do("users") if each["is_bot"] and each["team_id"] == team]
        for channel in CHANNELS:
            world.do("join", user=bot, channel=f"#{channel}")


@contextmanager
def _database(setup: Setup, folder: Path) -> Iterator[str]:
    if setup.processes == 1:
        yield f"sqlite:///{folder / 'faults.db'}"
        return
    with postgresql.running_server() as server:
        name = f"faults_{uuid4().hex}"
        postgresql.run(server, f"CREATE DATABASE {name}")
        url = f"{server}/{name}"
        engine = open_engine(url)
        migrate(engine)
        engine.dispose()
        yield url
