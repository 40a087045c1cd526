"""A year of weekly summaries on the stage's clock, with restarts at random times: none twice, none missing.

    python -m benchmarks.digest_year [--url postgresql://USER:PASSWORD@HOST/EMPTY_DATABASE]

Channels on the clocks of six zones, two of them at a time of day that a change of the clocks leaves out and
doubles. Two processes look for what is due up to three minutes after it is, and take the same rows: each
happens for whichever writes first, and each posts what it finds waiting. Restarts come once in a day on
average, half of them while something is due: the process dies before it has committed that, or when it has
and has posted nothing, or when the chat has the summary and nobody has noted so. It is back up to twenty
hours later. Once it is away for thirty: what was due more than a day before its return does not come,
and staff are told. After each all moments are computed anew, as at every start. What counts is what the
chat was given.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from time import perf_counter
from zoneinfo import ZoneInfo

from benchmarks.report import Row, write
from bot import due, posting
from bot.digest import sending as digests
from bot.messages import Message
from bot.messages.digests import DigestFailed, DigestShown
from bot.messenger import Address, Receipt, Undelivered
from matching.domain import Audience
from store import digests as kept
from store import due as waiting_rows
from store import lanes
from store.due import Due
from store.engine import migrate, open_engine
from tests.bot.digested import ROOM, digested, settle
from tests.bot.stage import Stage
from tests.factories import NOW

# On the last Sunday of March clocks go from 2 to 3 in Madrid, on the second one in New York.
CHANNELS = (
    ("UTC", "09:00", 1),
    ("America/New_York", "09:00", 1),
    ("Europe/Madrid", "09:00", 1),
    ("Asia/Kolkata", "09:00", 0),
    ("Australia/Lord_Howe", "09:00", 4),
    ("Pacific/Apia", "09:00", 6),
    ("America/New_York", "02:30", 6),
    ("Europe/Madrid", "02:30", 6),
)
WEEKS = 52
DOWN_AT_MOST = timedelta(hours=20)  # less than the day after which a summary does not come
DOWN_ONCE = timedelta(hours=30)  # more than it
DOWN_AFTER = timedelta(days=14)  # each channel had one by then
RESTARTS = timedelta(days=1)  # one in this time, on average
SEED = 1
START = NOW


@dataclass
class Played:
    """What a year came to: of each channel when which summary came, and what else is counted."""

    came: dict[str, list[tuple[datetime, int]]] = field(default_factory=dict)
    weeks: dict[str, list[str]] = field(default_factory=dict)
    too_late: int = 0
    missed: int = 0
    notes: int = 0
    restarts: int = 0
    died_with_work: int = 0
    died_before_posting: int = 0
    died_after_posting: int = 0
    raced: int = 0


class Chat:
    """A chat that takes everything, as far as posting uses one; `now` is the clock of the year."""

    def __init__(self, played: Played) -> None:
        self.played = played
        self.now = START
        self.stands: dict[str, Receipt] = {}

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        """Note which summary came when, and which notes to staff."""
        if isinstance(message, DigestFailed):
            # Once the next one came, the note says in its place that there is nothing left to do.
            self.played.notes += message.task is None or message.task.closed is None
        else:
            assert isinstance(message, DigestShown), message
            self.played.came.setdefault(message.digest.channel, []).append((self.now, message.digest_id))
        self.stands[key] = Receipt(address.conversation, str(len(self.stands)))
        return self.stands[key]

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        """Return where the message with this key stands."""
        return self.stands.get(key)

    def audience(self, workspace: str, conversation: str) -> Audience:
        """Return that nobody knows."""
        return Audience.PRIVATE

    def outside(self, workspace: str, conversation: str) -> bool:
        """Return False: no channel of a year is shared."""
        return False

    def locale(self, workspace: str, chat_id: str) -> str:
        """Return that nobody knows."""
        return ""

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        """Refuse: nobody shares files."""
        raise Undelivered("no_files")


@dataclass
class Year:
    """The stage, what was played on it, the chat, and the draws of chance."""

    stage: Stage
    played: Played
    chat: Chat
    draws: random.Random


def main() -> None:
    """Play the year; print and keep the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="")
    url = parser.parse_args().url
    start = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(url or f"sqlite:///{folder}/year.db")
        migrate(engine)
        played = play(digested(engine), WEEKS, random.Random(SEED))
        engine.dispose()
    write("digest_year", list(rows(played, perf_counter() - start)))


