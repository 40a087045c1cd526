"""A process that is told to stop: what it was carrying out is ended in time, or left to the next start."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bot.events import Asked
from bot.library import Library
from bot.speaker import Spot
from bot.under_way import Interrupted
from matching.domain import Audience
from matching.embedded import EmbeddedQuestion
from tests.bot.slack.deliveries import Deliveries, mention
from tests.bot.stage import ANA, CHANNEL, QUESTION, Stage
from tests.bot.test_durable import RecordingMessenger, running
from tests.fakes import BOT, SIGNING_SECRET, TOKEN, FakeSlack, Post, fake_slack
from tests.fakes_embedder import WordEmbedder
from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parents[2]
QUESTIONS = 12  # more than are carried out at once


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with fake_slack() as slack:
        yield slack


@contextmanager
def serving(
    slack: FakeSlack, database_url: str, folder: Path, seconds: float
) -> Iterator[tuple[subprocess.Popen[bytes], Deliveries]]:
    """A process that serves, ready; killed afterwards if it lives."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": slack.url,
        "COUNTERPART_INDEX": str(folder / "index"),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.bot.serving_slowly", str(seconds)]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings}, cwd=folder, stderr=log)
    try:
        wait_until(lambda: process.poll() is not None or is_ready(port))
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
        yield process, Deliveries(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait(PATIENCE)


def is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except URLError:
        return False


def ask(slack: FakeSlack, deliveries: Deliveries) -> list[str]:
    """Ask in a channel for each question; return where each is to be answered."""
    channels = [f"C0ROOM{number}" for number in range(QUESTIONS)]
    for channel in channels:
        slack.channel(channel, "U0ALICE", BOT)
        asked = slack.say(channel, "Where do pelicans sleep?")
        event = mention("Where do pelicans sleep?", channel=channel, ts=asked)
        assert deliveries.event(event).status == 200
    return channels


def said(slack: FakeSlack, channels: list[str]) -> list[list[Post]]:
    """What the bot said in each of the channels."""
    return [[post for post in slack.seen_in(channel) if post.key] for channel in channels]


@pytest.mark.parametrize(
    ("kind", "told"), [("sqlite", signal.SIGTERM), ("postgresql", signal.SIGTERM), ("sqlite", signal.SIGINT)]
)
def test_what_a_process_was_told_to_stop_in_the_midst_of_is_answered_once_and_nobody_reads_an_apology(
    slack: FakeSlack, tmp_path: Path, request: pytest.FixtureRequest, kind: str, told: signal.Signals
):
    database_url = request.getfixturevalue(f"{kind}_url")
    with serving(slack, database_url, tmp_path, seconds=1.5) as (process, deliveries):
        channels = ask(slack, deliveries)
        process.send_signal(told)
        process.wait(PATIENCE)
        ended = sum(map(len, said(slack, channels)))
    with serving(slack, database_url, tmp_path, seconds=0):
        wait_until(lambda: all(said(slack, channels)))

    assert process.returncode == 0
    assert 0 < ended < QUESTIONS  # what was under way was ended, what waited for its turn was left
    assert [len(there) for there in said(slack, channels)] == [1] * QUESTIONS
    assert not [post.text for post in slack.posts if "reference" in post.text.casefold()]
    assert "event failed" not in (tmp_path / "log").read_text(encoding="utf-8")


class SlowToSay(RecordingMessenger):
    """A chat that takes its time to tell somebody's language."""

    def locale(self, workspace: str, chat_id: str) -> str:
        Event().wait(0.5)
        return ""


def test_what_waits_for_the_chat_when_the_runner_stops_is_answered_and_not_apologised_for(stage: Stage):
    messenger = SlowToSay()

    with running(stage, messenger) as runner:
        for number in range(QUESTIONS):
            spot = Spot(f"C{number}", thread=f"1.{number}", audience=Audience.CHANNEL)
            runner.accept(f"slack:T1:{number}", Asked(ANA, spot, QUESTION))
    with running(stage, messenger):
        wait_until(lambda: len(messenger.said) == QUESTIONS)

    assert messenger.said == ["answer"] * QUESTIONS


class HeldEmbedder(WordEmbedder):
    """Thinks about a question until it is let go on."""

    def __init__(self) -> None:
        self.thinks, self.goes_on = Event(), Event()

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        self.thinks.set()
        self.goes_on.wait(PATIENCE)
        return super().questions(texts)


def test_what_takes_longer_than_a_stop_may_writes_nothing_any_more_and_is_left_to_the_next_start(
    stage: Stage,
):
    messenger, held = RecordingMessenger(), HeldEmbedder()
    stage.library = Library(stage.engine, held)
    with running(stage, messenger) as runner:
        handle = runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION))
        assert held.thinks.wait(PATIENCE)

    held.goes_on.set()
    with pytest.raises(Interrupted):
        handle.get_result()
    before = messenger.said.copy()
    with running(stage, messenger):
        wait_until(lambda: messenger.said)

    assert (before, messenger.said) == ([], ["answer"])
