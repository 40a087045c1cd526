"""A cross-encoder for tests: deterministic, readable and without weights."""

from collections.abc import Sequence

from tests.fakes_embedder import words_of


class Preferring:
    """Puts the texts first that have a word; what it was asked to read is kept."""

    def __init__(self, word: str) -> None:
        self._word = word
        self.read: list[tuple[str, tuple[str, ...]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return 1 for a text that has the word, else 0."""
        self.read.append((question, tuple(texts)))
        return [float(self._word in words_of(text)) for text in texts]
