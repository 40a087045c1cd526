"""Texts of which the model makes no finite numbers: they alone are not found."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, select

from bot import embeddings
from bot.embeddings import kept_as
from bot.entry_texts import Entry
from bot.library import Library, Sought
from matching.domain import Band, EntryKey, EntryKind
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Parts
from matching.token_rows import TokenRows
from store import questions, records, standing, tables
from store.vectors import STORED, TOKENS, text_hash
from tests.bot.shelves import QUESTION, RECORD, WORDS, CountingEmbedder, Network, caught_up, found, numbered
from tests.factories import NOW, TODAY, add_official, add_question

BROKEN = "overflow"  # a word of the texts that the model cannot read


class BreakingEmbedder(CountingEmbedder):
    """Makes NaN of every text with BROKEN in it, or another number that half precision does not hold."""

    def __init__(self, number: float = np.nan) -> None:
        super().__init__()
        self._number = number

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        made = super().questions(texts)
        return [
            EmbeddedQuestion(self._harmed(each.vector, text), each.tokens)
            for each, text in zip(made, texts, strict=True)
        ]

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        made = super().passages(texts)
        return [
            EmbeddedPassage(self._harmed(each.vector, "\n".join(parts)), each.tokens)
            for each, parts in zip(made, texts, strict=True)
        ]

    def _harmed(self, vector: np.ndarray, text: str) -> np.ndarray:
        return np.full_like(vector, self._number) if BROKEN in text else vector


@pytest.fixture
def network(engine: Engine, tmp_path: Path) -> Network:
    """A network with a record about each of WORDS and one that the model cannot read."""
    made = Network(engine, tmp_path / "index")
    made.imports(*WORDS, BROKEN)
    return made


def broken_id(network: Network) -> int:
    with network.engine.connect() as connection:
        record = records.by_key(connection, network.id, BROKEN)
    assert record
    return record.id


def kept(network: Network, text: str) -> list[bytes]:
    """What the store has of the text, whatever it is embedded as."""
    vector = tables.vector.c
    with network.engine.connect() as connection:
        rows = connection.execute(select(vector.data).where(vector.text_hash == text_hash(text)))
        return list(rows.scalars())


def keep_nan(network: Network, text: str) -> None:
    """Let the store have what an older version kept of a text that the model could not read then."""
    nan = np.full(CountingEmbedder.dimension, np.nan, dtype=STORED).tobytes()
    hashed, record = text_hash(text), kept_as(CountingEmbedder.name, EntryKind.RECORD)
    with network.engine.begin() as connection:
        for model, data in ((record, nan), (record + TOKENS, b"")):
            connection.execute(tables.vector.insert().values(text_hash=hashed, model=model, data=data))


@pytest.mark.parametrize("number", [np.nan, np.inf, 70_000.0], ids=["NaN", "infinite", "too large"])
def test_a_record_that_the_model_cannot_read_is_left_out_and_named_and_the_others_are_found(
    network: Network, caplog: pytest.LogCaptureFixture, number: float
):
    shelf = network.shelf(BreakingEmbedder(number))

    assert [found(shelf, word) for word in (*WORDS, BROKEN)] == [[RECORD]] * 3 + [[]]

    assert kept(network, BROKEN) == []
    (line,) = caplog.messages
    assert f"The record {broken_id(network)} is not found by any question" in line
    assert "Change a word of it, or serve with another model;" in line
    assert caplog.records[0].levelno == logging.WARNING


def test_an_edit_that_the_model_cannot_read_is_not_found_by_what_the_text_was_before(network: Network):
    shelf = network.shelf(BreakingEmbedder())
    shelf.followed()

    network.changes("drains", to=f"{BROKEN} gutters")
    network.imports("buses")

    assert [found(shelf, word) for word in ("drains", "gutters", "buses")] == [[], [], [RECORD]]


def test_a_record_of_an_import_that_the_model_cannot_read_holds_up_no_other(network: Network):
    shelf = network.shelf(BreakingEmbedder())
    shelf.followed()

    network.imports(f"{BROKEN} again", *numbered(20))
    shelf.followed()
    caught_up()

    assert [found(shelf, word) for word in numbered(20)] == [[RECORD]] * 20
    assert found(shelf, BROKEN) == []


def test_a_record_whose_text_can_be_read_after_an_edit_is_found(network: Network):
    shelf = network.shelf(BreakingEmbedder())
    shelf.followed()

    network.changes(BROKEN, to="bridges")

    assert found(shelf, "bridges") == [RECORD]


def test_an_earlier_question_that_the_model_cannot_read_is_left_out(network: Network):
    network.hears(f"{BROKEN} kerbs?", answered_by="drains")
    network.hears("gutters?", answered_by="drains")
    shelf = network.shelf(BreakingEmbedder())

    assert [found(shelf, word) for word in ("kerbs", "gutters")] == [[], [QUESTION]]


def test_what_an_older_version_kept_of_it_is_embedded_anew(network: Network):
    keep_nan(network, "drains")
    embedder = CountingEmbedder()

    shelf = network.shelf(embedder)

    assert found(shelf, "drains") == [RECORD]
    assert "drains" in embedder.texts
    second = CountingEmbedder()
    network.shelf(second).followed()
    assert second.texts == []


def test_a_question_that_the_model_cannot_read_finds_nothing_and_leaves_nothing_behind(
    network: Network, caplog: pytest.LogCaptureFixture
):
    library = Library(network.engine, BreakingEmbedder())
    library.warm(network.id)
    caplog.clear()
    text = f"{BROKEN} drains"

    with network.engine.begin() as connection:
        asked = library.embedded(connection, text)
        sought = Sought(network.id, text, asked, "en", TODAY)
        candidates = library.candidates(connection, sought)
        embeddings.keep(connection, library.embedder_name, EntryKind.QUESTION, {text_hash(text): asked})

    assert candidates == []
    assert kept(network, text) == []
    assert "A question found nothing" in caplog.text
    assert text not in caplog.text


def test_a_standing_question_that_the_model_cannot_read_keeps_no_process_from_starting(network: Network):
    with network.engine.begin() as connection:
        asker = add_official(connection, network.id)
        for text in (f"{BROKEN} gutters?", "kerbs?"):
            question_id = add_question(connection, network.id, asker, text=text, band=Band.NONE)
            question = questions.by_id(connection, network.id, question_id)
            assert question
            standing.open_once(connection, question, NOW + timedelta(days=1), NOW)
    library = Library(network.engine, BreakingEmbedder())

    library.warm(network.id)

    with network.engine.connect() as connection:
        asked = library.embedded(connection, "kerbs?")
        alike = library.alike(connection, Sought(network.id, "kerbs?", asked, "en", TODAY))
    assert alike == [question_id]


def test_a_record_that_the_model_cannot_read_answers_no_question_that_stands(network: Network):
    library = Library(network.engine, BreakingEmbedder())
    with network.engine.connect() as connection:
        record = records.by_key(connection, network.id, BROKEN)
        assert record

        fits = library.answered_by(connection, network.id, record, lambda _: pytest.fail("nobody asked"))

    assert fits == []  # None would let the same record be looked at for ever


def test_a_text_without_a_vector_has_no_neighbours_and_hides_no_others_vectors(network: Network):
    library = Library(network.engine, BreakingEmbedder())
    library.warm(network.id)
    there = np.array([broken_id(network)], dtype=np.int64)
    with network.engine.connect() as connection:
        entries = [Entry(EntryKey(RECORD, each.id), each.parts) for each in network.kept(connection)]

        near = library.neighbours(connection, network.id, entries[-1], "en", there)
        vectors = library.kept_vectors(connection, network.id, entries)

    assert near == {}
    assert vectors is not None
    assert len(vectors) == len(WORDS)


def test_tokens_of_a_vector_that_gave_way_are_those_of_the_new_one(network: Network):
    keep_nan(network, "drains")
    tokens = TokenRows(*[np.ones((1, 8), dtype=np.int8)] * 2).signs()
    fresh = EmbeddedPassage(np.ones(CountingEmbedder.dimension, dtype=np.float32), tokens)

    with network.engine.begin() as connection:
        embeddings.keep(connection, CountingEmbedder.name, EntryKind.RECORD, {text_hash("drains"): fresh})
        (back,) = embeddings.passages(connection, CountingEmbedder.name, 8, [text_hash("drains")]).values()

    assert back.tokens.to_bytes() == tokens.to_bytes()
