"""Walk through Counterpart in Slack, against a fake Slack that judges every message: what do people see?

    python benchmarks/slack_walk.py --world FOLDER --out docs/slack-walkthrough.txt

FOLDER holds world.py, a program that acts as Slack: Web API, signed deliveries, people who click. The app is
`counterpart serve` on the demonstration network, with the scopes of manifest.json and no other. Ends with
status 1 if that Slack refused anything or found anything wrong for a reader.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parent.parent
PEOPLE = ("alice", "bob")
CHANNELS = ("general", "help")

START = 90.0  # seconds until the app answers, on a slow machine: it loads two models
PATIENCE = 60.0  # seconds within which something must be seen
QUIET = 1.5  # seconds without a new message that end a scene; Counterpart posts once a second or faster
ITS_OWN_YES = 4.0  # the same where an office for which nobody stands says yes by itself, after two seconds

NORMALISED = (
    (re.compile(r"https://[a-z]+\.slack\.com/archives/\w+/p\d+"), "https://…/archives/…"),
    (re.compile(r"(Please answer by )[A-Z][a-z]+ \d+, \d{4}"), r"\1…"),
)

Sight = dict[str, Any]


class World:
    """The people and channels of the fake Slack, and what everybody sees."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._names: dict[str, str] = {}

    def do(self, what: str, **arguments: Any) -> Any:
        """Let something happen. Raises RuntimeError with the world's reason if it is impossible."""
        request = Request(f"{self._url}/world/{what}", json.dumps(arguments).encode())
        request.add_header("Content-Type", "application/json")
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise RuntimeError(f"{what}: {error.read().decode()}") from None

    def news(self, since: int, quiet: float) -> list[Sight]:
        """Return what people see since the mark, once nothing came for `quiet` seconds."""
        count, ending = 0, time.monotonic() + PATIENCE
        while time.monotonic() < ending:
            sights = [each for person in PEOPLE for each in self._from_the_app(person, since)]
            if len(sights) > count:
                count, ending = len(sights), time.monotonic() + quiet
            time.sleep(0.1)  # the fake Slack is another process; it can only be asked again
        return self._together(sorted(sights, key=lambda sight: sight["n"]))

    def place(self, channel: str) -> str:
        """Return what a conversation is called."""
        [found] = [each for each in self.do("channels") if each["id"] == channel]
        if found["kind"] in ("public", "private"):
            return f"#{found['name']}"
        return "direct messages" if found["kind"] == "im" else f"a group of {', '.join(found['members'])}"

    def _from_the_app(self, person: str, since: int) -> list[Sight]:
        sights = self.do("timeline", user=person, since=since)
        return [each for each in sights if self._name(each["from"]) not in PEOPLE]

    def _together(self, sights: list[Sight]) -> list[Sight]:
        """Return each message once, with the people who see it."""
        once: dict[tuple[str, ...], Sight] = {}
        for sight in sights:
            key = tuple(str(sight[name]) for name in ("channel", "ts", "how", "text"))
            once.setdefault(key, sight | {"people": []})["people"].append(self._name(sight["user"]))
        return list(once.values())

    def _name(self, user: str) -> str:
        if not self._names:
            self._names = {each["id"]: each["name"] for each in self.do("users")}
        return self._names.get(user, "")


class Walk:
    """Scenes, one after another; `lines` is the transcript."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.lines: list[str] = []

    def scene(self, title: str, what: str, quiet: float = QUIET, **arguments: Any) -> list[Sight]:
        """Let one person do one thing, write down what people then see, and return it."""
        since = self._world.do("mark")["seen"]
        self._world.do(what, **arguments)
        sights = self._world.news(since, quiet)
        self.lines += ["", f"== {title}"]
        for sight in sights:
            self.lines += self._shown(sight)
        return sights

    def ask(self, person: str, channel: str, text: str, title: str) -> Sight:
        """Let a person write a question and return the answer."""
        return self.scene(f"{title}: {text}", "say", user=person, channel=channel, text=text)[-1]

    def command(self, person: str, text: str, title: str) -> Sight:
        """Let a person type /ask in #general and return the last thing that is seen."""
        arguments: dict[str, Any] = {"user": person, "channel": "#general", "command": "/ask", "text": text}
        return self.scene(f"{title}: /ask {text}", "slash", **arguments)[-1]

    def press(self, person: str, message: Sight, label: str, quiet: float = QUIET) -> Sight:
        """Let a person press a button and return the last thing that is seen."""
        where = {"channel": message["channel"], "ts": message["ts"]}
        title = f"{person} presses “{label}”"
        return self.scene(title, "press", quiet, user=person, label=label, **where)[-1]

    def _shown(self, sight: Sight) -> Iterator[str]:
        where = self._world.place(sight["channel"]) + (", in the thread" if sight["thread_ts"] else "")
        how = {"ephemeral": ", only for them", "updated": ", in place of the buttons"}.get(sight["how"], "")
        yield f"-- {' and '.join(sorted(sight['people']))}, in {where}{how}:"
        text = sight["text"]
        for pattern, replacement in NORMALISED:
            text = pattern.sub(replacement, text)
        yield from (f"   {line}".rstrip() for line in text.splitlines())


