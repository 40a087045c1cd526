"""Writes the centre of e5's rows: shares of their means over the demo network's questions and records.

Run: python -m benchmarks.centre. The file is part of the product; whoever changes it gives it a new name
and its hash (matching.side_by_side.CENTRE), because rows with another centre cannot be compared.
docs/retrieval.md, "The centre", has the alternatives that were measured.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.embedder import load
from matching.side_by_side import CENTRE, HALF, PASSAGES, QUESTIONS, SideBySide
from matching.token_rows import Small
from matching.weights import digest

DEMO = Path(__file__).parents[1] / "demo"
PARTS = ("title", "problem", "action", "outcome", "lessons")
# How much of the mean is subtracted (docs/retrieval.md, "The centre"): all of it takes from e5 what it knows
# of other languages, none of it leaves every text alike.
OF_VECTORS, OF_TOKENS = 0.7, 0.9


def main() -> None:
    """Write the file and print how long the means are (1 would mean that all texts look the same)."""
    embedder = without_centre()
    questions = [line["question"] for line in lines("questions.jsonl")]
    parts = [line[part] for line in lines("practices.jsonl") for part in PARTS if line[part]]
    sides = [embedder.rows(questions, QUESTIONS), embedder.rows(parts, PASSAGES)]
    means = [vectors[:, HALF:].mean(axis=0) for vectors, _ in sides]
    means += [mean_token([each.multilingual for each in tokens]) for _, tokens in sides]
    print("lengths of the means:", ", ".join(f"{np.linalg.norm(mean):.3f}" for mean in means))
    shares = np.array([OF_VECTORS, OF_VECTORS, OF_TOKENS, OF_TOKENS])[:, np.newaxis]
    np.save(CENTRE, (shares * np.stack(means)).astype(np.float32))
    print(f"{CENTRE.name}: CENTRE_SHA256 = {digest(CENTRE)!r}")


def without_centre() -> SideBySide:
    """Return the bundled embedder with e5's rows as they are."""
    loaded = load()
    assert isinstance(loaded, SideBySide)
    return SideBySide(
        loaded.english_model, loaded.e5, np.zeros((4, HALF), dtype=np.float32), "without centre"
    )


def lines(name: str) -> list[dict[str, str]]:
    """Return the objects of a file of the demo network."""
    return [json.loads(line) for line in (DEMO / name).read_text(encoding="utf-8").splitlines()]


def mean_token(texts: Sequence[Small]) -> NDArray[np.float32]:
    """Return the mean of the tokens' unit rows."""
    rows = np.concatenate(texts).astype(np.float32)
    return np.asarray((rows / np.linalg.norm(rows, axis=1, keepdims=True)).mean(axis=0), dtype=np.float32)


if __name__ == "__main__":
    main()
