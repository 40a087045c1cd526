"""What must hold after the storm: every promise of delivery, looked up with the people and in the store."""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, select

from benchmarks.faulty_people import PATIENCE, Asked, Played
from benchmarks.faulty_servers import TEAMS, Stand
from benchmarks.slack_people import Sight
from store import tables
from store.engine import open_engine

QUIET = 6.0  # seconds without news after which nothing more is expected: a second answer comes with the first
LOOKING = 1.0

_NUMBER = re.compile(r"\(case (\d+)\)")


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is there to be looked at, once nothing happens any more."""

    sights: dict[str, list[Sight]]  # of each person, only what the app says
    calls: list[dict[str, Any]]
    problems: dict[str, list[dict[str, Any]]]
    deliveries: Sequence[Row[Any]]
    log: list[dict[str, Any]]


def look(stand: Stand) -> Seen:
    """Wait until nothing happens any more and return what is there."""
    _settle(stand)
    return Seen(
        {person: list(_from_the_app(stand, person)) for names in TEAMS.values() for person in names},
        stand.world.do("log", kind="api"),
        stand.world.do("problems"),
        _deliveries(stand),
        list(_lines(stand)),
    )


def broken(stand: Stand, played: Played, seen: Seen) -> list[str]:
    """Return every promise that was broken, in words."""
    return [
        *played.wrong,
        *_refused_or_ugly(stand, seen),
        *(problem for each in played.asked for problem in _answered_wrongly(each, seen)),
        *_twice(seen),
        *_cards(played, seen),
        *_overtaken(seen),
        *_of_another_workspace(played, seen),
        *_unexpected(seen),
    ]


def excused(entry: dict[str, Any], away: Sequence[tuple[float, float]]) -> bool:
    """Say whether a delivery was under way, in part at least, while the process it went to was away."""
    ended = entry["t"]
    began = ended - entry["ms"] / 1000
    return any(began <= end and ended >= start for start, end in away)


def _refused_or_ugly(stand: Stand, seen: Seen) -> Iterator[str]:
    for kind in ("violations", "lint"):
        yield from (f"{kind}: {json.dumps(each)[:300]}" for each in seen.problems[kind])
    for each in seen.problems["late_or_failed"]:
        asked_for_again = _asked_for_again(each, socket=stand.setup.socket)
        if not excused(each, stand.servers.away) and not asked_for_again:
            yield f"late or failed: {json.dumps(each)[:300]}"


def _asked_for_again(entry: dict[str, Any], *, socket: bool) -> bool:
    """Say whether it is a Home tab that Slack did not take: nothing of it is stored, so Slack repeats it.

    Over HTTP the answer is 500, and one that is late is late; over Socket Mode there is none, which Slack
    takes for a time-out.
    """
    failed = entry["status"] == 500 or (socket and entry["error"] == "http_timeout")
    return bool(entry["what"] == "app_home_opened" and failed)


def _answered_wrongly(asked: Asked, seen: Seen) -> Iterator[str]:
    count = len(answers_to(asked, seen))
    if not asked.acknowledged <= count <= asked.sent or not count:
        how_often = f"sent {asked.sent} times, taken {asked.acknowledged} times"
        yield f"{asked.text!r} of {asked.person}, {how_often}: {count} answers"


def answers_to(asked: Asked, seen: Seen) -> list[str]:
    """Return the moments at which the answers to a question were posted: one by each key of ours."""
    if not asked.moment:  # a command: what comes in direct messages repeats the question
        mark, sights = f"(case {asked.number})", seen.sights[asked.person]
        return [each["ts"] for each in sights if each["how"] == "message" and mark in each["text"]]
    return [key for key in _posted_keys(seen) if f":{asked.moment}:0" in key and key.endswith(":0")]


def _posted_keys(seen: Seen) -> list[str]:
    posts = (each for each in seen.calls if each["method"] == "chat.postMessage" and each["ok"])
    told = (each["args"].get("metadata") for each in posts)
    return [each["event_payload"]["key"] for each in told if isinstance(each, dict)]


def _twice(seen: Seen) -> Iterator[str]:
    for key, n in Counter(_posted_keys(seen)).items():
        if n > 1:
            yield f"posted {n} times: {key}, {_history(key, seen)}"
    for person, sights in seen.sights.items():
        private = Counter(
            (each["thread_ts"], each["text"])
            for each in sights
            if each["how"] == "ephemeral" and each["thread_ts"]
        )
        yield from (f"{person} saw {n} times: {what}" for what, n in private.items() if n > 1)


def _history(key: str, seen: Seen) -> list[tuple[float, str]]:
    """Return when which call about this message ended how."""
    told = ((each, json.dumps(each.get("args", {}))) for each in seen.calls)
    return [(each["t"], f"{each['method']} {each['error'] or 'ok'}") for each, args in told if key in args]


def _cards(played: Played, seen: Seen) -> Iterator[str]:
    cards = [each for each in seen.sights["bob"] if "[Accept]" in each["text"] and each["how"] == "message"]
    brought = [each for each in seen.sights["bob"] if "You both agreed to talk" in each["text"]]
    if not len(cards) == len(brought) == played.introduced:
        yield f"{played.introduced} introductions: {len(cards)} requests, {len(brought)} conversations"


def _overtaken(seen: Seen) -> Iterator[str]:
    lanes: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in seen.deliveries:
        if row.state == "sent" and row.paced:
            lanes[row.conversation, row.thread].append(row)
    for rows in lanes.values():
        for before, after in pairwise(rows):
            if float(before.posted) >= float(after.posted):
                yield f"{after.key} was posted before {before.key}"


def _of_another_workspace(played: Played, seen: Seen) -> Iterator[str]:
    home = {person: team for team, names in TEAMS.items() for person in names}
    # The form of /profile shows what others of the network asked, and both workspaces are in one network.
    said = [
        (person, each) for person, sights in seen.sights.items() for each in sights if each["how"] != "modal"
    ]
    for person, sight in said:
        for number in map(int, _NUMBER.findall(sight["text"])):
            asker = played.asked[number].person
            if home[asker] != home[person]:
                yield f"{person} saw a question of {asker}, of another workspace: {sight}"
    for row in seen.deliveries:
        parts, workspace = row.key.split(":"), json.loads(row.address)["workspace"]
        if parts[0] == "slack" and workspace != f"slack:{parts[1]}":
            yield f"{row.key} went to {workspace}"


def _unexpected(seen: Seen) -> Iterator[str]:
    for row in seen.deliveries:
        private = json.loads(row.address)["way"] == "only_to"
        if row.state == "waiting" or (row.state == "failed" and not private):
            yield f"{row.key} is {row.state}: {row.failure}"
    for line in seen.log:
        if line.get("event") == "event failed":
            yield f"an event failed: {line}"


def _settle(stand: Stand) -> None:
    ending, changed, before = time.monotonic() + PATIENCE, time.monotonic(), -1
    while time.monotonic() < min(ending, changed + QUIET):
        waiting = sum(row.state == "waiting" for row in _deliveries(stand))
        now = stand.world.do("mark")["log"]
        idle = stand.world.do("idle", timeout=0.1)["idle"]
        if waiting or now != before or not idle:
            before, changed = now, time.monotonic()
        time.sleep(LOOKING)  # other processes; they can only be asked again


def _from_the_app(stand: Stand, person: str) -> Iterator[Sight]:
    people = {each["id"] for each in stand.world.do("users") if not each["is_bot"]}
    for sight in stand.world.do("timeline", user=person, since=0):
        if sight["from"] not in people:
            yield sight


def _deliveries(stand: Stand) -> Sequence[Row[Any]]:
    engine = open_engine(stand.database)
    with engine.connect() as connection:
        rows = connection.execute(select(tables.delivery).order_by(tables.delivery.c.id)).all()
    engine.dispose()
    return rows


def _lines(stand: Stand) -> Iterator[dict[str, Any]]:
    for line in (stand.folder / "log").read_text(encoding="utf-8").splitlines():
        try:
            yield dict(json.loads(line))
        except ValueError:
            yield {"event": line}
