"""A year of weekly summaries on the stage's clock, with restarts at random times: none twice, none missing.

    python -m benchmarks.digest_year [--url postgresql://USER:PASSWORD@HOST/EMPTY_DATABASE]

Channels on the clocks of six zones, two of them at a time of day that a change of the clocks leaves out and
doubles. Two processes look for what is due up to three minutes after it is, and take the same rows: each
happens for whichever writes first. Restarts come once in a day on average, half of them while something is
due: the process dies when it has done that without having committed it. It is back up to twenty hours later.
Then all moments are computed anew, as at every start.
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
from bot import digests, due
from bot.messages_of_digests import DigestShown
from store import digests as kept
from store import due as waiting_rows
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
RESTARTS = timedelta(days=1)  # one in this time, on average
SEED = 1
START = NOW


@dataclass
class Played:
    """What a year came to: of each channel when which summary came, and what else is counted."""

    came: dict[str, list[tuple[datetime, int]]] = field(default_factory=dict)
    weeks: dict[str, list[str]] = field(default_factory=dict)
    restarts: int = 0
    died_with_work: int = 0
    raced: int = 0


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
    counts = sorted({len(each) for each in played.came.values()})
    spread = f"{len(CHANNELS)} channels in {len({zone for zone, *_ in CHANNELS})} zones"
    yield Row("summaries of a channel", ", ".join(map(str, counts)), str(WEEKS), spread)
    yield Row("summaries that came twice", str(twice(played)), "0", spread)
    yield Row("weeks without a summary, or with two", str(missing(played)), "0", spread)
    yield Row("before their time, or more than 24 h after", str(off_time(played)), "0", spread)
    yield Row("restarts", str(played.restarts), "", f"up to 20 hours down; seed {SEED}")
    yield Row("of these with something half done", str(played.died_with_work), "", "")
    yield Row("rows that both processes took", str(played.raced), "", f"{seconds:.0f} s in all")


def twice(played: Played) -> int:
    """Return how often a summary came again."""
    ids = Counter(digest_id for came in played.came.values() for _, digest_id in came)
    return sum(count - 1 for count in ids.values())


def missing(played: Played) -> int:
    """Return how many weeks between the first and the last of a channel lack one, or have two."""
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
        if restart <= looks_at:
            died_at = draws.choice((max(restart, now), looks_at))
            die(stage, played, died_at)
            now = died_at + DOWN_AT_MOST * draws.random()
            restart = now + RESTARTS * draws.expovariate(1.0)
        else:
            now = looks_at
        tick(stage, played, now, draws)
    for number in range(len(CHANNELS)):
        played.weeks[conversation(number)] = weeks_of(stage, conversation(number))
    return played


def die(stage: Stage, played: Played, now: datetime) -> None:
    """Let a process die before it has committed what is due, and another one begin."""
    played.restarts += 1
    with stage.engine.connect() as connection:
        ready = due.ready(connection, now)
    with stage.engine.connect() as connection:
        for each in ready[:1]:
            played.died_with_work += 1
            due.happen(connection, each, now)
        connection.rollback()
    with stage.engine.begin() as connection:
        digests.refresh(connection)


def tick(stage: Stage, played: Played, now: datetime, draws: random.Random) -> None:
    """Let two processes look for what is due and carry it out."""
    with stage.engine.connect() as first, stage.engine.connect() as second:
        taken = [due.ready(each, now) for each in (first, second)]
    played.raced += len(set(taken[0]) & set(taken[1]))
    both = [*taken[0], *taken[1]]
    draws.shuffle(both)
    for each in both:
        carry_out(stage, played, each, now)


def carry_out(stage: Stage, played: Played, waiting: Due, now: datetime) -> None:
    """Let a row happen as the runner does, and note the summaries that come of it."""
    with stage.engine.connect() as connection:
        prepared = due.prepare(connection, waiting, now)
    with stage.engine.begin() as connection:
        said = due.happen(connection, waiting, now, prepared)
    for each in said:
        assert isinstance(each.message, DigestShown), each
        channel = each.message.digest.channel
        played.came.setdefault(channel, []).append((now, each.message.digest_id))


def weeks_of(stage: Stage, channel: str) -> list[str]:
    """Return the weeks for which the channel got a summary."""
    with stage.engine.connect() as connection:
        of = kept.of_reader(connection, (stage.workspace_id, channel))
        assert of is not None, "it was set"
        return [each.week for each in kept.history(connection, of.id, 2 * WEEKS) if each.state == "sent"]


if __name__ == "__main__":
    main()