def rows(played: Played, seconds: float) -> Iterator[Row]:
    """Give the rows of the table."""
    came, missed = sum(map(len, played.came.values())), played.too_late
    channels = len(played.came)
    spread = f"{channels} channels in {len({zone for zone, *_ in CHANNELS})} zones"
    yield Row(
        "summaries",
        str(came),
        str(channels * WEEKS - missed),
        f"{WEEKS} of {channels} channels, less {missed}",
    )
    yield Row("summaries that came twice", str(twice(played)), "0", spread)
    away = f"one outage of {DOWN_ONCE.total_seconds() / 3600:.0f} h"
    yield Row("summaries that were over 24 h late and did not come", str(played.missed), str(missed), away)
    yield Row("notes to staff that one did not come", str(played.notes), str(missed), away)
    yield Row("other weeks without a summary, or with two", str(missing(played)), "0", spread)
    yield Row("before their time, or more than 24 h after", str(off_time(played)), "0", spread)
    yield Row("restarts", str(played.restarts), "", f"up to 20 hours down; seed {SEED}")
    yield Row("of these with something half done", str(played.died_with_work), "", "")
    yield Row("of these committed, and posted by the next process", str(played.died_before_posting), "", "")
    yield Row("of these posted, and found by the next process", str(played.died_after_posting), "", "")
    yield Row("rows that both processes took", str(played.raced), "", f"{seconds:.0f} s in all")


def twice(played: Played) -> int:
    """Return how often a summary came again."""
    ids = Counter(digest_id for came in played.came.values() for _, digest_id in came)
    return sum(count - 1 for count in ids.values())


def missing(played: Played) -> int:
    """Return how many weeks between the first and the last of a channel lack one, or have two.

    A week of which staff know that its summary was too late has one.
    """
    wrong = 0
    for weeks in played.weeks.values():
        mondays = sorted(map(date.fromisoformat, weeks))
        wrong += sum(late - early != timedelta(days=7) for early, late in pairwise(mondays))
    return wrong


def off_time(played: Played) -> int:
    """Return how many summaries came before their time of day, or over a day after it."""
    wrong = 0
    for number, (zone, at, weekday) in enumerate(CHANNELS):
        for moment, _ in played.came[conversation(number)]:
            here = moment.astimezone(ZoneInfo(zone))
            day = here.date() - timedelta(days=(here.weekday() - weekday) % 7)
            planned = datetime.combine(day, time.fromisoformat(at), ZoneInfo(zone))
            wrong += not timedelta() <= moment - planned <= timedelta(days=1)
    return wrong


def conversation(number: int) -> str:
    """Return the conversation of a channel."""
    return f"C-{number}"


def play(stage: Stage, weeks: int, draws: random.Random) -> Played:
    """Return what happened in so many weeks, beginning on a Monday."""
    played, now = Played(), START
    year = Year(stage, played, Chat(played), draws)
    for number, (zone, at, weekday) in enumerate(CHANNELS):
        spot = replace(ROOM, conversation=conversation(number))
        settle(stage, spot, time_zone=zone, at=at, weekday=weekday)
        played.came[spot.conversation] = []
    restart = now + RESTARTS * draws.expovariate(1.0)
    while True:
        with stage.engine.connect() as connection:
            soonest = waiting_rows.soonest(connection)
        assert soonest is not None, "the next summary always waits"
        looks_at = max(now, soonest) + timedelta(minutes=3 * draws.random())
        if looks_at >= START + timedelta(days=7 * weeks):
            break
        if not played.too_late and now >= START + DOWN_AFTER and soonest > now:
            now = soonest + DOWN_ONCE
            be_away_until(year, now)
            restart = now + RESTARTS * draws.expovariate(1.0)
        elif restart <= looks_at:
            died_at = draws.choice((max(restart, now), looks_at))
            die(year, died_at)
            now = died_at + DOWN_AT_MOST * draws.random()
            start_again(stage, now)
            restart = now + RESTARTS * draws.expovariate(1.0)
        else:
            now = looks_at
        tick(year, now)
    for channel in played.came:
        ended = weeks_of(stage, channel)
        played.weeks[channel] = [week for week, _ in ended]
        played.missed += sum(state == "missed" for _, state in ended)
    return played


