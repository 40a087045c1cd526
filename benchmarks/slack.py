"""How fast `counterpart serve` acknowledges and answers Slack, beside a bare Bolt application.

Run: `python -m benchmarks.slack`, about five minutes. Slack is a process of its own on this machine, and so
is the server, with the demonstration network and both models; all share the machine's cores with the load.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import aiohttp
import numpy as np
from sqlalchemy import text

from benchmarks import slack_load
from benchmarks.processes import free_port, process, wait_for
from benchmarks.report import Row, write
from benchmarks.slack_fake import SECRET, TOKEN
from benchmarks.slack_load import Load, Sent
from benchmarks.startup import resident_megabytes
from store.engine import open_engine

MIXED_SECONDS = 15
RATE_SECONDS = 2.0  # of one measurement of requests per second
ROUNDS = 3  # such measurements, the bare application and the server in turns
CALM_SECONDS = 20
CHANNELS = 20
STORM = 1_000
STORM_CHANNELS = 100
HOSTILE = 10_000
MOST_GROWTH = 50  # MB: as if each of them left 5 kB behind
QUIET = 3.0  # seconds without a post after which the server has nothing left to do
LONGEST = 90.0  # seconds that any part is waited for


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything runs: the two applications, the fake Slack, the server's process and its log."""

    app: str
    floor: str
    slack: str
    process: int
    log: Path
    folder: Path


def main() -> None:
    """Print and keep the table."""
    with _running() as place:
        rows = asyncio.run(_measure(place))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    rows.append(Row("load of the machine at the end: 1, 5, 15 minutes", load, "-", "shared with other work"))
    write("slack", rows)


async def _measure(place: Place) -> list[Row]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60)) as session:
        app, floor = Load(session, place.app), Load(session, place.floor)
        await app.at_rate([slack_load.question(number) for number in range(len(slack_load.PEOPLE))], 5)
        await _settled(place)  # everybody has been greeted, every channel is known
        rows = await _throughput(place, app, floor)
        for part in (_answered, _acknowledged, _storm, _hostile):
            sys.stderr.write("".join(f"{row.what}: {row.median}\n" for row in rows))
            rows += await part(place, app)
        return rows


async def _acknowledged(place: Place, app: Load) -> list[Row]:
    sent = await app.at_rate(slack_load.mixed(MIXED_SECONDS, 100, 5, CHANNELS), 100)
    assert {each.status for each in sent} == {200}, Counter(each.status for each in sent)
    took = [each.seconds for each in sent]
    await _settled(place)
    stored = [each.seconds for each in sent if not each.delivery.retry]
    return [
        _times("(a) acknowledged, 100 requests/s, 5 of them questions: p99", took, 99, "100 ms"),
        _times("(a) the same: p50", took, 50, "-"),
        _times("(a) only new events: p99", stored, 99, "-"),
    ]


async def _throughput(place: Place, app: Load, floor: Load) -> list[Row]:
    rates: dict[str, list[float]] = {}
    kinds = [("nothing", app, slack_load.chatter), ("stored", app, slack_load.command)]
    kinds += [("bare event", floor, slack_load.chatter), ("bare command", floor, slack_load.command)]
    for _ in range(ROUNDS):
        for name, load, make in kinds:
            rates.setdefault(name, []).append(await load.most_per_second(make, RATE_SECONDS))
        await _settled(place)
    commits = _commits_per_second(place.folder)
    of_event = _shares(rates["nothing"], rates["bare event"])
    of_command = _shares(rates["stored"], rates["bare command"])
    of_commit = _shares([commits] * ROUNDS, rates["bare command"])
    return [
        *(Row(f"(b) {name}, requests/s", *_median(found, "")) for name, found in rates.items()),
        Row(
            "(b) requests that store nothing, share of the bare application's",
            *_median(of_event, " %", "≥ 50 %"),
        ),
        Row("(b) stored requests, share of the bare application's", *_median(of_command, " %", "≥ 20 %")),
        Row("(b) commits of one row alone, share of the bare application's", *_median(of_commit, " %")),
    ]


async def _answered(place: Place, app: Load) -> list[Row]:
    before = len(await _posts(place))
    questions = [slack_load.question(number % CHANNELS) for number in range(5 * CALM_SECONDS)]
    sent = await app.at_rate(questions, 5)
    answers = await _answers(place, sent, before)
    took = [
        min(answers[each.delivery.thread]) - each.moment for each in sent if each.delivery.thread in answers
    ]
    missing = len(sent) - len(took)
    assert not missing, f"{missing} questions without an answer"
    name = f"(c) question to answer, 5/s over {CHANNELS} channels"
    return [_times(f"{name}: p50", took, 50, "80 ms"), _times(f"{name}: p95", took, 95, "250 ms")]


async def _storm(place: Place, app: Load) -> list[Row]:
    before, start = len(await _posts(place)), time.monotonic()
    questions = [slack_load.question(number % STORM_CHANNELS) for number in range(STORM)]
    sent = await asyncio.gather(*map(app.send, questions))
    answers = await _answers(place, sent, before)
    last = max((min(each) for each in answers.values()), default=start + LONGEST) - start
    once = sum(len(each) == 1 for each in answers.values())
    taken = sum(each.status == 200 for each in sent)
    slowest = max(each.seconds for each in sent)
    name = f"(d) {STORM} mentions at once over {STORM_CHANNELS} channels"
    return [
        Row(f"{name}: acknowledged", f"{taken}", f"{STORM}", "one run"),
        Row(f"{name}: slowest acknowledgement", f"{slowest:.2f} s", "3 s", "one run"),
        Row(f"{name}: answered", f"{len(answers)}", f"{STORM}", "one run"),
        Row(f"{name}: answered exactly once", f"{once}", f"{STORM}", "one run"),
        Row(f"{name}: last answer after", f"{last:.1f} s", "90 s", "one run"),
    ]