def walk_through(walk: Walk) -> None:
    """Play every surface and every button of the Slack adapter once."""
    question = "@helperbot mandating vaccines for employees?"
    answer = walk.ask("alice", "#help", question, "alice asks in #help")
    walk.command("bob", f"as {_office(answer)}", "bob stands for the office of the first match")
    consent = walk.press("alice", answer, "Introduce us")
    walk.press("bob", consent, "Accept")
    walk.press("alice", answer, "Helpful")

    walk.ask("alice", "#help", "@helperbot Which cheese goes with figs?", "alice asks what no record answers")

    question = "¿Cómo vacunamos a quienes no salen de casa?"
    answer = walk.ask("alice", "dm", question, "alice asks in direct messages")
    walk.ask("bob", "dm", f"as {_office(answer)}", "bob stands for another office")
    consent = walk.press("alice", answer, "Preséntenos")
    walk.press("bob", consent, "Decline")
    walk.press("alice", answer, "No es útil")
    question = "@helperbot must our employees be vaccinated?"
    walk.ask("bob", "#help", question, "bob asks in #help what alice asked before")

    answer = walk.command("alice", "How do we lower speed limits in the centre?", "alice asks by command")
    walk.press("alice", answer, "Introduce us", ITS_OWN_YES)
    walk.command("alice", "help", "alice wants help")


def _office(answer: Sight) -> str:
    """Return the office, with its place, of the first match that can be introduced."""
    records = map(json.loads, (ROOT / "demo" / "practices.jsonl").read_text(encoding="utf-8").splitlines())
    by_title = {each["title"]: f"{each['contact_role']}, {each['place']}" for each in records}
    shown = re.split(r"\[(?:Introduce us|Preséntenos)\]", answer["text"])[0].splitlines()
    return next(by_title[line] for line in reversed(shown) if line in by_title)


@contextmanager
def running(folder: Path, world_folder: Path) -> Iterator[World]:
    """Start the world and the app, wait until the app is ready, and end both."""
    world_port, app_port = _free_port(), _free_port()
    seed = folder / "seed.json"
    seed.write_text(json.dumps(_seed()), encoding="utf-8")
    world = [sys.executable, str(world_folder / "world.py"), "--port", str(world_port), "--seed", str(seed)]
    world += ["--bot", f"http://127.0.0.1:{app_port}/slack/events"]
    app = [str(Path(sys.executable).with_name("counterpart")), "serve"]
    settings = {
        "COUNTERPART_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'walk.db'}",
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "PORT": str(app_port),
        "SLACK_API_URL": f"http://127.0.0.1:{world_port}/api/",
        "SLACK_BOT_TOKEN": "xoxb-world",
        "SLACK_SIGNING_SECRET": "world-secret",
    }
    with _process(world, folder, {}):
        _wait_for(f"http://127.0.0.1:{world_port}/world/mark")
        with _process(app, folder, settings):
            _wait_for(f"http://127.0.0.1:{app_port}/healthz")
            yield World(f"http://127.0.0.1:{world_port}")


def _seed() -> dict[str, Any]:
    """Return a workspace in which the app has exactly the scopes of the manifest."""
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return {
        "users": [{"name": name} for name in (*PEOPLE, "carol")],
        "channels": [{"name": name} for name in CHANNELS],
        "scopes": manifest["oauth_config"]["scopes"]["bot"],
    }


@contextmanager
def _process(command: list[str], folder: Path, settings: dict[str, str]) -> Iterator[None]:
    """Run a program whose standard error is ours, in a folder without a .env file."""
    process = subprocess.Popen(command, cwd=folder, env=os.environ | settings, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, ConnectionError) as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url} did not answer within {START:.0f} s: {error}") from None
            time.sleep(0.2)  # the server is another process; nothing else could wake us


def _free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def main() -> None:
    """Walk, write the transcript, print it and what was wrong; end with status 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", type=Path, required=True, help="folder that holds world.py")
    parser.add_argument("--out", type=Path, required=True, help="file for the transcript")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), arguments.world.absolute()) as world,
    ):
        walk = Walk(world)
        walk_through(walk)
        problems = world.do("problems")
    transcript = "\n".join(walk.lines).strip() + "\n"
    arguments.out.write_text(transcript, encoding="utf-8")
    print(transcript)
    print(json.dumps(problems, indent=2))
    sys.exit(1 if any(problems.values()) else 0)


if __name__ == "__main__":
    main()