def be_away_until(year: Year, now: datetime) -> None:
    """Come back then from the long outage, and note how many summaries are too late by now."""
    with year.stage.engine.connect() as connection:
        late = [each for each in due.ready(connection, now) if now - each.due_at > digests.TOO_LATE]
    year.played.too_late = len(late)
    start_again(year.stage, now)


def die(year: Year, now: datetime) -> None:
    """Let a process die with what is due in hand: uncommitted, committed, or posted without a note of it."""
    played, engine = year.played, year.stage.engine
    played.restarts += 1
    with engine.connect() as connection:
        ready = due.ready(connection, now)[:1]
    for each in ready:
        played.died_with_work += 1
        how_far = year.draws.choice(("uncommitted", "committed", "posted"))
        if how_far == "uncommitted":
            with engine.connect() as connection:
                due.happen(connection, each, now, due.prepare(connection, each, now))
                connection.rollback()
            continue
        kept = carry_out(year.stage, each, now)
        played.died_before_posting += how_far == "committed" and len(kept)
        if how_far == "posted":
            for taken in filter(None, (posting.take(engine, delivery_id, now) for delivery_id in kept)):
                played.died_after_posting += 1
                year.chat.now = now
                outgoing = posting.read(taken)
                year.chat.post(outgoing.address, outgoing.message, outgoing.locale, taken.key)


def start_again(stage: Stage, now: datetime) -> None:
    """Do what a process does as it starts."""
    with stage.engine.begin() as connection:
        lanes.release(connection, now - lanes.UNDER_WAY)  # the pump waits out these seconds
        digests.refresh(connection, now)


def tick(year: Year, now: datetime) -> None:
    """Let two processes look for what is due, carry it out and post what waits."""
    engine, chat = year.stage.engine, year.chat
    with engine.connect() as first, engine.connect() as second:
        taken = [due.ready(each, now) for each in (first, second)]
    year.played.raced += len(set(taken[0]) & set(taken[1]))
    both = [*taken[0], *taken[1]]
    year.draws.shuffle(both)
    for each in both:
        carry_out(year.stage, each, now)
    chat.now = now
    with engine.connect() as connection:
        waiting = lanes.ready(connection, now)
    for delivery in filter(None, [posting.take(engine, each, now) for each in (*waiting, *waiting)]):
        posting.post(engine, lambda _: chat, delivery, lambda: now)


def carry_out(stage: Stage, waiting: Due, now: datetime) -> list[int]:
    """Let a row happen as the runner does, and return the ids of the messages that are kept of it."""
    with stage.engine.connect() as connection:
        prepared = due.prepare(connection, waiting, now)
    with stage.engine.begin() as connection:
        said = due.happen(connection, waiting, now, prepared)
        return posting.keep(connection, waiting.network_id, f"due:{waiting.id}", said, now)


def weeks_of(stage: Stage, channel: str) -> list[tuple[str, str]]:
    """Return the weeks for which the channel got a summary, or staff a note that it was too late."""
    with stage.engine.connect() as connection:
        of = kept.of_reader(connection, (stage.workspace_id, channel))
        assert of is not None, "it was set"
        told = kept.history(connection, of.id, 2 * WEEKS)
        return [(each.week, each.state) for each in told if each.state in ("sent", "missed")]


if __name__ == "__main__":
    main()
