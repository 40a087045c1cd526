"""What the library finds where words and vectors leave it open, on a real database."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from sqlalchemy import Connection, Engine

from bot import embeddings
from bot.library import Library, Sought
from matching.calibration import Bands, Curve, unmeasured
from matching.domain import Candidate, EntryKind, NetworkId
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Parts
from matching.token_rows import TokenRows
from store import questions, vectors
from store.vectors import text_hash
from tests.factories import NOW, TODAY, add_network, add_official, add_question, add_record
from tests.fakes_cross_encoder import Preferring
from tests.fakes_embedder import WordEmbedder, words_of

# A curve on which all that is found here differs; the guess for an unknown embedder is 1 for all of it.
GENTLE = replace(
    unmeasured(WordEmbedder.name),
    curves=dict.fromkeys(unmeasured("").curves, Curve(slope=0.5, intercept=-2)),
    bands=Bands(good=0.7, maybe=0.1),
)
BUSES, CARS = "Buses replace cars", "Cars replace buses"


class OrderedEmbedder(WordEmbedder):
    """Tells texts with the same words apart by tokens, one for each two words that follow each other."""

    width = 64

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        """Return the words' vectors and the tokens of their order."""
        plain = super().questions(texts)
        return [EmbeddedQuestion(each.vector, _tokens(text)) for each, text in zip(plain, texts, strict=True)]

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return the words' vectors and the tokens of their order."""
        plain = super().passages(texts)
        return [
            EmbeddedPassage(each.vector, _tokens("\n".join(parts)).signs())
            for each, parts in zip(plain, texts, strict=True)
        ]


def _tokens(text: str) -> TokenRows:
    digests = [hashlib.blake2b(" ".join(pair).encode()).digest() for pair in pairwise(words_of(text))]
    bits = np.array([np.frombuffer(each, dtype=np.uint8) for each in digests]).reshape(-1, 64)
    rows = np.where(bits % 2, 1, -1).astype(np.int8)
    return TokenRows(rows, rows)


def add(connection: Connection, network_id: NetworkId, title: str) -> None:
    add_record(connection, network_id, title, title=title, problem="", action="", outcome="", lessons="")


def found(library: Library, network_id: NetworkId, engine: Engine, text: str) -> list[Candidate]:
    with engine.connect() as connection:
        sought = Sought(network_id, text, library.embedded(connection, text), "en", TODAY)
        candidates = library.candidates(connection, sought)
    return sorted(candidates, key=lambda each: -each.probability)


def test_records_with_the_same_words_are_told_apart_by_their_tokens(engine: Engine):
    with engine.begin() as connection:
        network_id = add_network(connection)
        add(connection, network_id, BUSES)
        add(connection, network_id, CARS)
    library = Library(engine, OrderedEmbedder(), GENTLE)

    for title in (BUSES, CARS):
        first, second = found(library, network_id, engine, f"Do {title.lower()}?")
        assert first.record.title == title
        assert first.probability > second.probability


def test_a_cross_encoder_decides_which_of_the_closest_comes_first(engine: Engine):
    with engine.begin() as connection:
        network_id = add_network(connection)
        for title in ("Buses", "Buses and trams", "Snow"):
            add(connection, network_id, title)
    plain = Library(engine, WordEmbedder(), GENTLE)
    reading = Library(engine, WordEmbedder(), GENTLE, cross_encoder=Preferring("tram"))

    before, after = (found(each, network_id, engine, "buses?") for each in (plain, reading))

    assert [each.record.title for each in before] == ["Buses", "Buses and trams", "Snow"]
    assert [each.record.title for each in after] == ["Buses and trams", "Buses", "Snow"]
    assert [each.probability for each in after] == [each.probability for each in before]


def test_a_record_whose_vector_was_kept_before_tokens_were_is_found_without_them(engine: Engine):
    with engine.begin() as connection:
        network_id = add_network(connection)
        add(connection, network_id, BUSES)
        vector = WordEmbedder().passages([[BUSES]])[0].vector
        model = embeddings.kept_as(WordEmbedder.name, EntryKind.RECORD)
        vectors.put(connection, model, {text_hash(BUSES): vector})

    (candidate,) = found(Library(engine, OrderedEmbedder(), GENTLE), network_id, engine, "buses replace cars")

    assert candidate.record.title == BUSES


def test_an_earlier_question_is_compared_by_its_tokens_too(engine: Engine):
    with engine.begin() as connection:
        network_id = add_network(connection)
        asker = add_official(connection, network_id)
        for text, title in ((BUSES, "Trees"), (CARS, "Snow")):
            add(connection, network_id, title)
            record = add_record(connection, network_id, title, title=title)
            question_id = add_question(connection, network_id, asker, text=text, matches=[record])
            questions.note_answer(connection, network_id, question_id, record.id, None, NOW)
    library = Library(engine, OrderedEmbedder(), GENTLE)

    best, *_ = found(library, network_id, engine, "cars replace buses")

    assert best.record.title == "Snow"
    assert best.asked_before is not None
    assert best.asked_before.text == CARS


def test_the_probabilities_of_good_answers_are_those_of_the_calibration(engine: Engine):
    assert Library(engine, WordEmbedder(), GENTLE).bands == GENTLE.bands
    assert Library(engine, WordEmbedder()).bands == unmeasured(WordEmbedder.name).bands
