"""How long building a week's summary takes over 100,000 questions and 50,000 records, and how much memory.

    python -m benchmarks.digest [--url postgresql://USER:PASSWORD@HOST/EMPTY_DATABASE]

On a SQLite file made for the run, and on PostgreSQL: a server made for the run, or the empty database that is
named. Of the questions 95,000 lie in the year before and 5,000 in the week; each has three matches, a third
was answered. Of the records 10,000 came with the week, as with an import. 20,000 introductions lie in the
year, a third of which helped. The summary is the product's own, built as for a channel's preview. Each time
is that of a process of its own, whose memory is the most it ever had, above what it had with the same modules
and the database open. Both pictures are drawn of the summary that the SQLite file gave, in processes of their
own that have loaded what draws them: the first time, and once more as for every later summary of a process.
Their seconds are those of one processor, whatever else the machine does.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert, text

from benchmarks.report import Row, write
from bot.cards import card
from bot.digest import Digest, from_json, to_json
from bot.digest import sending as digests
from bot.pictures.drawing import PICTURES, drawn
from matching.domain import NetworkId, WorkspaceId
from store import digests as kept
from store import networks, tables
from store.digests import Rhythm
from store.engine import migrate, open_engine
from store.introduction_states import ANSWERED_YES
from tests.postgresql import run, running_server

QUESTIONS, IN_THE_WEEK, RECORDS, IMPORTED, INTRODUCTIONS = 100_000, 5_000, 50_000, 10_000, 20_000
OFFICIALS, PLACES, TOPICS, MATCHES = 4_000, 2_000, 40, 3
NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
WEEK, YEAR = timedelta(days=7), timedelta(days=365)
NETWORK, WORKSPACE = NetworkId(1), WorkspaceId(1)
STATES = ("declined", "expired", "introduced", "met", "useful", "adopted")
RUNS = 5
SEED = 1
Rows = Iterator[tuple[Any, list[dict[str, Any]]]]


def main() -> None:
    """Print and keep the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="")
    url = parser.parse_args().url
    with tempfile.TemporaryDirectory() as folder:
        rows, digest = on(f"sqlite:///{folder}/network.db")
    if url:
        rows += on(url)[0]
    else:
        with running_server() as server:
            run(server, "CREATE DATABASE digest")
            rows += on(f"{server}/digest")[0]
    write("digest", [*rows, *of_pictures(digest)])


def on(url: str) -> tuple[list[Row], str]:
    """Return the rows of one database, filled first, and the summary as JSON."""
    fill(url)
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        taken = [pool.apply(measured, (url,)) for _ in range(RUNS)]
    seconds, megabytes = [each[0] for each in taken], [each[1] for each in taken]
    name = url.partition(":")[0]
    what = f"{QUESTIONS:,} questions, {RECORDS:,} records; the card has {taken[0][2]} lines"
    spread = f"{min(seconds):.2f} to {max(seconds):.2f} s in {RUNS} processes"
    return [
        Row(f"building a summary ({name})", f"{median(seconds):.2f} s", "5 s", f"{what}; {spread}"),
        Row(f"memory above idle ({name})", f"{max(megabytes):.0f} MB", "300 MB", "the most of these"),
    ], taken[0][3]


