"""Recall, latency, memory and opening of the vector index at the width that the product uses.

Run: `python -m benchmarks.index --texts FILE.jsonl.gz [--rows 100000,1000000]`

The vectors of 10,000 texts of the file (field `text`, chosen at random, as passages) are extended: a new one
lies between a text and one of its ten nearest, at a random share of the way, with noise of length 0.3 in each
half, and both halves brought to length one. Of the rules tried (any other text, or one of a hundred, as the
second; noise of 0.2 to 0.8) this one keeps the similarities of questions to their first, tenth and hundredth
nearest closest to those among the texts themselves; the table says how close. Questions are 500 other texts,
embedded as questions. The exact scan of the same run tells how busy the machine was: alone it takes 19 to 38
ms for 100,000 rows. Processor time leaves out what other programs took.
"""

import argparse
import gzip
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.collection import CACHE, vectors
from benchmarks.index_process import DIMENSION, QUESTIONS, WANTED
from benchmarks.report import Row, write
from matching.embedded import Vectors, question_vector
from matching.side_by_side import CENTRE, HALF, centred

TEXTS = 10_000
NEAREST = 10
NOISE = 0.3
SEED = 1
BLOCK = 50_000
BARS = {100_000: "3 ms", 1_000_000: "20 ms"}
LANGUAGES = {"en": "English", "es": "other languages"}


def main() -> None:
    """Print and keep the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--rows", default="100000,1000000")
    options = parser.parse_args()
    texts = distinct(options.texts)
    real, asked = embedded(texts)
    rows = [
        alike("the texts themselves", real, asked),
        alike("as many extended", extended(real, TEXTS), asked),
    ]
    for count in map(int, options.rows.split(",")):
        rows += measured(count, real, asked)
        rows += words(count, options.texts)
    write("index", rows)


def distinct(path: Path) -> list[str]:
    """Return the different texts of the file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(dict.fromkeys(json.loads(line)["text"] for line in file))


def embedded(texts: Sequence[str]) -> tuple[Vectors, Vectors]:
    """Return the vectors of the texts and those of the questions, as the product has them."""
    chosen = random.Random(SEED).sample(texts, TEXTS + QUESTIONS)
    passages, questions = vectors("passages", chosen[:TEXTS]), vectors("questions", chosen[TEXTS:])
    means = np.load(CENTRE)

    def with_centre(rows: Vectors, mean: Vectors) -> Vectors:
        return np.hstack([rows[:, :HALF], centred(rows[:, HALF:], mean)])

    return with_centre(passages, means[1]), with_centre(questions, means[0])


def extended(real: Vectors, count: int) -> NDArray[np.float16]:
    """Return that many vectors made from the real ones; the rule stands at the head of this module."""
    numbers = np.random.default_rng([SEED, count])
    _, near = faiss.knn(real, real, NEAREST + 1, faiss.METRIC_INNER_PRODUCT)
    made = np.empty((count, DIMENSION), dtype=np.float16)
    for at in range(0, count, BLOCK):
        size = min(BLOCK, count - at)
        one = numbers.integers(0, len(real), size)
        other = near[one, numbers.integers(1, NEAREST + 1, size)]
        share = numbers.random((size, 1), dtype=np.float32)
        noise = numbers.standard_normal((size, DIMENSION), dtype=np.float32) * NOISE / np.sqrt(HALF)
        halves = ((1 - share) * real[one] + share * real[other] + noise).reshape(size, 2, HALF)
        made[at : at + size] = (halves / np.linalg.norm(halves, axis=2, keepdims=True)).reshape(size, -1)
    return made


def alike(what: str, held: NDArray[np.floating], asked: Vectors) -> Row:
    """Return the similarities of questions to their first, tenth and hundredth nearest."""
    found, _ = faiss.knn(asked, held.astype(np.float32), 100, faiss.METRIC_INNER_PRODUCT)
    medians = ", ".join(f"{value:.2f}" for value in np.median(found[:, [0, 9, 99]], axis=0))
    return Row(f"similarity to the 1st, 10th, 100th of {what}", medians, "", "medians of 500 questions")


def measured(count: int, real: Vectors, asked: Vectors) -> list[Row]:
    """Return the rows of an index of that many vectors."""
    folder = CACHE / f"index-{count}"
    folder.mkdir(parents=True, exist_ok=True)
    made = extended(real, count)
    np.save(folder / "made.npy", made)
    for language in LANGUAGES:
        questions = question_vector(asked, language, HALF)
        np.save(folder / f"asked-{language}.npy", questions)
        np.save(folder / f"nearest-{language}.npy", nearest(made, questions))
    started = perf_counter()
    flat = one_by_one(made[:BLOCK].astype(np.float32), asked[:20])
    del made
    built = process("build", folder)
    asked_of = process("ask", folder)
    print(f"{count}: {perf_counter() - started:.0f} s", file=sys.stderr)
    subprocess.run(["rm", "-r", str(folder)], check=True)
    rows = [Row(f"{count:,}: exact scan in single precision", f"{flat * count / BLOCK:.1f} ms", "", "p50")]
    for language, name in LANGUAGES.items():
        found = asked_of[language]
        rows.append(Row(f"{count:,}: recall@10, {name}", f"{found['recall']:.4f}", "0.995", found["runs"]))
        rows.append(Row(f"{count:,}: p50, {name}", f"{found['p50']:.2f} ms", "", found["runs"]))
        bar = BARS.get(count, "")
        rows.append(Row(f"{count:,}: p95, {name}", f"{found['p95']:.2f} ms", bar, found["runs"]))
        rows.append(Row(f"{count:,}: p95 of processor time, {name}", f"{found['worked']:.2f} ms", bar, ""))
    return rows + [Row(f"{count:,}: {what}", *figures) for what, *figures in built["rows"] + asked_of["rows"]]


def nearest(made: NDArray[np.float16], questions: Vectors) -> NDArray[np.int64]:
    """Return the exact nearest of each question."""
    products, places = [], []
    for at in range(0, len(made), BLOCK):
        found = faiss.knn(
            questions, made[at : at + BLOCK].astype(np.float32), WANTED, faiss.METRIC_INNER_PRODUCT
        )
        products.append(found[0])
        places.append(found[1] + at)
    order = np.argsort(-np.hstack(products), axis=1)[:, :WANTED]
    return np.take_along_axis(np.hstack(places), order, axis=1)


def one_by_one(made: Vectors, questions: Vectors) -> float:
    """Return the median milliseconds of an exact scan of these rows on one thread."""
    faiss.omp_set_num_threads(1)
    times = []
    for question in questions:
        started = perf_counter()
        faiss.knn(question.reshape(1, -1), made, WANTED, faiss.METRIC_INNER_PRODUCT)
        times.append(1000 * (perf_counter() - started))
    faiss.omp_set_num_threads(2)
    return float(np.median(times))


def words(count: int, texts: Path) -> list[Row]:
    """Return the rows of a word index of that many texts, those of the file again and again."""
    folder = CACHE / f"words-{count}"
    folder.mkdir(parents=True, exist_ok=True)
    found = process("words", folder, str(texts), str(count)), process("words-again", folder)
    subprocess.run(["rm", "-r", str(folder)], check=True)
    return [Row(f"{count:,}: {what}", *figures) for part in found for what, *figures in part["rows"]]


def process(what: str, *arguments: object) -> dict[str, Any]:
    """Return what a process of its own measured, so that its memory is only that of its task."""
    command = [sys.executable, "-m", "benchmarks.index_process", what, *map(str, arguments)]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return told


if __name__ == "__main__":
    main()
