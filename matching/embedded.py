"""What an embedder makes of a text, and what every embedder promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.token_rows import TokenRows, TokenSigns

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]
# The parts of a text that is found: a practice record's title, problem, action and so on.
Parts = Sequence[str]


@dataclass(frozen=True, slots=True)
class EmbeddedQuestion:
    """A question as the models see it: one vector, shape (dimension,), and its tokens."""

    vector: Vector
    tokens: TokenRows


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A text that is found, as the models see it: one vector, shape (dimension,), and its tokens."""

    vector: Vector
    tokens: TokenSigns


class Embedder(Protocol):
    """Turns text into vectors whose inner product says how similar two texts are, and into tokens.

    `name` identifies weights and method: what has different names cannot be compared. The first `english`
    dimensions of a vector understand English only (see `question_vector`); a token has `width` dimensions.
    Safe to call from several threads.
    """

    name: str
    dimension: int
    english: int
    width: int

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        """Return what an official asks, each text embedded."""

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return what is found, each text embedded from its parts."""


def question_vector(vector: Vectors, language: str, english: int) -> Vectors:
    """Return the question's vector with its first `english` dimensions zero if its language is not English.

    What an English model makes of another language is noise (docs/retrieval.md, "Question language");
    zeroing it in the question alone lets one index serve every language.
    """
    if language == "en" or not english:
        return vector
    multilingual = vector.copy()
    multilingual[..., :english] = 0
    return multilingual


def question_tokens(tokens: TokenRows, language: str) -> TokenRows:
    """Return the question's tokens, none of the English model if its language is not English."""
    return tokens if language == "en" else TokenRows(tokens.english[:0], tokens.multilingual)
