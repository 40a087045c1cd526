"""What it takes to read rows of many columns by name: SQLAlchemy's, and those of `statements.named`.

Run: `python -m benchmarks.rows`. As `store.loads.members` reads them: thirty people, each with some forty
columns of which all are read once. Making the rows counts too. Both ways in turn, in one process.
"""

from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import Any

from sqlalchemy import Connection, create_engine, text

from benchmarks.report import Row, write
from store.statements import named

PEOPLE, COLUMNS, TIMES, RUNS = 30, 40, 100, 15
NAMES = [f"column_{number}" for number in range(COLUMNS)]
STATEMENT = text(
    f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PEOPLE}) "
    f"SELECT {', '.join(f'i + {number} AS {name}' for number, name in enumerate(NAMES))} FROM n"
)


def main() -> None:
    """Time both ways and keep the table."""
    ways: dict[str, Callable[[Connection], Sequence[Any]]] = {
        "SQLAlchemy's rows": lambda connection: connection.execute(STATEMENT).all(),
        "named tuples": lambda connection: named(connection.execute(STATEMENT)),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    with create_engine("sqlite://").connect() as connection:
        for _ in range(RUNS):
            for way, rows in ways.items():
                taken[way].append(milliseconds(connection, rows))
    what = f"{PEOPLE} rows of {COLUMNS} columns, each read by its name"
    write("rows", [row(f"{what}: {way}", times) for way, times in taken.items()])


def milliseconds(connection: Connection, rows: Callable[[Connection], Sequence[Any]]) -> float:
    """Return the processor time of one execution with all of its columns read."""
    start = process_time()
    for _ in range(TIMES):
        for each in rows(connection):
            for name in NAMES:
                getattr(each, name)
    return 1000 * (process_time() - start) / TIMES


def row(what: str, times: Sequence[float]) -> Row:
    """Return the row of one way."""
    return Row(
        f"{what}, processor time", f"{median(times):.2f} ms", "", f"{min(times):.2f} to {max(times):.2f}"
    )


if __name__ == "__main__":
    main()
