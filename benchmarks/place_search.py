"""How long typing a place takes, from the first that a process is asked about, and what memory it costs.

Run: `python -m benchmarks.place_search`. Slack shows what was found if it comes within three seconds.

Before the table of cities (bot/places/city_table.py) the first search took 4,982 ms and kept 410 MB.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import Row, write

RUNS = 5
# A small town first: nothing of the gazetteer may be left to be read later.
TYPED = ("elm", "po", "porto", "springfield il", "new", "san f", "neustadt", "القاهرة", "東京")

CHILD = """
import json, os, sys, time
from bot import place_search
from bot.phrases import words
from benchmarks.startup import resident_megabytes
from store.engine import migrate, open_engine
from tests.factories import add_network

engine = open_engine(f"sqlite:///{sys.argv[1]}")
migrate(engine)
with engine.connect() as connection:
    network_id, english = add_network(connection), words("en")
    english.country("PT")  # the names of countries are read for every card
    before = resident_megabytes(os.getpid())
    taken = []
    for typed in sys.argv[2:]:
        begun = time.perf_counter()
        place_search.search(connection, network_id, typed, english)
        taken.append(time.perf_counter() - begun)
    print(json.dumps([taken, resident_megabytes(os.getpid()) - before]))
engine.dispose()
"""


def fresh(typed: Sequence[str]) -> tuple[list[float], float]:
    """Return the seconds of each search in a new process, and the megabytes that all of them left behind."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", CHILD, str(Path(folder, "places.db")), *typed]
        taken, grown = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return taken, grown


def main() -> None:
    """Print and keep the table."""
    runs = [fresh(TYPED) for _ in range(RUNS)]
    first = [taken[0] * 1_000 for taken, _ in runs]
    later = [seconds * 1_000 for taken, _ in runs for seconds in taken[1:]]
    grown = [megabytes for _, megabytes in runs]
    rows = [
        _row("first search of a process", first, "ms", "300 ms"),
        _row("each later one", later, "ms", "50 ms"),
        _row("memory that searching keeps", grown, "MB", "40 MB"),
    ]
    write("place_search", rows)


def _row(what: str, runs: Sequence[float], unit: str, bar: str) -> Row:
    spread = f"{min(runs):.0f} to {max(runs):.0f} {unit}"
    return Row(what, f"{statistics.median(runs):.0f} {unit}", bar, spread)


if __name__ == "__main__":
    main()
