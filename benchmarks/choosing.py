"""How long it takes to choose whom to ask, in a network of 10,000 officials with 20,000 introductions.

    python -m benchmarks.choosing [--url postgresql://USER:PASSWORD@HOST/EMPTY_DATABASE]

On a SQLite file made for the run, and on PostgreSQL: a server made for the run, or the empty database that is
named. Two officials hold
each office, each office is of another place and owns two records; every official volunteers for two of forty
topics. Introductions lie in the last year, their peers drawn by a Zipf law, so that some are busy. Questions
matched 3 to 24 records; the first is what the asker pointed at. "The topic as well": nobody behind a match
is free, so that volunteers and other offices are looked at in a second step. Of REPEATS times for a question
the shortest counts, because the machine has other work to do; percentiles are over questions. Processor time
is that of this process alone: what is left when nobody else wants the machine, without PostgreSQL's own.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, Engine, insert

from benchmarks.collection import jurisdictions
from benchmarks.databases import on_both
from benchmarks.report import Row
from bot.introductions import peers_to_ask
from matching.domain import NetworkId, OfficialId, QuestionId
from store import loads, officials, questions, tables
from store.introduction_states import ANSWERED_YES

OFFICIALS, OFFICES, RECORDS, INTRODUCTIONS = 10_000, 5_000, 10_000, 20_000
QUESTIONS, EARLIER, MATCHES, TOPICS = 400, 10_000, (3, 24), 40
WARM, REPEATS = 20, 5
SEED = 1
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
NETWORK = 1
BAR = "5 ms"
STATES = ("declined", "expired", "expired", "introduced", "useful", "adopted", "met", "asked")


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds on the clock and of this process's processor time, and how many officials were offered."""

    wall: float
    processor: float
    offered: int


def main() -> None:
    """Print and keep the table."""
    on_both("choosing", filled, measured)


def filled(connection: Connection) -> None:
    """Write the network."""
    for table, values in network():
        connection.execute(insert(table), values)


def measured(engine: Engine) -> list[Row]:
    """Return the times of choosing, and how many of the questions found somebody."""
    near: list[Took] = []
    wide: list[Took] = []
    considered = []
    with engine.connect() as connection:
        for number in range(1, QUESTIONS + 1):
            took = timed(connection, number)
            if number > WARM:
                near.append(took)
                considered.append(looked_at(connection, number))
                wide.append(timed(connection, number, holders_of(connection, number)))
    runs = f"{len(near)} questions, {median(considered):.0f} officials each (median)"
    found = f"{sum(bool(each.offered) for each in near) / len(near):.0%} with somebody to ask"
    name = engine.dialect.name
    return [
        *rows(f"choosing peers ({name})", near, (runs, found, "")),
        *rows(f"the topic as well ({name})", wide, (f"{len(wide)} questions", "", "")),
    ]


def rows(what: str, took: list[Took], notes: tuple[str, str, str]) -> list[Row]:
    """Return the median and the 95th percentile on the clock, and the latter of the processor time."""
    wall, processor = [each.wall for each in took], [each.processor for each in took]
    return [
        Row(f"{what}, median", f"{median(wall):.1f} ms", BAR, notes[0]),
        Row(f"{what}, 95th percentile", f"{percentile_95(wall):.1f} ms", BAR, notes[1]),
        Row(f"{what}, its processor time", f"{percentile_95(processor):.1f} ms", "", notes[2]),
    ]


def percentile_95(values: list[float]) -> float:
    """Return what 95 of 100 values stay below."""
    return quantiles(values, n=100)[94]


def timed(connection: Connection, number: int, without: frozenset[OfficialId] = frozenset()) -> Took:
    """Return what choosing took for the question with this id."""
    asked, asker, first = question_of(connection, number)
    walls, processors = [], []
    for _ in range(REPEATS):
        wall, processor = perf_counter(), process_time()
        found = peers_to_ask.choose(connection, asked, asker, first, NOW, without=without)
        walls.append((perf_counter() - wall) * 1000)
        processors.append((process_time() - processor) * 1000)
    return Took(min(walls), min(processors), len(found))


def looked_at(connection: Connection, number: int) -> int:
    """Return how many officials came into question."""
    asked, asker, first = question_of(connection, number)
    return len(peers_to_ask.consider(connection, asked, asker, first, NOW).reasons)


def holders_of(connection: Connection, number: int) -> frozenset[OfficialId]:
    """Return who holds an office behind a match."""
    behind, _ = loads.close(connection, NetworkId(NETWORK), QuestionId(number), None, NOW.date())
    return frozenset(official_id for each in behind for official_id in each.holders)


def question_of(connection: Connection, number: int) -> Any:
    """Return the question with this id, its asker, and the first record it matched."""
    asked = questions.by_id(connection, NetworkId(NETWORK), QuestionId(number))
    assert asked is not None
    asker = officials.by_id(connection, asked.network_id, OfficialId(asked.asker_id), NOW.date())
    behind, _ = loads.close(connection, asked.network_id, asked.id, None, NOW.date())
    return asked, asker, behind[0].record_id


