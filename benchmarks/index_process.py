"""The parts of benchmarks/index.py that run in processes of their own: building, asking, the word index."""

import gzip
import json
import re
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from matching.domain import EntryKey, EntryKind
from matching.index import VectorIndex
from matching.lexical import WordIndex
from matching.snapshot import Maker, load, save

DIMENSION = 768
QUESTIONS = 500
WANTED = 10
ROUNDS = 5
BATCH = 10_000  # rows put at once while building
ADDED = 1_000
ADDITIONS = 9
AT_ONCE = 64
MAKER = Maker("benchmark", DIMENSION)
SHARES = (0.1, 0.01, 0.001)


def anonymous() -> int:
    """Return the anonymous resident memory of this process in bytes."""
    found = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return 1024 * int(found.group(1))


def seconds(run: Callable[[], object]) -> float:
    """Return how long a call takes."""
    started = perf_counter()
    run()
    return perf_counter() - started


def build(folder: Path) -> dict[str, Any]:
    """Put the vectors, save them, and add some more."""
    made = np.load(folder / "made.npy", mmap_mode="r")
    before, index = anonymous(), VectorIndex(DIMENSION)

    def put_all() -> None:
        for at in range(0, len(made), BATCH):
            index.put_many(range(at, min(at + BATCH, len(made))), made[at : at + BATCH])

    building = seconds(put_all)
    held = (anonymous() - before) / len(made)
    saving = seconds(lambda: save(folder / "saved", MAKER, (1, 1), index.write))
    size = sum(path.stat().st_size for path in (folder / "saved").rglob("*") if path.is_file())
    return {
        "rows": [
            ("built", f"{building:.0f} s", "", "one run"),
            ("anonymous memory after building", f"{held:.0f} B a record", memory_bar(len(made)), "one run"),
            ("saved and brought to the disk", f"{saving:.1f} s", "", "one run"),
            ("on disk", f"{size / len(made):.0f} B a record", "", ""),
            added(index, made),
        ]
    }


def memory_bar(count: int) -> str:
    """Return the bytes a record may take: a bar for a million of them, where what is fixed hardly counts."""
    return "200 B" if count >= 1_000_000 else ""


def added(index: VectorIndex, made: np.ndarray) -> tuple[str, ...]:
    """Return the row of adding some more, several times, so that codes are made in some."""
    more = np.asarray(made[:ADDED], dtype=np.float32)
    times = [
        1000 * seconds(partial(index.put_many, range(at, at + ADDED), more))
        for at in range(len(made), len(made) + ADDITIONS * ADDED, ADDED)
    ]
    spread = f"{ADDITIONS} runs, {min(times):.0f} to {max(times):.0f} ms"
    return "1,000 added", f"{np.median(times):.0f} ms", "50 ms", spread


def ask(folder: Path) -> dict[str, Any]:
    """Open what was saved and ask."""
    before, started = anonymous(), perf_counter()
    opened = load(folder / "saved", MAKER, lambda data: VectorIndex.read(data, DIMENSION))
    opening = perf_counter() - started
    assert opened
    index = opened[0]
    result: dict[str, Any] = {language: answered(index, folder, language) for language in ("en", "es")}
    held = (anonymous() - before) / len(index)
    result["rows"] = [
        ("opened from disk", f"{opening:.2f} s", "1 s", "one run, files in the page cache"),
        (
            "anonymous memory after opening and asking",
            f"{held:.0f} B a record",
            memory_bar(len(index)),
            "one run",
        ),
        *(filtered(index, folder, share) for share in SHARES),
        together(index, folder),
    ]
    return result


def answered(index: VectorIndex, folder: Path, language: str) -> dict[str, Any]:
    """Return recall and milliseconds of all questions, asked several times."""
    asked = np.load(folder / f"asked-{language}.npy")
    nearest = np.load(folder / f"nearest-{language}.npy")
    found = [[number for number, _ in index.nearest(question, WANTED)] for question in asked]
    recall = np.mean([np.isin(right, mine).mean() for right, mine in zip(nearest, found, strict=True)])
    rounds = [[_timed(index, question) for question in asked] for _ in range(ROUNDS)]
    taken, worked = 1000 * np.array(rounds).transpose(2, 0, 1)
    high = np.percentile(taken, 95, axis=1)
    return {
        "recall": float(recall),
        "p50": float(np.median(np.median(taken, axis=1))),
        "p95": float(np.median(high)),
        "worked": float(np.median(np.percentile(worked, 95, axis=1))),
        "runs": f"{ROUNDS} rounds of {len(asked)}, p95 {high.min():.1f} to {high.max():.1f} ms",
    }


