"""People in a fake Slack who act and look, and the app that they talk to: what slack_walk.py plays with."""

import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.processes import free_port, process, wait_for

ROOT = Path(__file__).parent.parent
PEOPLE = ("alice", "bob", "carol")
CHANNELS = ("general", "help")

PATIENCE = 60.0  # seconds within which something must be seen
QUIET = 1.5  # seconds without a new message that end a scene; Counterpart posts once a second or faster
# Seconds in which a person reads a form before they type; names of cities are loaded meanwhile.
READING = 10.0
ITS_OWN_YES = 4.0  # the same where an office for which nobody stands says yes by itself, after two seconds

NORMALISED = (
    (re.compile(r"https://[a-z]+\.slack\.com/archives/\w+/p\d+"), "https://…/archives/…"),
    (re.compile(r"\{((?:[^/{}]+ / ){3})(?:[^/{}]+ / ){3,}[^{}]*\}"), r"{\1…}"),  # a long menu
    (re.compile(r"(Please answer by )[A-Z][a-z]+ \d+, \d{4}"), r"\1…"),
)

SHORTCUTS = {"ask_about_this": "Ask peers about this", "ask_peers": "Ask peers"}  # names of manifest.json

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

    def say(self, person: str, channel: str, text: str, thread: str | None = None) -> str:
        """Let a person write what is not for the app; return which message it is."""
        said = self._world.do("say", user=person, channel=channel, text=text, thread_ts=thread)
        self.lines += ["", f"== {person} writes in {channel}{', in the thread' if thread else ''}: {text}"]
        return str(said["ts"])

    def shortcut(self, person: str, callback: str, **at: str) -> Sight:
        """Let a person choose a shortcut, at a message or from anywhere, and return what opens."""
        title = f"{person} chooses “{SHORTCUTS[callback]}”" + (" at that message" if at else "")
        return self.scene(title, "shortcut", user=person, callback_id=callback, **at)[-1]

    def suggestions(self, person: str) -> None:
        """Let a person open the conversation with the app and write down what it suggests."""
        self._world.do("open_home", user=person, tab="messages")
        shown = self._world.do("status", user=person, channel="dm")["prompts"]
        self.lines += ["", f"== {person} opens the conversation with the bot", f"   {shown['title']}"]
        self.lines += [f"   ({each['title']})" for each in shown["prompts"]]

    def home(self, person: str) -> Sight:
        """Let a person open the app's Home tab and return what stands there."""
        return self.scene(f"{person} opens the Home tab", "open_home", user=person)[-1]

    def find(self, person: str, typed: str) -> str:
        """Let a person type into the search field of the open form; return the first choice it offers."""
        time.sleep(READING)  # a person reads the form before typing; READING says why so long
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


@contextmanager
def running(folder: Path, world_folder: Path) -> Iterator[World]:
    """Start the world and the app, wait until the app is ready, and end both."""
    world_port, app_port = free_port(), free_port()
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
    with process(world, folder, {}):
        wait_for(f"http://127.0.0.1:{world_port}/world/mark")
        with process(app, folder, settings):
            wait_for(f"http://127.0.0.1:{app_port}/healthz")
            yield World(f"http://127.0.0.1:{world_port}")


def _seed() -> dict[str, Any]:
    """Return a workspace in which the app has exactly the scopes of the manifest."""
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return {
        "users": [{"name": name} for name in PEOPLE],
        "channels": [{"name": name} for name in CHANNELS],
        "scopes": manifest["oauth_config"]["scopes"]["bot"],
    }
