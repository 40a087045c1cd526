"""Walk through Counterpart over Socket Mode, against a fake Slack that judges every message.

    python -m benchmarks.slack_socket --world FOLDER

FOLDER holds world.py, a program that acts as Slack. Ends with status 1 if that Slack refused anything, found
anything wrong for a reader, waited too long for an acknowledgement, or saw an answer lost or twice.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.faulty_checks import excused
from benchmarks.processes import free_port, process, wait_for
from benchmarks.slack_people import CHANNELS, PEOPLE, QUIET, ROOT, Walk, World

ACROSS = 20.0  # seconds for what was under way when the connections ended: Slack repeats it after a second
READING = 20.0  # seconds in which somebody reads a form, and the server reads its list of cities
QUESTION = "@helperbot mandating vaccines for employees?"


def walk_through(walk: Walk, world: World, cuts: list[tuple[float, float]]) -> list[str]:
    """Ask, press, fill in a form, and lose every connection in the middle; return what went wrong.

    When the connections were cut is added to `cuts`.
    """
    answer = walk.ask("alice", "#help", QUESTION, "alice asks in #help")
    walk.press("alice", answer, "Helpful")
    walk.command("alice", "help", "alice wants help")
    _fill_in_profile(walk)
    wrong = []
    for number in range(3):
        wrong += _asked_while_connections_end(world, number, cuts)
    walk.home("bob")
    return wrong


def _fill_in_profile(walk: Walk) -> None:
    """Open the form, get choices while typing, and send it without what it needs: it answers with errors."""
    walk.command("bob", "", "bob wants to join", "/profile")
    time.sleep(READING)  # a person reads the form before typing; READING says why so long
    place = walk.find("bob", "Bolton")
    walk.fill_in("bob", {"place": place, "Your office": "Public health department"})


def _asked_while_connections_end(world: World, number: int, cuts: list[tuple[float, float]]) -> list[str]:
    since = world.do("mark")["seen"]
    question = f"@helperbot How do we keep heavy lorries out of the centre at night? ({number})"
    asked = world.do("say", user="alice", channel="#help", text=question)
    begun = time.time()
    world.do("disconnect")
    cuts.append((begun, time.time()))
    ending, count = time.monotonic() + ACROSS, 0
    while time.monotonic() < ending and not count:
        time.sleep(0.2)  # another process; it can only be asked again
        count = _answers(world, since, asked)
    time.sleep(QUIET)  # an answer that comes twice comes soon after the first
    count = _answers(world, since, asked)
    return [] if count == 1 else [f"question {number}, asked as the connections ended: {count} answers"]


def _answers(world: World, since: int, asked: Any) -> int:
    sights = world.do("timeline", user="alice", since=since)
    return sum(each["thread_ts"] == asked["ts"] and each["how"] != "updated" for each in sights)


@contextmanager
def running(folder: Path, world_folder: Path) -> Iterator[World]:
    """Start the world and the app, which connects to it, and end both."""
    port, health = free_port(), free_port()
    address = f"http://127.0.0.1:{port}"
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    seed = folder / "seed.json"
    people, channels = ([{"name": name} for name in names] for names in (PEOPLE, CHANNELS))
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    seed.write_text(json.dumps({"users": people, "channels": channels, "scopes": scopes}), encoding="utf-8")
    world = [sys.executable, str(world_folder / "world.py"), "--port", str(port), "--seed", str(seed)]
    world += ["--opt", 'transport="socket"']
    settings = {
        "COUNTERPART_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'walk.db'}",
        "PORT": str(health),
        "SLACK_API_URL": f"{address}/api/",
        "SLACK_APP_TOKEN": "xapp-world",
        "SLACK_BOT_TOKEN": "xoxb-world",
    }
    serve = [str(Path(sys.executable).with_name("counterpart")), "serve"]
    with process(world, folder, {}, folder / "world.log"):
        wait_for(f"{address}/world/mark")
        with process(serve, folder, settings, folder / "log"):
            wait_for(f"http://127.0.0.1:{health}/healthz")
            yield World(address)


def main() -> None:
    """Walk, print what was seen and what was wrong; end with status 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", type=Path, required=True, help="folder that holds world.py")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running(folder, arguments.world.absolute()) as world:
            walk = Walk(world)
            cuts: list[tuple[float, float]] = []
            wrong = walk_through(walk, world, cuts)
            problems = world.do("problems") | {"answers": wrong}
            # What was on its way at a cut is lost with its connection, by design; nothing else is.
            problems["late_or_failed"] = [
                each for each in problems["late_or_failed"] if not excused(each, cuts)
            ]
        log = (folder / "log").read_text(encoding="utf-8")
    print("\n".join(walk.lines), json.dumps(problems, indent=2), log, sep="\n\n")
    sys.exit(1 if any(problems.values()) else 0)


if __name__ == "__main__":
    main()