def _timed(index: VectorIndex, question: np.ndarray) -> tuple[float, float]:
    """Return the seconds that a question takes, and those of them that this thread was running."""
    started, before = perf_counter(), thread_time()
    index.nearest(question, WANTED)
    return perf_counter() - started, thread_time() - before


def filtered(index: VectorIndex, folder: Path, share: float) -> tuple[str, ...]:
    """Return the row of a filter that leaves this share of the entries."""
    made = np.load(folder / "made.npy", mmap_mode="r")
    asked = np.load(folder / "asked-en.npy")[:50]
    numbers = np.random.default_rng(1)
    among = np.sort(numbers.choice(len(made), int(share * len(made)), replace=False))
    allowed = made[among].astype(np.float32)
    nearest = [among[np.argsort(-(allowed @ question))[:WANTED]] for question in asked]
    times, recall = [], []
    for question, right in zip(asked, nearest, strict=True):
        started = perf_counter()
        found = index.nearest(question, WANTED, among)
        times.append(1000 * (perf_counter() - started))
        recall.append(np.isin(right, [number for number, _ in found]).mean())
    spread = f"50 questions, p50 {np.median(times):.1f} ms, p95 {np.percentile(times, 95):.1f} ms"
    return f"recall@10 within a filter of {share:.1%}", f"{np.mean(recall):.4f}", "0.995", spread


def together(index: VectorIndex, folder: Path) -> tuple[str, ...]:
    """Return the row of many questions at once, beside the same ones after each other."""
    asked = np.load(folder / "asked-en.npy")[:AT_ONCE]
    alone = AT_ONCE / seconds(lambda: [index.nearest(question, WANTED) for question in asked])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        at_once = AT_ONCE / seconds(lambda: list(pool.map(lambda each: index.nearest(each, WANTED), asked)))
    return f"{AT_ONCE} questions at once", f"{at_once:.0f} a second", "", f"one by one {alone:.0f} a second"


def words(folder: Path, texts: Path, count: str) -> dict[str, Any]:
    """Put that many texts into a word index on disk."""
    with gzip.open(texts, "rt", encoding="utf-8") as file:
        lines = [json.loads(line)["text"] for line in file]
    index = WordIndex(folder=folder)
    started = perf_counter()
    for number, text in enumerate(islice(cycle(lines), int(count))):
        index.put(EntryKey(EntryKind.RECORD, number), text)
    index.best("budget", WANTED)
    building = perf_counter() - started
    (folder.parent / "saved").mkdir()
    saving = seconds(lambda: index.save(folder.parent / "saved"))
    shutil.rmtree(folder.parent / "saved")
    size = sum(path.stat().st_size for path in folder.iterdir())
    return {
        "rows": [
            ("word index, built", f"{building:.0f} s", "", "one run"),
            ("word index, linked into a snapshot", f"{saving:.2f} s", "", "one run"),
            ("word index, on disk, mapped", f"{size / int(count):.0f} B a record", "", ""),
        ]
    }


def words_again(folder: Path) -> dict[str, Any]:
    """Open the word index and ask it."""
    before, started = anonymous(), perf_counter()
    index = WordIndex(folder=folder)
    opening = perf_counter() - started
    asked = [
        "budget for masks in schools",
        "quarantine of travellers at the border",
        "closing of restaurants",
    ]
    times = [1000 * seconds(partial(index.best, text, 50)) for text in 20 * asked]
    return {
        "rows": [
            ("word index, opened", f"{opening:.2f} s", "", "one run"),
            (
                "word index, best 50",
                f"{np.median(times):.1f} ms",
                "",
                f"p95 {np.percentile(times, 95):.1f} ms",
            ),
            ("word index, anonymous memory", f"{(anonymous() - before) / 2**20:.0f} MB", "", "one run"),
        ]
    }


if __name__ == "__main__":
    tasks: dict[str, Callable[..., dict[str, Any]]] = {
        "build": build,
        "ask": ask,
        "words": words,
        "words-again": words_again,
    }
    name, folder, *others = sys.argv[1:]
    sys.stdout.write(json.dumps(tasks[name](Path(folder), *others)))
