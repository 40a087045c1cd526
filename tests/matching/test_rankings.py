"""What each ranking of documents promises: the matcher's own, and those of its signals alone."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.calibration import unmeasured
from matching.domain import Band
from matching.embedded import EmbeddedPassage, EmbeddedQuestion
from matching.embedder import BUNDLED, LARGER, name_of
from matching.rankings import Advance, Pool, by_matcher, by_model, by_words, model_of, uncentred
from matching.side_by_side import CENTRE, HALF, centred
from matching.token_rows import TokenRows
from tests.fakes_embedder import WordEmbedder

CALIBRATION = unmeasured(WordEmbedder.name)
ROOT = Path(__file__).parents[2]
DOCUMENTS = {
    "d1": "Planting trees along avenues",
    "d2": "Clearing snow from avenues",
    "d3": "A fee for stormwater",
}


def pool(*questions: str, documents: dict[str, str] = DOCUMENTS) -> Pool:
    embedder = WordEmbedder()
    texts = list(documents.values())
    passages = embedder.passages([[text] for text in texts])
    return Pool(list(documents), texts, passages, questions, embedder.questions(questions))


def unheard(more: int) -> None:
    """Hear of progress and do nothing."""


def whole(rows: np.ndarray, side: int) -> np.ndarray:
    return rows


def test_the_matcher_ranks_and_judges_each_question_as_the_product_does():
    done: list[int] = []

    near, far = by_matcher(pool("planting trees?", "tax on jets?"), 0, CALIBRATION, done.append)

    assert (near.ranked[0], near.band) == ("d1", Band.GOOD)
    # Both words, of which each gives 1, and a share for the words themselves: 1 / (1 + exp(13 - 20 * 2)).
    assert near.probability == pytest.approx(1)
    # Nothing in common: 1 / (1 + exp(13)).
    assert far.band is Band.NONE
    assert far.probability == pytest.approx(2.26e-6, rel=1e-3)
    assert done == [1, 1]


def test_words_alone_rank_only_documents_that_share_one():
    assert by_words(pool("planted tree avenue", "jets"), "en", unheard) == [["d1", "d2"], []]


def test_words_alone_follow_the_language_of_the_documents():
    french = {"f1": "Les écoles de Paris", "f2": "La neige"}

    assert by_words(pool("école", documents=french), "fr", unheard) == [["f1"]]


def test_a_model_alone_ranks_by_its_part_of_the_vectors():
    asked = pool("avenues trees")

    assert by_model(asked, whole, unheard) == [["d1", "d2", "d3"]]


@pytest.mark.parametrize(
    "rank", [lambda each: by_words(each, "en", unheard), lambda each: by_model(each, whole, unheard)]
)
def test_equal_documents_stand_in_the_order_of_their_ids_and_ten_are_kept(rank):
    same = {f"d{number:02}": "snow" for number in range(30)}

    assert rank(pool("snow", documents=same)) == [[f"d{number:02}" for number in range(10)]]


def test_where_there_is_no_document_nothing_is_found():
    nothing = pool("snow", documents={})

    (found,) = by_matcher(nothing, 0, CALIBRATION, unheard)

    assert (found.ranked, found.band, by_words(nothing, "en", unheard)) == ([], Band.NONE, [[]])
    assert by_model(nothing, whole, unheard) == [[]]


def test_every_ranking_tells_how_far_it_is():
    many, done = pool(*["snow"] * 150), {"matcher": 0, "words": 0, "model": 0}

    def heard(name: str) -> Advance:
        def advance(more: int) -> None:
            done[name] += more

        return advance

    by_matcher(many, 0, CALIBRATION, heard("matcher"))
    by_words(many, "en", heard("words"))
    by_model(many, whole, heard("model"))

    assert done == {"matcher": 150, "words": 150, "model": 150}


def test_the_tokens_of_the_documents_decide_between_those_that_vectors_and_words_do_not_tell_apart():
    tokens = np.eye(8, dtype=np.int8) * 2 - 1
    same = pool("snow", documents={"d1": "snow", "d2": "snow"})
    passages = [
        EmbeddedPassage(each.vector, TokenRows(row[np.newaxis], row[np.newaxis]).signs())
        for each, row in zip(same.passages, tokens, strict=False)
    ]
    asked = EmbeddedQuestion(same.asked[0].vector, TokenRows(tokens[1:2], tokens[1:2]))

    (found,) = by_matcher(replace(same, passages=passages, asked=[asked]), 0, CALIBRATION, unheard)

    assert found.ranked == ["d2", "d1"]


@settings(deadline=None)  # a machine that is busy takes longer
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1]))
def test_centring_can_be_undone(seed: int, side: int):
    rows = np.random.default_rng(seed).normal(size=(5, HALF)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    centre = np.load(CENTRE)[side]

    assert uncentred(centred(rows, centre), centre) == pytest.approx(rows, abs=1e-5)


def test_the_bundled_model_has_both_its_models_alone_and_e5_also_without_centring():
    model = model_of(BUNDLED)

    row = np.arange(2 * HALF, dtype=np.float32)[np.newaxis] / np.float32(1000)
    parts = {name: part(row, 1) for name, part in model.alone.items()}

    assert list(parts) == ["minilm", "e5_centred", "e5"]
    assert (parts["minilm"][0, -1], parts["e5_centred"][0, 0]) == pytest.approx((0.383, 0.384))
    assert (model.name, model.english, model.width) == (name_of(BUNDLED), HALF, HALF)


def test_the_larger_model_has_mpnet_alone_where_the_bundled_one_has_minilm():
    model = model_of(LARGER)

    row = np.arange(3 * HALF, dtype=np.float32)[np.newaxis] / np.float32(1000)
    parts = {name: part(row, 1) for name, part in model.alone.items()}

    assert list(parts) == ["mpnet", "e5_centred", "e5"]
    assert (parts["mpnet"][0, -1], parts["e5_centred"][0, 0]) == pytest.approx((0.767, 0.768))
    assert (model.name, model.english, model.width) == (name_of(LARGER), 2 * HALF, HALF)


def test_another_model_is_named_by_its_weights_before_it_is_loaded(tmp_path: Path):
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")

    model = model_of(str(folder))

    # `printf weights | sha256sum` begins with these digits.
    assert (model.name, list(model.alone), model.english) == ("ours-9a129038", ["ours"], 0)


def test_the_name_known_before_loading_is_the_one_that_the_loaded_model_has(embedder):
    assert name_of(BUNDLED) == embedder.name


def test_naming_a_model_loads_nothing_heavy():
    code = "import sys, matching.rankings as r; r.model_of('bundled'); print('torch' in sys.modules)"

    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert shown.stdout == "False\n"
