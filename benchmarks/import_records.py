"""Time of `counterpart import` against the time that the models alone take for the same texts.

Run: `python -m benchmarks.import_records [--records 10000] [--rounds 3]`

The records are those of the demonstration network again and again, each time with its sentences in another
order and a number in its title, so that every text is embedded. In each round the same embedder embeds the
texts alone, in the batches of an import, and imports the file into a new SQLite file: reading, checking, the
gazetteer, comparing, writing and embedding. Loading the models, the same for both, is left out. Every other
round the import comes first, so that a machine that others use favours neither; the time of the processors,
which waiting for others does not stretch, stands beside that of the clock.
"""

import argparse
import json
import os
import random
import re
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.collection import DEMO
from benchmarks.report import Row, write
from bot.library import Library
from bot.operator.import_file import Order, run
from bot.records import contribute
from bot.shelf import BATCH
from matching.embedded import Embedder, Parts
from matching.embedder import load
from store.engine import open_engine

SEED = 1
SHUFFLED = ("problem", "action", "outcome", "lessons")
BAR = 1.15


def rows(count: int) -> list[dict[str, Any]]:
    """Return that many different records."""
    numbers = random.Random(SEED)
    lines = (DEMO / "practices.jsonl").read_text(encoding="utf-8").splitlines()
    demonstration = [json.loads(line) for line in lines]
    return [varied(demonstration[at % len(demonstration)], at, numbers) for at in range(count)]


def varied(row: dict[str, Any], number: int, numbers: random.Random) -> dict[str, Any]:
    """Return the record under another id, its sentences in another order."""
    told = {name: row.get(name) or "" for name in SHUFFLED}
    for name, text in told.items():
        sentences = re.split(r"(?<=[.!?]) ", text)
        told[name] = " ".join(numbers.sample(sentences, len(sentences)))
    return row | told | {"id": f"{row['id']}-{number}", "title": f"{row['title']} {number}"}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of something: by the clock, and of all threads of this process."""

    clock: float
    processor: float


def embedding(embedder: Embedder, texts: Sequence[Parts]) -> Took:
    """Return how long the models take for the texts."""
    started, worked = perf_counter(), process_time()
    for at in range(0, len(texts), BATCH):
        embedder.passages(texts[at : at + BATCH])
    return Took(perf_counter() - started, process_time() - worked)


def importing(embedder: Embedder, file: Path) -> Took:
    """Return how long an import of the file into a new database takes; it must say that all is new."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/counterpart.db"
        started, worked = perf_counter(), process_time()
        status = run(Order(file, yes=True), lambda settings, engine: Library(engine, embedder))
        took = Took(perf_counter() - started, process_time() - worked)
        assert (status, stored(os.environ["DATABASE_URL"])) == (0, len(file.read_text().splitlines()))
    return took


def stored(url: str) -> int:
    """Return how many texts have vectors."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found: int = connection.exec_driver_sql(
            "SELECT count(*) FROM vector WHERE model NOT LIKE '%/tokens'"
        ).scalar_one()
    engine.dispose()
    return found


def main() -> None:
    """Print and keep the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    embedder = load()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "records.jsonl")
        file.write_text("".join(json.dumps(row) + "\n" for row in rows(options.records)), encoding="utf-8")
        good = contribute.read(file, lambda *place: None).good
        texts = [parts(each) for each in good]
        embedder.passages(texts[:BATCH])  # what is made at the first batch is no part of either
        alone, whole = list[Took](), list[Took]()
        for number in range(options.rounds):
            for import_it in sorted((False, True), reverse=number % 2 == 1):
                if import_it:
                    whole.append(importing(embedder, file))
                else:
                    alone.append(embedding(embedder, texts))
    write("import_records", table(options.records, alone, whole))


def parts(each: contribute.Contribution) -> Parts:
    """Return what is embedded of a record, as `PracticeRecord.parts`."""
    draft = each.draft
    every = (draft.title, draft.problem, draft.action, draft.outcome, draft.lessons)
    return tuple(part for part in every if part)


def table(count: int, alone: Sequence[Took], whole: Sequence[Took]) -> list[Row]:
    """Return the medians over the rounds, each with its range."""

    def row(what: str, figures: Sequence[float], unit: str, bar: str = "") -> Row:
        rounds = "1 round" if len(figures) == 1 else f"{len(figures)} rounds"
        spread = f"{rounds}, {min(figures):.2f} to {max(figures):.2f}{unit}"
        return Row(what, f"{statistics.median(figures):.2f}{unit}", bar, spread)

    pairs = list(zip(whole, alone, strict=True))
    return [
        row(f"embedding the texts of {count:,} records alone", [each.clock for each in alone], " s"),
        row(f"importing {count:,} records", [each.clock for each in whole], " s"),
        row("importing / embedding alone", [one.clock / other.clock for one, other in pairs], "", f"{BAR}"),
        row("the same, by the time of the processors", [a.processor / b.processor for a, b in pairs], ""),
    ]


if __name__ == "__main__":
    main()
