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
PEOPLE = ("alice", "bob", "carol")
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

    def place(self, channel: str | None) -> str:
        """Return what a conversation is called; what is in none, is a window of the app."""
        if channel is None:
            return "a window of the app"
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
        done = self._world.do(what, **arguments)
        sights = self._world.news(since, quiet)
        self.lines += ["", f"== {title}"]
        for sight in sights:
            self.lines += self._shown(sight)
        for field, mistake in ((done or {}).get("errors") or {}).items() if isinstance(done, dict) else ():
            self.lines.append(f"   {field}: {mistake}")
        return sights

    def ask(self, person: str, channel: str, text: str, title: str) -> Sight:
        """Let a person write a question and return the answer."""
        return self.scene(f"{title}: {text}", "say", user=person, channel=channel, text=text)[-1]

    def command(self, person: str, text: str, title: str, command: str = "/ask") -> Sight:
        """Let a person type a command in #general and return the last thing that is seen."""
        arguments: dict[str, Any] = {"user": person, "channel": "#general", "command": command, "text": text}
        return self.scene(f"{title}: {command} {text}".rstrip(), "slash", **arguments)[-1]

    def home(self, person: str) -> Sight:
        """Let a person open the app's Home tab and return what stands there."""
        return self.scene(f"{person} opens the Home tab", "open_home", user=person)[-1]

    def find(self, person: str, typed: str) -> str:
        """Let a person type into the search field of the open form; return the first choice it offers."""
        offered = self._world.do("options", user=person, action_id="search", text=typed)["options"]
        self.lines.append(f"   {person} types “{typed}” and is offered: {', '.join(offered[:3])}")
        return str(offered[0])

    def fill_in(self, person: str, values: dict[str, Any]) -> list[Sight]:
        """Let a person fill in and send the open form: of each label the value, of menus the choice."""
        said = "; ".join(f"{label}: {value}" for label, value in values.items())
        return self.scene(f"{person} fills in: {said}", "submit", user=person, values=values)

    def press(self, person: str, message: Sight, label: str, quiet: float = QUIET) -> Sight:
        """Let a person press a button and return the last thing that is seen."""
        where = {"channel": message["channel"], "ts": message["ts"]}
        title = f"{person} presses “{label}”"
        return self.scene(title, "press", quiet, user=person, label=label, **where)[-1]

    def latest(self, person: str, text: str) -> Sight:
        """Return the latest message of the app that the person sees with this text in it."""
        sights = self._world.do("timeline", user=person, since=0)
        return next(each for each in reversed(sights) if each["channel"] and text in each["text"])

    def _shown(self, sight: Sight) -> Iterator[str]:
        where = self._world.place(sight["channel"]) + (", in the thread" if sight["thread_ts"] else "")
        where = "the Home tab" if sight["how"] == "home" else where
        how = {"ephemeral": ", only for them", "updated": ", in place of the buttons"}.get(sight["how"], "")
        yield f"-- {' and '.join(sorted(sight['people']))}, in {where}{how}:"
        text = sight["text"]
        for pattern, replacement in NORMALISED:
            text = pattern.sub(replacement, text)
        yield from (f"   {line}".rstrip() for line in text.splitlines())


def walk_through(walk: Walk) -> None:
    """Play every surface and every button of the Slack adapter once, with three officials."""
    question = "@helperbot mandating vaccines for employees?"
    answer = walk.ask("alice", "#help", question, "alice asks in #help")
    stand_for(walk, "bob", answer, match=1)
    accept(walk, answer)
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
    visit_pages(walk)


def stand_for(walk: Walk, person: str, answer: Sight, match: int) -> None:
    """Let a person stand for the office of a match that can be introduced, the first one being 1."""
    walk.command(person, f"as {_office(answer, match)}", f"{person} stands for the office of match {match}")


def accept(walk: Walk, answer: Sight) -> None:
    """Play an introduction by the first match to which bob says yes."""
    consent = walk.press("alice", answer, "Introduce us")
    walk.press("bob", consent, "Accept")


def decline_then_next(walk: Walk, answer: Sight) -> None:
    """Play an introduction to which bob says no, and carol, whom the bot asks next, says yes."""
    consent = walk.press("alice", answer, "Introduce us")
    walk.press("bob", consent, "Decline")
    walk.home("alice")
    walk.home("carol")
    asked_next = walk.latest("carol", "[Accept]")
    walk.press("carol", asked_next, "Accept")


def join(walk: Walk, person: str, place: str, values: dict[str, Any]) -> None:
    """Let a person join by /profile: search their place, fill in the rest, and see it on the Home tab."""
    walk.command(person, "", f"{person} wants to join", "/profile")
    found = {"place": walk.find(person, place)} if place else {}
    walk.fill_in(person, found | values)
    walk.home(person)


def visit_pages(walk: Walk) -> None:
    """Play what belongs to no question: the Home tab and the use of /profile and /staff."""
    walk.home("carol")
    walk.command("carol", "help", "carol wants to know how to join", "/profile")
    walk.command("carol", "help", "carol wants to know about staff", "/staff")


def _office(answer: Sight, match: int = 1) -> str:
    """Return the office, with its place, of a match that can be introduced, the first one being 1."""
    records = map(json.loads, (ROOT / "demo" / "practices.jsonl").read_text(encoding="utf-8").splitlines())
    by_title = {each["title"]: f"{each['contact_role']}, {each['place']}" for each in records}
    shown = re.split(r"\[(?:Introduce us|Preséntenos)\]", answer["text"])[match - 1].splitlines()
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
        "users": [{"name": name} for name in PEOPLE],
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
