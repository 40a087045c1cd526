"""People who ask, type commands and press buttons while Slack and the server fail: what they did is kept."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from benchmarks.faulty_servers import CHANNELS, TEAMS, Stand
from benchmarks.slack_people import Sight
from benchmarks.slack_walk import office_of

QUESTIONS = (
    "How do we fund storm drain repairs?",
    "How do others keep old people cool in a heat wave?",
    "Which towns gave the centre back to people on foot?",
    "How do we fill empty shops in the centre?",
    "How do others collect food waste?",
    "How do we turn vacant lots into parks?",
)
TO_BE_INTRODUCED = ("mandating vaccines for employees?", "How do we turn vacant lots into parks?")

PATIENCE = 150.0  # seconds within which what was asked must be there: a message in hand at a kill comes late
AGAIN = 60  # times that a person does again what failed; on a busy machine a process starts in half a minute
BEFORE_AGAIN = 2.0  # seconds

KILLS = 3
EXPIRIES = 3

# What Slack answers, one of these before every second thing that people do.
FAULTS: tuple[dict[str, Any], ...] = (
    {"method": "chat.postMessage", "http": 429, "retry_after": 2},
    {"method": "chat.postMessage", "http": 500},
    {"method": "chat.postMessage", "http": 500, "times": 3},
    {"method": "chat.postMessage", "drop": True},
    {"method": "chat.postMessage", "http": 502},
    {"method": "chat.postMessage", "error": "internal_error"},
    {"method": "chat.update", "http": 500},
    {"method": "chat.update", "drop": True},
    {"method": "conversations.open", "http": 429, "retry_after": 1},
    {"method": "conversations.open", "http": 500},
    {"method": "conversations.replies", "http": 500},
    {"method": "conversations.info", "drop": True},
    {"method": "users.info", "http": 500},
    {"method": "users.info", "delay": 3},
    {"method": "oauth.v2.access", "http": 500},
    {"method": "*", "http": 503},
)

# Longer than we wait for an answer: the message then stands without our knowing. Never two at once, for this
# Slack would add them up.
LATE = {"method": "chat.postMessage", "delay": 10.3}


@dataclass
class Asked:
    """One question: how often it was sent and acknowledged, and where its answer is to stand."""

    number: int
    person: str
    text: str
    channel: str = ""
    thread: str = ""
    moment: str = ""
    sent: int = 0
    acknowledged: int = 0


@dataclass
class Played:
    """What people did."""

    asked: list[Asked] = field(default_factory=list)
    introduced: int = 0
    did: int = 0
    repeated: int = 0
    faults: int = 0
    wrong: list[str] = field(default_factory=list)


class People:
    """They act one after another, and go on while processes are killed."""

    def __init__(self, stand: Stand, random: Random) -> None:
        self._stand = stand
        self._world = stand.world
        self._random = random
        self.played = Played()

    def play(self) -> Played:
        """Do some sixty things in an order of the seed's, with kills, faults and expired tokens between."""
        acts = list(self._acts())
        self._random.shuffle(acts)
        # The first acts see a calm world, so that each person is known before the storm.
        kills = set(self._random.sample(range(4, len(acts)), KILLS))
        late = {len(acts) // 3, 2 * len(acts) // 3}
        expiries = set(self._random.sample(range(4, len(acts)), EXPIRIES))
        for number, act in enumerate(acts):
            if number in expiries:
                self._stand.expire_a_token(self._random.choice(list(TEAMS)))
            if number in kills:
                self._stand.servers.kill_one_soon(within=1.0)
            if number > 3 and (number % 2 or number in late):
                self._world.do("fault", **(LATE if number in late else self._random.choice(FAULTS)))
                self.played.faults += 1
            self._stand.servers.choose()
            act()
            self.played.did += 1
            time.sleep(self._random.uniform(0, 0.5))  # people do not act in step with the server
        self._stand.servers.wait()
        return self.played

    def _acts(self) -> Iterator[Callable[[], Any]]:
        for number in range(22):
            person = ("alice", "bob", "carol")[number % 3]
            yield partial(self._mention, person, f"#{CHANNELS[number % 4]}")
        for person in ("alice", "bob", "carol") * 2:
            yield partial(self._say, person, "dm", "")
            yield partial(self._command, person)
        for person in TEAMS["T0INLAND"] * 3:
            yield partial(self._mention, person, "#help")
            yield partial(self._command, person)
        for person in ("alice", "bob", "carol"):
            yield partial(self._several_in_one_thread, person)
            yield partial(self._open_profile, person)
            yield partial(self._open_home, person)
            yield partial(self._press_helpful, person)
        for question in TO_BE_INTRODUCED:
            yield partial(self._be_introduced, question)

    # Questions

    def _mention(self, person: str, channel: str, thread: str = "") -> Asked:
        return self._say(person, channel, "@helperbot ", thread)

    def _say(self, person: str, channel: str, before: str, thread: str = "", text: str = "") -> Asked:
        asked = self._question(person, text)
        with self._stand.servers.acting:
            said = self._world.do(
                "say", user=person, channel=channel, text=before + asked.text, thread_ts=thread or None
            )
        asked.channel, asked.moment, asked.thread = channel, said["ts"], thread or said["ts"]
        asked.sent = asked.acknowledged = 1  # what a person wrote stands, and Slack goes on telling us
        return asked

    def _several_in_one_thread(self, person: str) -> None:
        first = self._mention(person, "#help")
        for _ in range(2):
            self._mention(person, "#help", first.moment)

    def _command(self, person: str) -> Asked:
        asked = self._question(person)
        for _ in range(AGAIN):
            asked.sent += 1
            if self._typed(person, asked.text):
                asked.acknowledged += 1
                break
        return asked

    def _typed(self, person: str, text: str, command: str = "/ask") -> bool:
        return self._done(
            "slash", user=person, channel="#general", command=command, text=text, answer="error"
        )

    def _question(self, person: str, text: str = "") -> Asked:
        number = len(self.played.asked)
        asked = Asked(number, person, f"{text or self._random.choice(QUESTIONS)} (case {number})")
        self.played.asked.append(asked)
        return asked

    # Buttons and forms

    def _open_profile(self, person: str) -> None:
        """Open the form and close it; a person whose form did not open types the command again."""
        for _ in range(AGAIN):
            if self._typed(person, "", "/profile") and self._world.do("modal", user=person, timeout=3):
                self._world.do("close", user=person)
                return
        self.played.wrong.append(f"the profile of {person} did not open")

    def _open_home(self, person: str) -> None:
        """Open the Home tab. What was not acknowledged over Socket Mode is repeated later than we wait."""
        with suppress(TimeoutError):
            self._world.do("open_home", user=person)

    def _press_helpful(self, person: str) -> None:
        # One of the questions that records answer: an honest none has no such button.
        answer = self._awaited(self._say(person, "#help", "@helperbot ", text=QUESTIONS[0]))
        if answer:
            self._press(person, answer, "Helpful")

    def _be_introduced(self, question: str) -> None:
        """Let alice ask, bob stand for the office of a match, alice want an introduction and bob accept."""
        answer = self._awaited(self._say("alice", "#help", "@helperbot ", text=question))
        if not answer:
            return
        since = self._world.do("mark")["seen"]
        while not self._typed("bob", f"as {office_of(answer)}"):
            pass
        self._seen("bob", since, "Demonstration: you now stand for")
        since = self._world.do("mark")["seen"]
        self._press("alice", answer, "Introduce us")
        card = self._seen("bob", since, "[Accept]")
        if not card:
            return
        self._press("bob", card, "Accept")
        self._seen("alice", since, "You both agreed to talk")
        self.played.introduced += 1

    def _press(self, person: str, message: Sight, label: str) -> None:
        for _ in range(AGAIN):
            if self._done(
                "press",
                user=person,
                channel=message["channel"],
                ts=message["ts"],
                label=label,
                answer="error",
            ):
                return
        self.played.wrong.append(f"{person} could not press {label}")

    def _done(self, what: str, answer: str, **arguments: Any) -> bool:
        """Do it and say whether the server took it; a person waits a little before doing it again."""
        with self._stand.servers.acting:
            self._stand.servers.choose()
            failed = self._world.do(what, **arguments)[answer]
        if failed:
            self.played.repeated += 1
            time.sleep(BEFORE_AGAIN)  # a person looks at the failure before doing it again
        return not failed

    # Looking

    def _awaited(self, asked: Asked) -> Sight | None:
        return self._seen(asked.person, 0, "[Helpful]", asked.thread)

    def _seen(self, person: str, since: int, text: str, thread: str = "") -> Sight | None:
        ending = time.monotonic() + PATIENCE
        while time.monotonic() < ending:
            for sight in self._world.do("timeline", user=person, since=since):
                if text in sight["text"] and thread in ("", sight["thread_ts"]):
                    return dict(sight)
            time.sleep(0.2)  # another process; it can only be asked again
        self.played.wrong.append(f"{person} waited in vain for “{text}”")
        return None