def of_pictures(digest: str) -> list[Row]:
    """Return the rows about drawing this summary, given as JSON."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        draws = [pool.apply(drawing, (digest,)) for _ in range(RUNS)]
    first, again, grown = zip(*draws, strict=True)
    spread = f"{min(first):.2f} to {max(first):.2f} s in {RUNS} processes"
    return [
        Row("drawing both pictures, the first time", f"{median(first):.2f} s", "5 s", spread),
        Row("drawing both pictures again", f"{median(again):.2f} s", "5 s", f"at most {max(again):.2f} s"),
        Row("memory above idle, drawing", f"{max(grown):.0f} MB", "300 MB", "the most of these"),
    ]


def measured(url: str) -> tuple[float, float, int, str]:
    """Return the seconds of one summary, the MB that the process grew by, the lines of its card, and it."""
    engine = open_engine(url)
    with engine.connect() as connection:
        of = kept.of_reader(connection, (WORKSPACE, "C-weekly"))
        assert of is not None, "it was set"
        before, start = most_memory(), perf_counter()
        content = digests.contents(connection, of, NOW)
        assert isinstance(content, Digest), "a conversation's summary"
        shown = card(digests.shown(content, 1), content.locale)
        took = perf_counter() - start
    engine.dispose()
    assert content.counts.asked == IN_THE_WEEK, content.counts
    return took, most_memory() - before, 1 + len(shown.paragraphs), to_json(content)


def drawing(text: str) -> tuple[float, float, float]:
    """Return the seconds of drawing both pictures, first and again, and the MB the process grew by."""
    digest = from_json(text)
    before, seconds = most_memory(), []
    for _ in range(2):
        start = process_time()
        pictures = drawn(digest, tuple(PICTURES), digest.locale)
        seconds.append(process_time() - start)
        assert len(pictures) == len(PICTURES), pictures
    return seconds[0], seconds[1], most_memory() - before


def most_memory() -> float:
    """Return the most memory that this process has had, in MB, as Linux tells it.

    getrusage tells that of the process which started it, if that had more.
    """
    [line] = [each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each]
    return int(line.split()[1]) / 1024


def fill(url: str) -> None:
    """Fill the empty database with a network."""
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        networks.ensure(connection, "Harbour network")
        networks.ensure_workspace(connection, NETWORK, "slack", "T1")
        networks.ensure_topics(connection, NETWORK, map(topic, range(TOPICS)))
        draws = random.Random(SEED)
        for table, rows in (*people(draws), *records_and_questions(draws), *introductions(draws)):
            connection.execute(insert(table), rows)
        kept.save(connection, NETWORK, (WORKSPACE, "C-weekly"), Rhythm())
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    engine.dispose()


def topic(number: int) -> str:
    """Return the name of a topic."""
    return f"topic {number}"


def people(draws: random.Random) -> Rows:
    """Give the places, each with an office, and two officials for each."""
    both = {"network_id": NETWORK}
    places = [
        {"id": n, "name": f"Place {n}", "kind": "city", "country": draws.choice(("US", "ES", "JP", "BR"))}
        | both
        | {"population": draws.randint(5_000, 900_000), "latitude": 40.0, "longitude": float(n % 180)}
        for n in range(1, PLACES + 1)
    ]
    yield tables.jurisdiction, places
    yield tables.office, [{"id": n, "jurisdiction_id": n, "name": "Works"} | both for n in every(PLACES)]
    people = list(every(OFFICIALS))
    yield (
        tables.official,
        [{"id": n, "name": f"Official {n}", "verified_at": joined(n)} | both for n in people],
    )
    held = {"since": (NOW - 2 * YEAR).date()} | both
    yield tables.tenure, [{"official_id": n, "office_id": 1 + n % PLACES} | held for n in people]
    yield tables.membership, [{"official_id": n, "joined_at": joined(n)} | both for n in people]


def joined(number: int) -> datetime:
    """Return when an official joined: a few this week, the others evenly over the year."""
    return NOW - YEAR * number / OFFICIALS


def every(count: int) -> range:
    """Return the ids of so many rows."""
    return range(1, count + 1)


def records_and_questions(draws: random.Random) -> Rows:
    """Give the records with a topic each, and the questions with their matches and answers."""
    both = {"network_id": NETWORK}
    yield (
        tables.record,
        [
            {"id": n, "key": f"r{n}", "title": f"How place {n} mended its drains", "result": "worked"}
            | both
            | {"office_id": 1 + n % PLACES, "state": "published", "content_hash": "", "problem": "x" * 600}
            | {"updated_at": NOW - (WEEK if n <= IMPORTED else YEAR) * draws.random() * 0.99}
            | {"verified_on": (NOW - YEAR * draws.random()).date() if n % 3 else None}
            for n in every(RECORDS)
        ],
    )
    published = {"number": 1, "kind": "imported", "made_at": NOW - 2 * YEAR, "content": {}} | both
    yield tables.record_revision, [{"record_id": n} | published for n in range(IMPORTED + 1, RECORDS + 1)]
    yield tables.record_topic, [{"record_id": n, "topic": topic(n % TOPICS)} for n in every(RECORDS)]
    asked = {
        n: NOW - (WEEK * draws.random() if n <= IN_THE_WEEK else WEEK + YEAR * draws.random())
        for n in every(QUESTIONS)
    }
    yield (
        tables.question,
        [
            {"id": n, "asker_id": 1 + n % OFFICIALS, "workspace_id": WORKSPACE, "conversation": "C-help"}
            | both
            | {"audience": "channel", "text": f"How do you mend drain {n}? " * 4, "language": "en"}
            | {"band": draws.choice(("good", "maybe", "none")), "asked_at": asked[n]}
            for n in every(QUESTIONS)
        ],
    )
    for position in range(MATCHES):
        yield (
            tables.question_match,
            [
                {"question_id": n, "position": position, "record_id": 1 + (n * 7 + position) % RECORDS}
                | {"score": 0.5}
                | both
                for n in every(QUESTIONS)
            ],
        )
    yield (
        tables.question_answer,
        [
            {
                "question_id": n,
                "record_id": 1 + (n * 7) % RECORDS,
                "answered_at": min(NOW, asked[n] + WEEK / 7),
            }
            | both
            for n in range(1, QUESTIONS + 1, 3)
        ],
    )


def introductions(draws: random.Random) -> Rows:
    """Give the introductions with the moves that led to where they are."""
    both = {"network_id": NETWORK}
    rows, moves = [], []
    for n in every(INTRODUCTIONS):
        at, state = NOW - YEAR * draws.random(), draws.choice(STATES)
        peer = 1 + (n * 13) % OFFICIALS
        rows.append(
            {"id": n, "question_id": n, "record_id": 1 + (n * 7) % RECORDS, "office_id": 1 + peer % PLACES}
            | both
            | {"asker_id": 1 + (n * 13 + 5) % OFFICIALS, "peer_id": peer, "state": state}
            | {"workspace_id": WORKSPACE, "requested_at": at, "asked_at": at}
            | {"agreed_at": at if state in ANSWERED_YES else None}
        )
        moves += [{"introduction_id": n, "state": each, "moved_at": at} | both for each in ("asked", state)]
    yield tables.introduction, rows
    yield tables.introduction_move, moves


if __name__ == "__main__":
    main()
