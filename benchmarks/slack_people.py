"""People in a fake Slack who act and look, and the app that they talk to: what slack_walk.py plays with."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from sqlalchemy import select, update

from benchmarks.processes import free_port, process, wait_for
from store import tables
from store.columns import UtcDateTime
from store.engine import open_engine

ROOT = Path(__file__).parent.parent
COUNTERPART = str(Path(sys.executable).with_name("counterpart"))
OFFICIALS, STAFF, COLLEAGUE = ("alice", "bob", "carol"), "dana", "erin"
PEOPLE = (*OFFICIALS, STAFF, COLLEAGUE)
# Channels and who is in them; the private one is that of staff.
CHANNELS = {"general": OFFICIALS, "help": OFFICIALS, "staff": (STAFF,)}
# The same where two curate, who read what officials write.
CURATED = {"general": PEOPLE, "help": PEOPLE, "staff": (STAFF, COLLEAGUE)}

PATIENCE = 60.0  # seconds within which something must be seen
MINUTE = 70.0  # the same for what is due: the server looks once a minute
QUIET = 2.0  # seconds without a new message that end a scene; Counterpart posts once a second or faster
THINKING = 7.0  # the same after a question: on a busy machine a notice comes so long before the answer
A_WEEKEND = 4  # days that hold one and a working day
ITS_OWN_YES = 4.0  # the same where an office for which nobody stands says yes by itself, after two seconds

NORMALISED = (
    # The days of summaries are those of the run.
    (re.compile(r"(This week in \w+: |Your summary: |The next one: )[^\n]+?, \d{4}"), r"\1…"),
    (re.compile(r"(?m)^[A-Z][a-z]+ \d+, \d{4}, (sent|skipped|not sent)"), r"…, \1"),
    (re.compile(r"https://[a-z]+\.slack\.com/archives/\w+/p\d+"), "https://…/archives/…"),
    (re.compile(r"\{((?:[^/{}]+ / ){3})(?:[^/{}]+ / ){3,}[^{}]*\}"), r"{\1…}"),  # a long menu
    (re.compile(r"(Please answer by )[A-Z][a-z]+ \d+, \d{4}"), r"\1…"),
)

SHORTCUTS = {  # names of manifest.json
    "ask_about_this": "See what peers tried",
    "ask_peers": "Ask what peers tried",
    "record_of_this": "Make a record of this",
    "use_as_answer": "Use as answer",
}

Sight = dict[str, Any]


class World:
    """The people and channels of the fake Slack, and what everybody sees."""

    def __init__(self, url: str, folder: Path = ROOT, settings: dict[str, str] | None = None) -> None:
        self._url, self._folder, self._settings = url, folder, settings or {}
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

    def let_pass(self, days: int) -> None:
        """Let days pass for the server, whose clock is the machine's: all that it remembers gets older."""
        engine = open_engine(self._settings["DATABASE_URL"])
        with engine.begin() as connection:
            for table in tables.metadata.sorted_tables:
                moments = [column for column in table.columns if isinstance(column.type, UtcDateTime)]
                for row in connection.execute(select(table)).mappings().all() if moments else ():
                    this = [column == row[column] for column in table.primary_key]
                    older = {each: row[each] - timedelta(days) for each in moments if row[each]}
                    if older:
                        connection.execute(update(table).where(*this).values(older))
        engine.dispose()

    def bring_in(self, records: list[dict[str, Any]]) -> None:
        """Import records by the command line, as whoever runs the app does."""
        file = self._folder / "records.jsonl"
        file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        import_file(file, self._folder, self._settings)

    def news(self, since: int, quiet: float, patience: float = PATIENCE) -> list[Sight]:
        """Return what people see since the mark, once nothing came for `quiet` seconds."""
        count, ending = 0, time.monotonic() + patience
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
        sights = self._seen(title, self._world.news(since, quiet))
        for field, mistake in ((done or {}).get("errors") or {}).items() if isinstance(done, dict) else ():
            self.lines.append(f"   {field}: {mistake}")
        return sights

    def later(self, title: str, days: int) -> list[Sight]:
        """Let days pass and return what people then see."""
        since = self._world.do("mark")["seen"]
        self._world.let_pass(days)
        return self._seen(title, self._world.news(since, QUIET, MINUTE))

    def until(self, title: str, person: str, text: str) -> Sight:
        """Let days pass until the person sees this text, which the app keeps for their working hours.

        Whatever day it is: a few days more end with a working one.
        """
        self._seen(title, [])
        for _turn in range(5):  # found in one minute, put off in the next on a weekend, said in a third one
            since = self._world.do("mark")["seen"]
            self._world.let_pass(A_WEEKEND)
            for sight in self._world.news(since, QUIET, MINUTE):
                self.lines += self._shown(sight)
            if found := self.seen(person, text):
                return found[-1]
        raise TimeoutError(f"{person} saw nothing with “{text}”")

    def seen(self, person: str, text: str) -> list[Sight]:
        """Return the messages of the app with this text in it that the person has seen, the latest last."""
        sights = self._world.do("timeline", user=person, since=0)
        return [dict(each) for each in sights if each["channel"] and text in each["text"]]

    def bring_in(self, title: str, records: list[dict[str, Any]]) -> None:
        """Let whoever runs the app import records."""
        self.lines += ["", f"== {title}"]
        self._world.bring_in(records)

    def _seen(self, title: str, sights: list[Sight]) -> list[Sight]:
        self.lines += ["", f"== {title}"]
        for sight in sights:
            self.lines += self._shown(sight)
        return sights

    def ask(self, person: str, channel: str, text: str, title: str) -> Sight:
        """Let a person write a question and return the answer."""
        return self.scene(f"{title}: {text}", "say", THINKING, user=person, channel=channel, text=text)[-1]

    def command(self, person: str, text: str, title: str, command: str = "/ask") -> Sight:
        """Let a person type a command in #general and return the last thing that is seen."""
        arguments: dict[str, Any] = {"user": person, "channel": "#general", "command": command, "text": text}
        quiet = THINKING if command == "/ask" else QUIET
        return self.scene(f"{title}: {command} {text}".rstrip(), "slash", quiet, **arguments)[-1]

    def say(self, person: str, channel: str, text: str, thread: str | None = None) -> str:
        """Let a person write what is not for the app; return which message it is."""
        said = self._world.do("say", user=person, channel=channel, text=text, thread_ts=thread)
        self.lines += ["", f"== {person} writes in {channel}{', in the thread' if thread else ''}: {text}"]
        return str(said["ts"])

    def shortcut(self, person: str, callback: str, **at: str) -> Sight:
        """Let a person choose a shortcut, at a message or from anywhere, and return what opens."""
        title = f"{person} chooses “{SHORTCUTS[callback]}”" + (" at that message" if at else "")
        return self.scene(title, "shortcut", QUIET, user=person, callback_id=callback, **at)[-1]

    def suggestions(self, person: str) -> None:
        """Let a person open the conversation with the app and write down what it suggests."""
        self._world.do("open_home", user=person, tab="messages")
        shown = self._suggested(person)
        self.lines += ["", f"== {person} opens the conversation with the bot", f"   {shown['title']}"]
        self.lines += [f"   ({each['title']})" for each in shown["prompts"]]

    def _suggested(self, person: str) -> dict[str, Any]:
        """Return what stands there once it does: the app suggests behind its acknowledgement."""
        end = time.monotonic() + MINUTE
        while time.monotonic() < end:
            shown = self._world.do("status", user=person, channel="dm")["prompts"]
            if shown is not None:
                return dict(shown)
            time.sleep(0.1)  # the world tells nobody when it is asked for suggestions
        raise TimeoutError(f"nothing was suggested to {person}")

    def home(self, person: str) -> Sight:
        """Let a person open the app's Home tab and return what stands there."""
        return self.scene(f"{person} opens the Home tab", "open_home", user=person)[-1]

    def find(self, person: str, typed: str, meant: str = "") -> str:
        """Let a person type into the search field of the open form; return the choice with this beginning.

        They type at once: nothing that the server could still be reading gets any time.
        """
        offered = self._world.do("options", user=person, action_id="search", text=typed)["options"]
        self.lines.append(f"   {person} types “{typed}” and is offered: {'; '.join(offered[:4])}")
        return next(str(each) for each in offered if each.startswith(meant))

    def fill_in(self, person: str, values: dict[str, Any]) -> list[Sight]:
        """Let a person fill in and send the open form: of each label the value, of menus the choice."""
        shown = {
            label: value if isinstance(value, str) else ", ".join(value) for label, value in values.items()
        }
        said = "; ".join(f"{label}: {value}" for label, value in shown.items())
        title = f"{person} fills in: {said}" if said else f"{person} sends the form as it is"
        return self.scene(title, "submit", user=person, values=values)

    def press(self, person: str, message: Sight, label: str, quiet: float = QUIET) -> Sight:
        """Let a person press a button and return the last thing that is seen."""
        where = {"channel": message["channel"], "ts": message["ts"]}
        title = f"{person} presses “{label}”"
        return self.scene(title, "press", quiet, user=person, label=label, **where)[-1]

    def latest(self, person: str, text: str) -> Sight:
        """Return the latest message of the app with this text in it, once the person sees one."""
        ending = time.monotonic() + PATIENCE
        while time.monotonic() < ending:
            if found := self.seen(person, text):
                return found[-1]
            time.sleep(0.1)  # the fake Slack is another process; it can only be asked again
        raise TimeoutError(f"{person} saw nothing with “{text}”")

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
def running(
    folder: Path, world_folder: Path, channels: Mapping[str, Sequence[str]], *, demonstration: bool
) -> Iterator[World]:
    """Start the world and the app, wait until the app is ready, and end both.

    The network is the demonstration, or one of its own: with its records, no members, and as staff who is in
    their channel.
    """
    world_port, app_port = free_port(), free_port()
    seed = folder / "seed.json"
    seed.write_text(json.dumps(_seed(channels)), encoding="utf-8")
    world = [sys.executable, str(world_folder / "world.py"), "--port", str(world_port), "--seed", str(seed)]
    world += ["--bot", f"http://127.0.0.1:{app_port}/slack/events"]
    settings = {
        "COUNTERPART_DEMO": "1" if demonstration else "0",
        "DATABASE_URL": f"sqlite:///{folder / 'walk.db'}",
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "PORT": str(app_port),
        "SLACK_API_URL": f"http://127.0.0.1:{world_port}/api/",
        "SLACK_BOT_TOKEN": "xoxb-world",
        "SLACK_SIGNING_SECRET": "world-secret",
    }
    people = World(f"http://127.0.0.1:{world_port}", folder, settings)
    with process(world, folder, {}):
        wait_for(f"http://127.0.0.1:{world_port}/world/mark")
        if not demonstration:
            settings |= _staff(people, channels["staff"])
            import_file(ROOT / "demo" / "practices.jsonl", folder, settings)
        with process([COUNTERPART, "serve"], folder, settings):
            wait_for(f"http://127.0.0.1:{app_port}/healthz")
            yield people


def import_file(file: Path, folder: Path, settings: dict[str, str]) -> None:
    """Import a file of records by the command line."""
    command = [COUNTERPART, "import", str(file), "--yes"]
    subprocess.run(command, cwd=folder, env=os.environ | settings, check=True, capture_output=True)


def _staff(world: World, names: Sequence[str]) -> dict[str, str]:
    """Return the settings that name who is staff, and the channel in which they read their tasks."""
    people = [each["id"] for each in world.do("users") if each["name"] in names]
    [channel] = [each["id"] for each in world.do("channels") if each["name"] == "staff"]
    return {"STAFF_SLACK_USERS": ",".join(people), "STAFF_SLACK_CHANNEL": channel}


def _seed(channels: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a workspace in which the app has exactly the scopes of the manifest."""
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return {
        "users": [{"name": name} for name in PEOPLE],
        "channels": [
            {"name": name, "members": members, "private": name == "staff"}
            for name, members in channels.items()
        ],
        "scopes": manifest["oauth_config"]["scopes"]["bot"],
    }
