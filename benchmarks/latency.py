"""How long a warm answer takes in this process: embed, retrieve and rank over the demo records.

    python -m benchmarks.latency

Nothing is stored and nothing posted. Every demo question is asked ROUNDS times, one at a time.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from time import perf_counter

import numpy as np

from benchmarks.collection import Collection, read
from benchmarks.report import Row, write
from matching.domain import Candidate
from matching.embedder import Embedder, load, question_vector
from matching.language import detect
from matching.ranker import combined, rank

ROUNDS = 3
STEPS = {"language": "", "embedding, both models": "30 ms", "retrieval": "", "ranking": ""}


def main() -> None:
    """Print and keep the table."""
    started = perf_counter()
    embedder = load()
    loading = perf_counter() - started
    collection = read()
    answer = answerer(collection, embedder)
    answer(collection.questions[0].text)
    measured = np.array([answer(each.text) for _ in range(ROUNDS) for each in collection.questions])
    rows = [row(step, bar, times) for (step, bar), times in zip(STEPS.items(), measured.T, strict=True)]
    rows.append(row("**question to answer, warm**", "45 ms", measured.sum(axis=1)))
    rows.append(Row("importing and loading the models", f"{loading:.1f} s", "", "one run"))
    rows.append(
        Row("yardstick: adding up ten million numbers in Python", f"{yardstick():.2f} s", "", "one run")
    )
    write("latency", rows)


def row(what: str, bar: str, milliseconds: Sequence[float]) -> Row:
    """Return the row of one step."""
    middle, high = np.percentile(milliseconds, [50, 95])
    return Row(what, f"{middle:.1f} ms", bar, f"p95 {high:.1f} ms")


def yardstick() -> float:
    """Return the seconds of a plain loop, to tell how fast the machine is and how busy."""
    started = perf_counter()
    total = 0
    for number in range(10_000_000):
        total += number
    return perf_counter() - started


def answerer(collection: Collection, embedder: Embedder) -> Callable[[str], list[float]]:
    """Return a function that answers a question and returns the milliseconds of each of STEPS."""
    index = collection.index()

    def answer(text: str) -> list[float]:
        at = [perf_counter()]
        language = detect(text)
        at.append(perf_counter())
        vector = question_vector(embedder.questions([text])[0], language, embedder.english)
        at.append(perf_counter())
        retrieved = index.retrieve(text, vector, language)
        at.append(perf_counter())
        rank(None, [Candidate(collection.records[each.key.id], combined(each)) for each in retrieved])
        at.append(perf_counter())
        return [1000 * (end - start) for start, end in pairwise(at)]

    return answer


if __name__ == "__main__":
    main()
