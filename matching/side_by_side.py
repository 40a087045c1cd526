"""An English model and e5 side by side: what they make of questions and of records."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.e5_file import PASSAGE, QUESTION
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Parts, Vector, Vectors
from matching.text import clean
from matching.token_rows import Small, TokenRows, quantised
from matching.turns import Turns

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from matching.e5 import E5Model

# What is subtracted from e5's rows, shape (4, 384): from vectors of questions, of passages, from tokens of
# questions, of passages. Made by benchmarks/centre.py; new means need a new file name, because vectors with
# other means cannot be compared.
CENTRE = Path(__file__).parent / "data" / "e5_means_2.npy"
CENTRE_SHA256 = "eb525ee139d85f81654c6d7d9eeeed05cabe34eaffc5d5c70601cea30cdcfc8e"
QUESTIONS, PASSAGES = 0, 1  # sides
SIDES = 2
HALF = 384  # the dimension of each bundled model, and of every token
LONGEST = 4000  # characters of a part that are read; the models see 256 and 510 tokens
NO_TOKENS = TokenRows(*[np.zeros((0, HALF), dtype=np.int8)] * 2)


class SideBySide:
    """The English model's unit vector and e5's centred unit vector, one after the other, and both's tokens.

    The inner product of two vectors is the plain sum of both cosines, between -2 and 2. A passage's vector is
    the mean of its parts' vectors, so that a long part does not drown a short one. Of a wider English model
    the last HALF dimensions of a token count (docs/retrieval.md, "A larger English model").
    """

    width = HALF

    def __init__(
        self, english_model: "SentenceTransformer", e5: "E5Model", centre: Vectors, name: str
    ) -> None:
        self.name = name
        self.english_model = english_model
        self.e5 = e5
        self.english = int(english_model.get_embedding_dimension() or 0)
        self.dimension = self.english + HALF
        self._centre = centre
        # Both models share torch, one thread a turn: with more, threads wait for each other as soon as the
        # machine has anything else to do (docs/retrieval.md, "Threads").
        pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="embed")
        self._english_turns = Turns(pool, SIDES, self._english_rows)
        self._e5_turns = Turns(pool, SIDES, self._e5_rows)

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        """Return vectors of shape (dimension,) and tokens of 384 dimensions."""
        vectors, tokens = self.rows([_read(text) for text in texts], QUESTIONS)
        return [EmbeddedQuestion(vector, rows) for vector, rows in zip(vectors, tokens, strict=True)]

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return vectors of shape (dimension,) and tokens of 384 dimensions.

        MiniLM reads the first 256 tokens of a part, mpnet the first 384, e5 the first 510.
        """
        parts = [[_read(part) for part in text if part] or [""] for text in texts]
        vectors, tokens = self.rows([part for text in parts for part in text], PASSAGES)
        ends = np.cumsum([0, *(len(text) for text in parts)])
        return [
            EmbeddedPassage(self._mean(vectors[start:end]), _joined(tokens[start:end]).signs())
            for start, end in pairwise(ends)
        ]

    def rows(self, texts: Sequence[str], side: int) -> tuple[Vectors, list[TokenRows]]:
        """Return a vector and the tokens of each text, shape (len(texts), dimension).

        The side is QUESTIONS or PASSAGES: e5 reads them differently, and questions go first.
        """
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        in_order = [texts[number] for number in order]
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        tokens = [NO_TOKENS] * len(texts)
        multilingual, english = (
            each.submit(in_order, side) for each in (self._e5_turns, self._english_turns)
        )
        for number, *made in zip(order, english, multilingual, strict=True):
            both, seen = zip(*(each.result() for each in made), strict=True)
            vectors[number] = np.concatenate(both)
            tokens[number] = TokenRows(*seen)
        return vectors, tokens

    def _e5_rows(self, texts: Sequence[str], side: int) -> list[tuple[Vector, Small]]:
        rows, states = self.e5.embed(texts, (QUESTION, PASSAGE)[side])
        vectors_centre, tokens_centre = self._centre[side::2]
        tokens = (quantised(unit(each) - tokens_centre) for each in states)
        return list(zip(centred(rows, vectors_centre), tokens, strict=True))

    def _english_rows(self, texts: Sequence[str], _side: int) -> list[tuple[Vector, Small]]:
        """Return the English part of each vector and each text's tokens, without those of its ends."""
        embedded: Any = self.english_model.encode(
            list(texts), batch_size=len(texts), output_value=None, show_progress_bar=False
        )
        rows = unit(np.stack([each["sentence_embedding"].float().numpy() for each in embedded]))
        present = [int(each["attention_mask"].sum()) for each in embedded]
        tokens = (
            quantised(each["token_embeddings"][1 : count - 1, -HALF:].float().numpy())
            for each, count in zip(embedded, present, strict=True)
        )
        return list(zip(rows, tokens, strict=True))

    def _mean(self, rows: Vectors) -> Vector:
        """Return the mean row, each model's part brought back to length one."""
        english, multilingual = np.split(rows.mean(axis=0, keepdims=True), [self.english], axis=1)
        return np.concatenate([unit(english), unit(multilingual)], axis=1).reshape(-1)


def centred(rows: Vectors, centre: Vectors) -> Vectors:
    """Return unit rows after subtracting the centre.

    e5's vectors all point the same way (two records: a cosine of 0.8); what tells texts apart is the rest.
    """
    return unit(rows - centre)


def _read(text: str) -> str:
    return clean(text)[:LONGEST]


def unit(rows: Vectors) -> Vectors:
    """Return the rows at length one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


def _joined(tokens: Sequence[TokenRows]) -> TokenRows:
    return TokenRows(
        np.concatenate([each.english for each in tokens]),
        np.concatenate([each.multilingual for each in tokens]),
    )
