"""What the store keeps of what the models make of texts."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Connection, Engine

from bot import embeddings
from matching.domain import EntryKind
from matching.embedded import EmbeddedPassage, EmbeddedQuestion
from matching.token_rows import TokenRows
from store import vectors
from tests.fakes_embedder import WordEmbedder

WIDTH = 8
VECTOR = np.array([0.5, -0.25], dtype=np.float32)
# Three tokens of the English model, one of the other.
TOKENS = TokenRows(np.arange(24, dtype=np.int8).reshape(3, WIDTH), np.full((1, WIDTH), -7, dtype=np.int8))


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        yield opened


def test_a_question_that_was_kept_comes_back_with_its_tokens(connection: Connection):
    embeddings.keep(connection, "small", EntryKind.QUESTION, {"a": EmbeddedQuestion(VECTOR, TOKENS)})

    found = embeddings.questions(connection, "small", WIDTH, ["a", "b"])

    assert list(found) == ["a"]
    assert found["a"].vector.tolist() == VECTOR.tolist()
    assert found["a"].tokens.english.tolist() == TOKENS.english.tolist()
    assert found["a"].tokens.multilingual.tolist() == TOKENS.multilingual.tolist()


def test_a_record_that_was_kept_comes_back_with_its_tokens(connection: Connection):
    signs = TOKENS.signs()
    embeddings.keep(connection, "small", EntryKind.RECORD, {"a": EmbeddedPassage(VECTOR, signs)})

    found = embeddings.passages(connection, "small", WIDTH, ["a", "b"])

    assert list(found) == ["a"]
    assert found["a"].vector.tolist() == VECTOR.tolist()
    assert found["a"].tokens.english.tolist() == signs.english.tolist()
    assert found["a"].tokens.multilingual.tolist() == signs.multilingual.tolist()


def test_a_text_without_tokens_comes_back_without_any(connection: Connection):
    for kind in EntryKind:
        embedded = embeddings.embed(WordEmbedder(), kind, {"a": ("storm drains",)})
        embeddings.keep(connection, WordEmbedder.name, kind, embedded)

    (passage,) = embeddings.passages(connection, WordEmbedder.name, WIDTH, ["a"]).values()
    (question,) = embeddings.questions(connection, WordEmbedder.name, WIDTH, ["a"]).values()

    assert len(passage.tokens.multilingual) == len(question.tokens.multilingual) == 0


def test_a_text_is_kept_apart_as_a_record_and_as_a_question_and_for_each_model(connection: Connection):
    embeddings.keep(connection, "small", EntryKind.QUESTION, {"a": EmbeddedQuestion(VECTOR, TOKENS)})

    assert embeddings.passages(connection, "small", WIDTH, ["a"]) == {}
    assert embeddings.questions(connection, "large", WIDTH, ["a"]) == {}


def test_a_vector_from_before_tokens_were_kept_counts_as_not_embedded(connection: Connection):
    for kind in EntryKind:
        vectors.put(connection, embeddings.kept_as("small", kind), {"a": VECTOR})

    assert embeddings.passages(connection, "small", WIDTH, ["a"]) == {}
    assert embeddings.questions(connection, "small", WIDTH, ["a"]) == {}


def test_records_are_embedded_as_passages_from_their_parts_and_questions_as_questions():
    embedder = WordEmbedder()

    records = embeddings.embed(embedder, EntryKind.RECORD, {"a": ("storm", "drains"), "b": ("trees",)})
    questions = embeddings.embed(embedder, EntryKind.QUESTION, {"c": ("storm drains",)})

    (passage,), (asked,) = embedder.passages([("storm", "drains")]), embedder.questions(["storm drains"])
    assert list(records) == ["a", "b"]
    assert records["a"].vector.tolist() == passage.vector.tolist()
    assert questions["c"].vector.tolist() == asked.vector.tolist()


def test_where_there_is_no_text_nothing_is_embedded():
    assert embeddings.embed(WordEmbedder(), EntryKind.RECORD, {}) == {}
    assert embeddings.embed(WordEmbedder(), EntryKind.QUESTION, {}) == {}
