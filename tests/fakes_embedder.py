"""An embedder of word buckets for tests: deterministic, readable and without weights."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Parts, Vectors
from matching.token_rows import TokenRows

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an and any are as at be by can could did do does for from has have how i if in is it its my no
        not of on or other our so that the their they this to was we what when where which who will with you
        your""",
    )
)


class WordEmbedder:
    """Gives each word one of 2,048 dimensions, so that texts with the same words have similar vectors.

    The inner product of a question and a passage is twice the share of the question's words that the passage
    contains: 2 for all of them, 0 for none, on the scale of the bundled embedder's cosine sum. A final "s",
    case and stop words do not count, and it tells no tokens. Implements `matching.embedded.Embedder`.
    """

    name = "words-1"
    dimension = 2048
    english = 0
    width = 8

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        """Return the value 2 spread evenly over the words of each text."""
        buckets = self._buckets(texts)
        words = np.maximum(buckets.sum(axis=1, keepdims=True), 1)
        return [EmbeddedQuestion(row, self._tokens()) for row in np.float32(2) * buckets / words]

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return 1 in the dimension of each word that a part of the text has."""
        rows = self._buckets(["\n".join(parts) for parts in texts])
        return [EmbeddedPassage(row, self._tokens().signs()) for row in rows]

    def _tokens(self) -> TokenRows:
        none = np.zeros((0, self.width), dtype=np.int8)
        return TokenRows(none, none)

    def _buckets(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[[self._bucket(word) for word in words_of(text)]] = 1
        return rows

    def _bucket(self, word: str) -> int:
        return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) % self.dimension


def words_of(text: str) -> list[str]:
    """Return the words that count, in lower case and without a final "s"."""
    return [word.removesuffix("s") for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS]
