"""How long the figures for staff take over 100,000 questions, and how long finding the open ones takes.

    python -m benchmarks.metrics [--url postgresql://USER:PASSWORD@HOST/EMPTY_DATABASE]

The network is that of benchmarks/choosing.py, 10,000 officials with 20,000 introductions in a year, and
100,000 more questions of that year: a third without a match, a fifth rated, a quarter answered by a record.
On a SQLite file made for the run, and on PostgreSQL: a server made for the run, or the empty database that is
named. Of REPEATS times the median counts.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, insert

from benchmarks import choosing
from benchmarks.databases import on_both
from benchmarks.report import Row
from matching.domain import NetworkId
from store import metrics, open_questions, tables
from store.metrics import Span

QUESTIONS = 100_000
FIRST = choosing.QUESTIONS + choosing.EARLIER + 1  # id of the first of them
REPEATS = 5
SEED = 1
YEAR = Span(choosing.NOW - timedelta(days=365), choosing.NOW)
QUARTER = Span(choosing.NOW - timedelta(days=90), choosing.NOW)
NETWORK = NetworkId(choosing.NETWORK)


def main() -> None:
    """Print and keep the table."""
    on_both("metrics", filled, measured)


def filled(connection: Connection) -> None:
    """Write the network of benchmarks.choosing and the year's questions."""
    for table, values in (*choosing.network(), *asked()):
        connection.execute(insert(table), values)


def asked() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield the questions of the year, and the records that answered some."""
    drawn, one = random.Random(SEED), {"network_id": choosing.NETWORK}
    where = {"workspace_id": 1, "conversation": "C1", "audience": "channel", "language": "en"}
    moments = [choosing.NOW - timedelta(days=drawn.uniform(0, 365)) for _ in range(QUESTIONS)]
    yield (
        tables.question,
        [
            {"id": FIRST + number, **one, **where, "text": "How?", "asked_at": moment}
            | {"asker_id": drawn.randint(1, choosing.OFFICIALS)}
            | {"band": drawn.choice(("good", "maybe", "none"))}
            | {"helpful": drawn.choice((True, False, *(None,) * 8))}
            for number, moment in enumerate(moments)
        ],
    )
    yield (
        tables.question_answer,
        [
            {**one, "question_id": FIRST + number, "record_id": drawn.randint(1, choosing.RECORDS)}
            | {"answered_at": moments[number] + timedelta(hours=drawn.uniform(0, 500))}
            for number in drawn.sample(range(QUESTIONS), QUESTIONS // 4)
        ],
    )


def _read(connection: Connection, query: metrics.Query) -> object:
    return connection.execute(query(NETWORK, YEAR)).one()


def measured(engine: Engine) -> list[Row]:
    """Return the times of all figures, of the slowest query, and of reading the open questions."""
    name = engine.dialect.name
    with engine.connect() as connection:
        each = {query.__name__: timed(partial(_read, connection, query)) for query in metrics.FIGURES}
        slowest = max(each, key=lambda query: each[query])
        quarter = timed(lambda: metrics.figures(connection, NETWORK, QUARTER))
        year = timed(lambda: metrics.figures(connection, NETWORK, YEAR))
        reading = timed(lambda: open_questions.of(connection, NETWORK, YEAR.since, YEAR.until))
        found = len(open_questions.of(connection, NETWORK, YEAR.since, YEAR.until))
    runs = f"median of {REPEATS}"
    return [
        Row(f"all figures of a quarter ({name})", f"{quarter:.2f} s", "", runs),
        Row(f"all figures of a year, {QUESTIONS:,} questions ({name})", f"{year:.2f} s", "5 s", runs),
        Row(f"the slowest query of them, {slowest} ({name})", f"{each[slowest]:.2f} s", "", runs),
        Row(f"reading {found:,} open questions ({name})", f"{reading:.2f} s", "", runs),
    ]


def timed(act: Callable[[], object]) -> float:
    """Return the median of the seconds that it takes."""
    took = []
    for _ in range(REPEATS):
        started = perf_counter()
        act()
        took.append(perf_counter() - started)
    return median(took)


if __name__ == "__main__":
    main()