def network() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield the tables in the order in which they can be filled, each with its rows."""
    drawn = random.Random(SEED)
    one = {"network_id": NETWORK}
    yield tables.network, [{"id": NETWORK, "name": "Ten thousand", "demonstration": False}]
    yield tables.workspace, [{"id": 1, **one, "chat": "slack", "external_id": "T1"}]
    yield tables.topic, [{**one, "name": f"topic-{number}"} for number in range(TOPICS)]
    yield from offices(drawn)
    yield from people(drawn)
    yield from asked_and_introduced(drawn)


def offices(drawn: random.Random) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield places like those of the demo, their offices and records."""
    one, known = {"network_id": NETWORK}, list(jurisdictions().values())
    figures = ("kind", "population", "latitude", "longitude", "time_zone", "climate", "coastal")
    places = [(number, drawn.choice(known)) for number in range(1, OFFICES + 1)]
    yield (
        tables.jurisdiction,
        [
            {"id": number, **one, "name": f"Place {number}", "country": like.country or ""}
            | {name: getattr(like, name) for name in figures}
            for number, like in places
        ],
    )
    numbers = range(1, OFFICES + 1)
    office = [{"id": each, **one, "jurisdiction_id": each, "name": "Public works"} for each in numbers]
    yield tables.office, office
    yield (
        tables.record,
        [
            {"id": number, **one, "key": f"r{number}", "title": f"Record {number}", "state": "published"}
            | {"office_id": (number - 1) % OFFICES + 1, "result": "worked", "content_hash": ""}
            | {"updated_at": NOW}
            for number in range(1, RECORDS + 1)
        ],
    )
    yield (
        tables.record_topic,
        [{"record_id": each, "topic": f"topic-{each % TOPICS}"} for each in range(1, RECORDS + 1)],
    )


def people(drawn: random.Random) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield the officials with what they said when they joined."""
    one, ids = {"network_id": NETWORK}, range(1, OFFICIALS + 1)
    long_ago = NOW - timedelta(days=400)
    yield tables.official, [{"id": each, **one, "name": f"O{each}", "verified_at": NOW} for each in ids]
    yield (
        tables.identity,
        [{"id": each, **one, "workspace_id": 1, "chat_id": f"U{each}", "official_id": each} for each in ids],
    )
    tenure = {**one, "since": long_ago.date()}
    yield (
        tables.tenure,
        [{"id": each, **tenure, "official_id": each, "office_id": (each - 1) // 2 + 1} for each in ids],
    )
    yield (
        tables.membership,
        [
            {**one, "official_id": each, "joined_at": long_ago, "capacity": drawn.randint(1, 4)}
            | {"languages": drawn.choice(("", "en", "en es", "fr", "de en")), "body_seats": 7}
            | {"body": drawn.choice(("", "", "", "City Council"))}
            for each in ids
        ],
    )
    chosen = [(each, topic) for each in ids for topic in drawn.sample(range(TOPICS), 2)]
    yield (
        tables.member_topic,
        [{**one, "official_id": each, "topic": f"topic-{topic}"} for each, topic in chosen],
    )
    some = drawn.sample(ids, OFFICIALS // 10)
    week = {"first": NOW.date(), "last": NOW.date() + timedelta(days=7)}
    yield tables.quiet_time, [{**one, "official_id": each, **week} for each in some]
    yield (
        tables.avoidance,
        [{**one, "official_id": each, "other_id": each % OFFICIALS + 1} for each in some[: OFFICIALS // 20]],
    )


def asked_and_introduced(drawn: random.Random) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield the questions with their matches, and a year of introductions."""
    one, where = {"network_id": NETWORK}, {"workspace_id": 1, "conversation": "C1"}
    asked = {"audience": "channel", "text": "How?", "language": "en", "band": "good", "asked_at": NOW}
    numbers = range(1, QUESTIONS + 1)
    yield (
        tables.question,
        [
            {"id": each, **one, **where, **asked, "asker_id": drawn.randint(1, OFFICIALS)}
            for each in range(1, QUESTIONS + EARLIER + 1)
        ],
    )
    yield (
        tables.question_match,
        [
            {**one, "question_id": each, "position": at, "record_id": record}
            | {"score": 0.95 - 0.02 * at, "shown": at < MATCHES[0]}
            for each in numbers
            for at, record in enumerate(drawn.sample(range(1, RECORDS + 1), drawn.randint(*MATCHES)))
        ],
    )
    zipf = [1 / rank for rank in range(1, OFFICIALS + 1)]
    peers = drawn.choices(drawn.sample(range(1, OFFICIALS + 1), OFFICIALS), zipf, k=INTRODUCTIONS)
    yield tables.introduction, [introduction(drawn, peer) for peer in peers]


def introduction(drawn: random.Random, peer: int) -> dict[str, Any]:
    """Return one introduction of the last year to this peer."""
    then = NOW - timedelta(days=drawn.uniform(0, 365))
    asker = (peer + drawn.randint(2, OFFICIALS - 2)) % OFFICIALS + 1
    recent = NOW - then < timedelta(days=5)
    question = QUESTIONS + drawn.randint(1, EARLIER)
    state = drawn.choice(STATES if recent else STATES[:-1])
    return {
        **{"network_id": NETWORK, "workspace_id": 1, "conversation": "C1", "question_id": question},
        **{"record_id": drawn.randint(1, RECORDS), "office_id": (peer - 1) // 2 + 1, "asker_id": asker},
        **{"peer_id": peer, "state": state},
        **{"requested_at": then, "asked_at": then, "answer_by": then},
        # Everybody said yes at once.
        "agreed_at": then if state in ANSWERED_YES else None,
    }


if __name__ == "__main__":
    main()