async def _hostile(place: Place, app: Load) -> list[Row]:
    await _settled(place)
    before, start = resident_megabytes(place.process), place.log.stat().st_size
    statuses: Counter[int] = Counter()
    requests = slack_load.hostile(HOSTILE)
    for first in range(0, HOSTILE, 50):
        sent = await asyncio.gather(*(app.send(*each) for each in requests[first : first + 50]))
        statuses.update(each.status for each in sent)
    await _settled(place)
    after = resident_megabytes(place.process)
    lines = place.log.read_text(encoding="utf-8")[start:].splitlines()
    nameless = [line for line in lines if not _has_reference(line)]
    if nameless:
        sys.stdout.write("\n".join(["Log lines without a reference:", *nameless[:5], ""]))
    said = ", ".join(f"{status or 'closed'}: {count}" for status, count in sorted(statuses.items()))
    wrong = sum(count for status, count in statuses.items() if status >= 500)
    return [
        Row(f"(e) {HOSTILE} hostile requests: answered 5xx", f"{wrong}", "0", said),
        Row("(e) log lines without a reference", f"{len(nameless)}", "0", f"{len(lines)} lines"),
        Row(
            "(e) resident memory grown by",
            f"{after - before:.0f} MB",
            f"{MOST_GROWTH} MB",
            f"from {before:.0f} to {after:.0f} MB, one run",
        ),
    ]


def _has_reference(line: str) -> bool:
    try:
        return bool(json.loads(line).get("reference"))
    except ValueError:
        return False


async def _posts(place: Place, since: int = 0) -> list[list[Any]]:
    address = f"{place.slack}/posts?since={since}"
    return list(await asyncio.to_thread(lambda: json.load(urlopen(address, timeout=30))))


async def _settled(place: Place) -> None:
    """Wait until nothing was posted for a while."""
    count, changed, ending = -1, time.monotonic(), time.monotonic() + LONGEST
    while time.monotonic() < min(changed + QUIET, ending):
        now = len(await _posts(place))
        count, changed = now, changed if now == count else time.monotonic()
        await asyncio.sleep(0.2)


async def _answers(place: Place, sent: Sequence[Sent], before: int) -> dict[str, list[float]]:
    """Return by thread when it was answered, once all were or the longest time has passed."""
    wanted, ending = {each.delivery.thread for each in sent}, time.monotonic() + LONGEST
    found: dict[str, list[float]] = {}
    while set(found) != wanted and time.monotonic() < ending:
        await asyncio.sleep(0.2)
        found = _by_thread(await _posts(place, before), wanted)
    await _settled(place)  # an answer that comes twice comes after the first
    return _by_thread(await _posts(place, before), wanted)


def _by_thread(posts: Sequence[Sequence[Any]], wanted: set[str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for moment, _, thread, key in posts:
        if thread in wanted and key.endswith(f"{thread}:0"):  # the answer itself: not what follows it
            found.setdefault(thread, []).append(moment)
    return found


def _commits_per_second(folder: Path) -> float:
    """Return how often one row can be written durably in a second, with the server's own settings."""
    engine = open_engine(f"sqlite:///{folder / 'commits.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE row (name TEXT PRIMARY KEY)"))
    start, count = time.monotonic(), 0
    while time.monotonic() < start + 1:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO row VALUES (:name)"), {"name": f"{count}"})
        count += 1
    engine.dispose()
    return count / (time.monotonic() - start)


def _shares(ours: Sequence[float], floors: Sequence[float]) -> list[float]:
    return [100 * mine / floor for mine, floor in zip(ours, floors, strict=True)]


def _median(found: Sequence[float], unit: str, bar: str = "-") -> tuple[str, str, str]:
    spread = f"{min(found):.0f} to {max(found):.0f}{unit}"
    return f"{statistics.median(found):.0f}{unit}", bar, spread


def _times(name: str, seconds: Sequence[float], percentile: int, bar: str) -> Row:
    value, longest = np.percentile(seconds, percentile), max(seconds)
    return Row(
        name, f"{1000 * value:.0f} ms", bar, f"{len(seconds)} requests, longest {1000 * longest:.0f} ms"
    )


@contextmanager
def _running() -> Iterator[Place]:
    """Start the fake Slack, the bare application and the server; wait for them, and end them."""
    slack, floor, app = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory() as name:
        folder, log = Path(name), Path(name, "log")
        settings = {
            "COUNTERPART_DEMO": "1",
            "DATABASE_URL": f"sqlite:///{folder / 'counterpart.db'}",
            "PORT": str(app),
            "SLACK_API_URL": f"http://127.0.0.1:{slack}/api/",
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
        }
        python, root = [sys.executable, "-m"], Path(__file__).parent.parent
        serve = [str(Path(sys.executable).with_name("counterpart")), "serve"]
        with (
            process([*python, "benchmarks.slack_fake", str(slack)], root, {}, folder / "slack.log"),
            process([*python, "benchmarks.slack_floor", str(floor)], root, {}, folder / "floor.log"),
        ):
            wait_for(f"http://127.0.0.1:{slack}/posts?since=0")
            with process(serve, folder, settings, log) as server:
                wait_for(f"http://127.0.0.1:{app}/healthz")
                ours, bare = (f"http://127.0.0.1:{port}/slack/events" for port in (app, floor))
                yield Place(ours, bare, f"http://127.0.0.1:{slack}", server.pid, log, folder)


if __name__ == "__main__":
    main()
