"""A question's tokens against those of 24 records, by products of bytes and by floats, side by side.

Which of them the product takes is said by the processor's instructions (matching/token_rows.py).
Run: `python -m benchmarks.token_products`
"""

import statistics
import time
from unittest.mock import patch

import numpy as np
import torch

from benchmarks.report import Row, write
from matching.embedder import use_one_thread
from matching.token_rows import BYTE_PRODUCTS, TokenRows, TokenSigns, agreements

WIDTH, RECORDS, TOKENS, ASKED = 384, 24, 150, 20
RUNS = 30


def main() -> None:
    """Time both ways in turn and keep the table."""
    use_one_thread()
    generator = np.random.default_rng(1)
    question, *others = (rows(generator, count) for count in (ASKED, *[TOKENS] * RECORDS))
    texts = [each.signs() for each in others]
    own = any(torch.cpu.get_capabilities().get(each, False) for each in BYTE_PRODUCTS)
    instructions = {"bytes": {"avx512_vnni": True}, "floats": {}}
    taken: dict[str, list[float]] = {way: [] for way in instructions}
    for _ in range(RUNS):
        for way, able in instructions.items():
            with patch.object(torch.cpu, "get_capabilities", return_value=able):
                taken[way].append(milliseconds(question, texts))
    chosen = "bytes" if own else "floats"
    write("token_products", [row(way, each, chosen=way == chosen) for way, each in taken.items()])


def rows(generator: np.random.Generator, tokens: int) -> TokenRows:
    """Return tokens of a text in both models, with parts drawn at random: their values take no other time."""
    return TokenRows(*generator.integers(-127, 128, (2, tokens, WIDTH), dtype=np.int8))


def milliseconds(question: TokenRows, texts: list[TokenSigns]) -> float:
    """Return how long it takes to compare the question with the texts."""
    start = time.perf_counter()
    agreements(question, texts)
    return 1000 * (time.perf_counter() - start)


def row(way: str, times: list[float], *, chosen: bool) -> Row:
    """Return the row of one way."""
    said = f"24 records of 150 tokens, products of {way}{', as this processor is served' if chosen else ''}"
    return Row(said, f"{statistics.median(times):.1f} ms", "", f"{min(times):.1f} to {max(times):.1f}")


if __name__ == "__main__":
    main()
