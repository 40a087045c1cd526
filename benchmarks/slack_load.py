"""Signed requests as Slack sends them, many of them, and how long each took to be acknowledged."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from benchmarks.slack_fake import BOT, SECRET, TEAM

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PEOPLE = [f"U0PERSON{number:02}" for number in range(20)]

_PRACTICES = Path(__file__).parent.parent / "demo" / "practices.jsonl"
_TITLES = [json.loads(line)["title"] for line in _PRACTICES.read_text(encoding="utf-8").splitlines()]
_SIGNER = SignatureVerifier(SECRET)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A body; `thread` is where the answer must stand, if it is a question."""

    body: str
    kind: str = JSON
    thread: str = ""
    channel: str = ""
    retry: bool = False

    def headers(self) -> dict[str, str]:
        """Return the headers of a request that is signed now."""
        now = str(int(time.time()))
        signature = _SIGNER.generate_signature(timestamp=now, body=self.body) or ""
        signed = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature}
        again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"} if self.retry else {}
        return {"Content-Type": self.kind, **signed, **again}


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a delivery: when it was sent, how long the answer took, and its status; 0 for none."""

    delivery: Delivery
    moment: float
    seconds: float
    status: int


def question(channel: int) -> Delivery:
    """Return a new mention in a channel, by one of the people in turn."""
    number = next(_numbers)
    title = _TITLES[number % len(_TITLES)]
    thread, name = f"{1_700_000_000 + number}.000100", f"C0CHANNEL{channel:03}"
    post = {"type": "app_mention", "user": PEOPLE[number % len(PEOPLE)], "ts": thread, "channel": name}
    said = {"text": f"<@{BOT}> How did you manage this: {title}? (case {number})"}
    return Delivery(_event(post | said), thread=thread, channel=name)


def command() -> Delivery:
    """Return a new `/peers on`, which is stored; a help would be answered at once."""
    number = next(_numbers)
    fields = {"command": "/peers", "text": "on", "team_id": TEAM, "user_id": PEOPLE[number % len(PEOPLE)]}
    more = {"user_name": "somebody", "channel_id": "C0CHANNEL000", "trigger_id": f"{number}.2.abc"}
    return Delivery(urlencode(fields | more), FORM)


def click() -> Delivery:
    """Return a new press of a button under an answer."""
    number = next(_numbers)
    action = {"type": "button", "action_id": "helpful", "value": '{"question":1}'}
    action["action_ts"] = f"{1_700_000_000 + number}.000300"
    person = {"id": PEOPLE[number % len(PEOPLE)], "username": "somebody", "team_id": TEAM}
    container = {"type": "message", "channel_id": "C0CHANNEL000", "message_ts": "1700000001.000100"}
    body = {"type": "block_actions", "team": {"id": TEAM, "domain": "network"}, "user": person}
    return Delivery(
        urlencode({"payload": json.dumps(body | {"container": container, "actions": [action]})}), FORM
    )


def chatter() -> Delivery:
    """Return a post of people among themselves, of which nothing is stored."""
    post = {"type": "message", "user": PEOPLE[0], "channel": "C0CHANNEL000", "channel_type": "channel"}
    post |= {"ts": f"{1_700_000_000 + next(_numbers)}.000100", "text": "Good morning, all."}
    return Delivery(_event(post))


def _event(post: dict[str, Any]) -> str:
    authorization = {"team_id": TEAM, "user_id": BOT, "is_bot": True, "enterprise_id": None}
    body = {"type": "event_callback", "team_id": TEAM, "event": post, "authorizations": [authorization]}
    return json.dumps(body | {"event_id": f"Ev{post['ts']}", "event_time": 1_700_000_000})


class Load:
    """Requests to the app at an address, over connections that stay open."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def send(self, delivery: Delivery, headers: dict[str, str] | None = None) -> Sent:
        """Send one request and wait for its answer."""
        moment, status = time.monotonic(), 0
        try:
            async with self._session.post(
                self._address, data=delivery.body.encode(), headers=headers or delivery.headers()
            ) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            pass
        return Sent(delivery, moment, time.monotonic() - moment, status)

    async def at_rate(self, deliveries: Iterable[Delivery], per_second: float) -> list[Sent]:
        """Send each at its moment, whether or not earlier ones were answered."""
        start, tasks = time.monotonic(), []
        for number, delivery in enumerate(deliveries):
            await asyncio.sleep(start + number / per_second - time.monotonic())
            tasks.append(asyncio.create_task(self.send(delivery)))
        return await asyncio.gather(*tasks)

    async def most_per_second(self, make: Callable[[], Delivery], seconds: float, at_once: int = 8) -> float:
        """Return how many requests are answered in a second when so many are under way at all times."""
        ending, answered = time.monotonic() + seconds, 0

        async def keep_sending() -> None:
            nonlocal answered
            while time.monotonic() < ending:
                sent = await self.send(make())
                assert sent.status == 200, sent
                answered += 1

        await asyncio.gather(*(keep_sending() for _ in range(at_once)))
        return answered / seconds


