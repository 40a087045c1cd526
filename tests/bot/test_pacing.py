"""The pump: what waits is posted in its turn, by threads that outlive whatever goes wrong."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event
from time import monotonic

from sqlalchemy import Engine, func, select
from structlog.testing import capture_logs

from bot import posting
from bot.messages import Help, Message
from bot.messenger import Address, Receipt, TryLater, Undelivered
from bot.outgoing import Outgoing
from bot.pacing import Pump
from matching.domain import Audience, NetworkId
from store import tables
from tests.engines import quickly_opened
from tests.factories import add_network
from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parents[2]


class Clocked:
    """A chat that keeps when each message came, and fails as often as it is told to."""

    def __init__(self, *does: Exception) -> None:
        self.does = list(does)
        self.came: list[tuple[str, float]] = []

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        if self.does:
            raise self.does.pop()
        self.came.append((address.conversation, monotonic()))
        return Receipt(address.conversation, str(len(self.came)))

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        return None

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        raise Undelivered("no_files")

    def audience(self, workspace: str, conversation: str) -> Audience:
        return Audience.PRIVATE

    def outside(self, workspace: str, conversation: str) -> bool:
        return False

    def locale(self, workspace: str, chat_id: str) -> str:
        return ""

    def moments(self, conversation: str) -> list[float]:
        return [moment for place, moment in self.came if place == conversation]


def now() -> datetime:
    return datetime.now(UTC)


def keep(engine: Engine, *places: str) -> None:
    """Let one message wait for each of the places, every one in a thread of its own."""
    with engine.begin() as connection:
        outgoing = [
            Outgoing(Address("slack:T1", "thread", place, str(number)), Help(demonstration=False), "en")
            for number, place in enumerate(places)
        ]
        posting.keep(connection, NetworkId(add_network(connection)), "key", outgoing, now())


@contextmanager
def pumping(engine: Engine, chat: Clocked) -> Iterator[Pump]:
    pump = Pump(engine, lambda _: chat, now)
    pump.start()
    try:
        yield pump
    finally:
        pump.stop()


def test_one_conversation_gets_a_message_a_second_and_a_quiet_one_does_not_wait_for_it(engine: Engine):
    chat = Clocked()
    keep(engine, "C1", "C1", "C1", "C1", "C2")

    with pumping(engine, chat):
        wait_until(lambda: len(chat.came) == 5)

    gaps = [later - earlier for earlier, later in pairwise(chat.moments("C1"))]
    assert min(gaps) >= posting.PACE.total_seconds() - 0.05  # the clocks of the chat and the lane differ
    [quiet] = chat.moments("C2")
    assert quiet < chat.moments("C1")[1]


def test_a_message_that_failed_is_posted_at_its_next_moment(engine: Engine):
    chat = Clocked(TryLater(timedelta(seconds=2)))
    keep(engine, "C1")
    started = monotonic()

    with pumping(engine, chat):
        wait_until(lambda: chat.came)

    assert chat.moments("C1")[0] - started >= 2


def test_while_all_that_waits_is_put_off_the_table_is_asked_a_few_times_only(engine: Engine):
    chat = Clocked(TryLater(timedelta(minutes=5)))
    keep(engine, "C1", "C1")
    asked: list[datetime] = []

    def counted() -> datetime:
        asked.append(now())
        return asked[-1]

    pump = Pump(engine, lambda _: chat, counted)
    pump.start()
    wait_until(lambda: not chat.does)
    Event().wait(0.5)
    before = len(asked)
    Event().wait(2.0)
    looks = len(asked) - before
    pump.stop()

    assert looks <= 3


def test_the_pump_outlives_a_database_that_is_away(engine: Engine):
    chat, away = Clocked(), Event()

    def clock() -> datetime:
        if away.is_set():
            away.clear()
            raise ConnectionError("the database is away")
        return now()

    pump = Pump(engine, lambda _: chat, clock)
    pump.start()
    with capture_logs() as logs:
        away.set()
        pump.wake()
        wait_until(lambda: logs)
    keep(engine, "C1")
    wait_until(lambda: chat.came)
    pump.stop()

    assert len(chat.moments("C1")) == 1
    assert len(logs[0]["reference"]) == 8


def test_two_processes_on_one_database_post_each_message_once(postgresql_url: str, tmp_path: Path):
    posted, places = tmp_path / "posted", 12
    engine = quickly_opened(postgresql_url)
    keep(engine, *(f"C{number % places}" for number in range(3 * places)))
    command = [
        sys.executable,
        "-m",
        "tests.bot.crashing",
        postgresql_url,
        posted,
        tmp_path / "a",
        "0",
        "never",
    ]
    processes = [subprocess.Popen([str(each) for each in command], cwd=ROOT) for _ in range(2)]
    try:
        wait_until(lambda: nothing_waits(engine))
    finally:
        for process in processes:
            process.kill()
            process.wait(PATIENCE)
        engine.dispose()

    assert sorted(posted.read_text().split()) == sorted(f"key:{number}" for number in range(3 * places))


def nothing_waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        asked = select(func.count()).select_from(tables.delivery).where(tables.delivery.c.state == "waiting")
        return connection.execute(asked).scalar_one() == 0


def test_who_waits_until_it_is_posted_waits_for_what_may_be_and_for_nothing_else(engine: Engine):
    chat, moment = Clocked(), now()
    keep(engine, "C1", "C2", "C3", "C1")  # the second into C1 is not its turn for a second
    pump = Pump(engine, lambda _: chat, lambda: moment)
    pump.start()
    try:
        pump.finish()
        came = sorted(place for place, _ in chat.came)
    finally:
        pump.stop()

    assert came == ["C1", "C2", "C3"]


def test_waiting_until_it_is_posted_ends_where_posting_fails(engine: Engine):
    chat = Clocked(TryLater(timedelta(seconds=90)))
    keep(engine, "C1")

    with pumping(engine, chat) as pump:
        pump.finish()

    assert not nothing_waits(engine)
