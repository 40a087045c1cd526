"""The tokens of a text as the models see them in context, and how well two texts agree token by token.

One vector a text blurs what its single words say; comparing every token of a question with every token of a
record ("late interaction": Khattab and Zaharia, ColBERT, 2020, arXiv:2004.12832) keeps it. A record's tokens
are kept as one bit a dimension, its sign, which loses next to nothing (docs/retrieval.md, "Tokens").
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Rows = NDArray[np.float32]
Small = NDArray[np.int8]
Bits = NDArray[np.uint8]

# The greatest part of a row is stored as this, the others in proportion.
GREATEST = 127
# A unit vector's product with the signs of another, brought to length one, is this share of their cosine: the
# mean of |x| over the unit sphere in n dimensions is sqrt(2 / (pi n)) for large n.
SIGN_SHARE = math.sqrt(2 / math.pi)
HEADER = np.dtype("<u2")
# The instructions with which torch multiplies bytes, by the names of `torch.cpu.get_capabilities`.
BYTE_PRODUCTS = ("avx512_vnni", "avx_vnni", "amx_int8")


@dataclass(frozen=True, slots=True)
class TokenRows:
    """The tokens of a question: one row each, in eight bits a dimension, for both models.

    `english` are the rows of the model that understands English only. Both may have no rows: a text without
    words, or an embedder that does not tell its tokens.
    """

    english: Small
    multilingual: Small

    def signs(self) -> "TokenSigns":
        """Return the same tokens as a text that is found keeps them."""
        return TokenSigns(np.packbits(self.english > 0, axis=1), np.packbits(self.multilingual > 0, axis=1))

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` reads."""
        return _to_bytes(self.english, self.multilingual)

    @classmethod
    def from_bytes(cls, data: bytes, width: int) -> "TokenRows":
        """Return the rows of `width` dimensions. Raises ValueError if the data does not hold whole rows."""
        english, multilingual = _from_bytes(data, width)
        return cls(english.view(np.int8), multilingual.view(np.int8))