def mixed(seconds: int, per_second: int, questions: int, channels: int) -> list[Delivery]:
    """Return so many seconds of requests: questions, and the rest commands, clicks and repeats in thirds."""
    chance, sent, mix = random.Random(1), [question(0)], []
    for number in range(seconds * per_second):
        if number % (per_second // questions) == 0:
            made = question(number % channels)
        else:
            made = (command, click, lambda: _repeated(chance.choice(sent)))[number % 3]()
        sent.append(made)
        mix.append(made)
    return mix


def _repeated(delivery: Delivery) -> Delivery:
    return Delivery(delivery.body, delivery.kind, retry=True)


def hostile(count: int) -> list[tuple[Delivery, dict[str, str]]]:
    """Return requests that nobody at Slack sends, with their headers: the same ones at every run."""
    chance = random.Random(2)
    return [_hostile(number, chance) for number in range(count)]


def _hostile(number: int, chance: random.Random) -> tuple[Delivery, dict[str, str]]:
    good = (question, lambda _: command(), lambda _: click())[number % 3](number % 20)
    if number % 2:
        made = (_cut, _overlong, _misshapen, _garbled)[number // 2 % 4](good, number, chance)
        return made, made.headers()
    old = str(int(time.time()) - 3600)
    signature = _SIGNER.generate_signature(timestamp=old, body=good.body) or ""
    replayed = {"X-Slack-Request-Timestamp": old, "X-Slack-Signature": signature}
    forged = {"X-Slack-Signature": "v0=" + "0" * 64}
    unsigned = {"Content-Type": good.kind}
    return good, (unsigned, good.headers() | forged, good.headers() | replayed)[number // 2 % 3]


def _cut(good: Delivery, _: int, chance: random.Random) -> Delivery:
    return Delivery(good.body[: chance.randrange(len(good.body))], good.kind)


def _overlong(_: Delivery, number: int, __: random.Random) -> Delivery:
    size = 1_100_000 if number % 400 == 3 else 100_000  # some are longer than we read
    return Delivery(urlencode({"command": "/nobody", "text": "x" * size}), FORM)


def _misshapen(_: Delivery, number: int, chance: random.Random) -> Delivery:
    unknown = json.dumps({"type": f"kind_{number}", "event": {"type": []}, "user": 5})
    shapes = ("[]", "5", "null", '"text"', "[" * 5_000, '{"type":5}', '{"type":"event_callback"}', unknown)
    return Delivery(chance.choice(shapes))


def _garbled(good: Delivery, _: int, chance: random.Random) -> Delivery:
    letters = list(good.body)
    for _ in range(10):
        letters[chance.randrange(len(letters))] = chr(chance.randrange(32, 0x2FFF))
    return Delivery("".join(letters), good.kind)