@dataclass(frozen=True, slots=True)
class TokenSigns:
    """The tokens of a text that is found: one row each, one bit a dimension, for both models."""

    english: Bits
    multilingual: Bits

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` reads."""
        return _to_bytes(self.english, self.multilingual)

    @classmethod
    def from_bytes(cls, data: bytes, width: int) -> "TokenSigns":
        """Return the rows of `width` dimensions. Raises ValueError if the data does not hold whole rows."""
        return cls(*_from_bytes(data, width // 8))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a question and a text agree, each figure a mean of cosines, 0 where there are no tokens.

    `english` and `multilingual`: over the question's tokens, that of the most similar token of the text.
    `back`: over the text's tokens, that of the most similar token of the question, multilingual model.
    """

    english: float
    multilingual: float
    back: float


def quantised(rows: Rows) -> Small:
    """Return the rows in eight bits, each scaled so that its greatest part is 127."""
    greatest = np.maximum(np.abs(rows).max(axis=1, keepdims=True, initial=0), np.finfo(np.float32).tiny)
    return np.asarray(np.round(rows / greatest * GREATEST), dtype=np.int8)


def agreements(question: TokenRows, texts: Sequence[TokenSigns]) -> list[Agreement]:
    """Return the agreement of the question with each text."""
    english = _both_ways(question.english, [text.english for text in texts])
    multilingual = _both_ways(question.multilingual, [text.multilingual for text in texts])
    return [
        Agreement(float(forth), float(forth_too), float(back))
        for (forth, _), (forth_too, back) in zip(english, multilingual, strict=True)
    ]


def agreements_with(questions: Sequence[TokenRows], text: TokenSigns) -> list[Agreement]:
    """Return the agreement of each question with the text: `agreements` the other way round, all at once."""
    english = _each_way([each.english for each in questions], text.english)
    multilingual = _each_way([each.multilingual for each in questions], text.multilingual)
    return [
        Agreement(float(forth), float(forth_too), float(back))
        for (forth, _), (forth_too, back) in zip(english, multilingual, strict=True)
    ]


def _each_way(questions: Sequence[Small], text: Bits) -> NDArray[np.float32]:
    """Return, for each question, the mean over its tokens and the mean over the text's: (questions, 2)."""
    means = np.zeros((len(questions), 2), dtype=np.float32)
    present = [number for number, question in enumerate(questions) if len(question)]
    if not len(text) or not present:
        return means
    lengths = np.array([len(questions[number]) for number in present])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    cosines = _cosines(np.concatenate([questions[number] for number in present]), text)
    means[present, 0] = np.add.reduceat(cosines.max(axis=1), starts) / lengths
    means[present, 1] = np.maximum.reduceat(cosines, starts, axis=0).mean(axis=1)
    return means


def _both_ways(question: Small, texts: Sequence[Bits]) -> NDArray[np.float32]:
    """Return, for each text, the mean over the question's tokens and the mean over its own: (texts, 2)."""
    means = np.zeros((len(texts), 2), dtype=np.float32)
    present = [number for number, text in enumerate(texts) if len(text)]
    if not len(question) or not present:
        return means
    lengths = np.array([len(texts[number]) for number in present])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    cosines = _cosines(question, np.concatenate([texts[number] for number in present]))
    means[present, 0] = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
    means[present, 1] = np.add.reduceat(cosines.max(axis=0), starts) / lengths
    return means


def _cosines(question: Small, signs: Bits) -> NDArray[np.float32]:
    """Return shape (question's tokens, text's tokens): what is summed up later stands side by side."""
    width = question.shape[1]
    rows = question.astype(np.float32)
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    cosines = _products(question, np.unpackbits(signs, axis=1, count=width))
    # A sign is 2 bit - 1, and the row of signs has the length sqrt(width).
    cosines -= rows.sum(axis=1, keepdims=True) / 2
    cosines *= 2 / (math.sqrt(width) * SIGN_SHARE) / lengths
    return cosines


def _products(rows: Small, bits: Bits) -> Rows:
    """Return the inner products of two kinds of rows; they are whole numbers, so both ways give the same."""
    torch = sys.modules.get("torch")  # who embeds has loaded it; who only compares need not wait for it
    if torch is None:
        _use_one_thread()
        return rows.astype(np.float32) @ bits.astype(np.float32).T
    ours, others = torch.tensor(rows), torch.from_numpy(bits.view(np.int8)).T
    if _multiplies_bytes(torch):
        # In a third of the time. numpy has no product of bytes that uses the processor's own, and torch has
        # no other name for its own.
        return np.asarray(torch._int_mm(ours, others), dtype=np.float32)  # noqa: SLF001
    return np.asarray(ours.float() @ others.float())


def _multiplies_bytes(torch: ModuleType) -> bool:
    """Say whether the processor itself does; emulated it takes about six times as long as floats."""
    able = torch.cpu.get_capabilities()
    return any(able.get(each, False) for each in BYTE_PRODUCTS)


@cache
def _use_one_thread() -> None:
    # Two threads of numpy's linear algebra wait for each other as soon as the machine has anything else to
    # do: 5 ms became 52. Limited here, at the first use, because limits reach only libraries that are loaded.
    threadpool_limits(limits=1, user_api="blas")


def _to_bytes(english: NDArray[np.generic], multilingual: NDArray[np.generic]) -> bytes:
    return np.array(len(english), dtype=HEADER).tobytes() + english.tobytes() + multilingual.tobytes()


def _from_bytes(data: bytes, row: int) -> tuple[Bits, Bits]:
    rows = np.frombuffer(data, dtype=np.uint8, offset=HEADER.itemsize).reshape(-1, row)
    count = int(np.frombuffer(data, dtype=HEADER, count=1)[0])
    if count > len(rows):
        raise ValueError(f"{count} rows of English tokens among {len(rows)}")
    return rows[:count], rows[count:]
