"""What the tokens of texts promise: kept in bytes, and compared one by one."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.token_rows import (
    Agreement,
    TokenRows,
    TokenSigns,
    agreements,
    agreements_with,
    quantised,
)

NONE = np.zeros((0, 8), dtype=np.int8)
WIDTHS = st.sampled_from([8, 16, 384])
SEEDS = st.integers(0, 2**32 - 1)
# A unit row of which every part has the same size has this "cosine" with its own signs, where the mean random
# row has 1: its product with signs of length one is 1, and the mean one's sqrt(2 / pi).
FULL = math.sqrt(math.pi / 2)


def rows_of(width: int) -> st.SearchStrategy[np.ndarray]:
    return st.integers(0, 5).flatmap(lambda count: arrays(np.int8, (count, width)))


def random_rows(generator: np.random.Generator, count: int, width: int = 384) -> np.ndarray:
    return quantised(generator.normal(size=(count, width)).astype(np.float32))


def signs(*rows: str) -> np.ndarray:
    """Rows of pluses and minuses as numbers."""
    return np.array([[127 if sign == "+" else -127 for sign in row] for row in rows], dtype=np.int8)


def figures(agreement: Agreement) -> list[float]:
    return [agreement.english, agreement.multilingual, agreement.back]


@given(st.data(), WIDTHS)
def test_the_tokens_of_a_question_come_back_from_their_bytes(data, width: int):
    rows = TokenRows(data.draw(rows_of(width)), data.draw(rows_of(width)))

    back = TokenRows.from_bytes(rows.to_bytes(), width)

    assert {back.english.dtype, back.multilingual.dtype} == {np.dtype(np.int8)}
    assert np.array_equal(back.english, rows.english)
    assert np.array_equal(back.multilingual, rows.multilingual)


@given(st.data(), WIDTHS)
def test_the_tokens_of_a_text_that_is_found_come_back_from_their_bytes(data, width: int):
    tokens = TokenRows(data.draw(rows_of(width)), data.draw(rows_of(width))).signs()

    back = TokenSigns.from_bytes(tokens.to_bytes(), width)

    assert np.array_equal(back.english, tokens.english)
    assert np.array_equal(back.multilingual, tokens.multilingual)


def test_a_question_keeps_a_byte_a_dimension_and_a_found_text_a_bit():
    rows = TokenRows(np.ones((2, 16), dtype=np.int8), np.ones((3, 16), dtype=np.int8))

    # Two bytes say how many rows are those of the English model.
    assert len(rows.to_bytes()) == 2 + 5 * 16
    assert len(rows.signs().to_bytes()) == 2 + 5 * 16 // 8


@pytest.mark.parametrize(("kind", "width"), [(TokenRows, 16), (TokenSigns, 128)])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "offset must be"),
        (b"\0", "offset must be"),
        (b"\0\0abc", "cannot reshape"),
        (b"\2\0" + b"a" * 16, "2 rows of English tokens among 1"),
    ],
    ids=["empty", "half a header", "a cut row", "a missing row"],
)
def test_bytes_that_do_not_hold_whole_rows_are_an_error(kind, width, data, said):
    with pytest.raises(ValueError, match=said):
        kind.from_bytes(data, width)


def test_rows_of_another_width_are_an_error():
    rows = TokenRows(np.ones((1, 16), dtype=np.int8), np.ones((2, 16), dtype=np.int8))

    with pytest.raises(ValueError, match="reshape"):
        TokenRows.from_bytes(rows.to_bytes(), 32)


def test_a_row_is_scaled_so_that_its_greatest_part_is_127_and_a_row_of_zeros_stays():
    rows = np.array([[0.5, -1, 0.25], [0, 0, 0]], dtype=np.float32)

    # 0.5 / 1 * 127 = 63.5, and halves are rounded to even numbers; 0.25 gives 31.75.
    assert quantised(rows).tolist() == [[64, -127, 32], [0, 0, 0]]
    assert quantised(np.zeros((0, 3), dtype=np.float32)).shape == (0, 3)


def test_agreement_is_the_mean_over_tokens_of_their_best_match_both_ways():
    all_plus, half = "++++++++", "++++----"
    question = TokenRows(signs(all_plus), signs(all_plus, half))
    most = "++++++--"
    text = TokenRows(signs(half), signs(all_plus, most, most)).signs()

    (agreement,) = agreements(question, [text])

    # Of eight equal parts, `all_plus` and `most` have six alike and two not: (6 - 2) / 8. `half` and `most`
    # too. `half` and `all_plus` have four and four: nothing in common.
    assert agreement.english == pytest.approx(0, abs=1e-6)
    assert agreement.multilingual == pytest.approx((1 + 4 / 8) / 2 * FULL)
    assert agreement.back == pytest.approx((1 + 4 / 8 + 4 / 8) / 3 * FULL)


def test_the_length_of_a_questions_rows_does_not_matter():
    text = TokenRows(NONE, signs("++++++--")).signs()

    (long,), (short,) = (
        agreements(TokenRows(NONE, rows), [text]) for rows in (signs("+" * 8), signs("+" * 8) // 4)
    )

    assert long.multilingual == pytest.approx(short.multilingual, abs=1e-6)


def test_no_tokens_agree_with_nothing():
    some = TokenRows(signs("+" * 8), signs("+" * 8))
    none = TokenRows(NONE, NONE)

    for question, text in ((some, none), (none, some), (none, none)):
        assert agreements(question, [text.signs()]) == [Agreement(0, 0, 0)]
    assert agreements(some, []) == []


def test_a_question_token_of_zeros_agrees_with_nothing_and_breaks_nothing():
    question = TokenRows(NONE, np.zeros((1, 8), dtype=np.int8))

    assert agreements(question, [TokenRows(NONE, signs("+" * 8)).signs()]) == [Agreement(0, 0, 0)]


@given(SEEDS)
def test_a_text_agrees_with_itself_by_about_one_and_with_another_by_less(seed: int):
    generator = np.random.default_rng(seed)
    text, other = (TokenRows(*(random_rows(generator, 12) for _ in range(2))) for _ in range(2))

    itself, another = agreements(text, [text.signs(), other.signs()])

    # The share of one row of 384 varies by sqrt((1 - 2 / pi) / 384) / sqrt(2 / pi) = 0.04 around 1.
    assert figures(itself) == pytest.approx([1, 1, 1], abs=0.1)
    assert max(figures(another)) < 0.5


@given(SEEDS, st.lists(st.integers(0, 6), max_size=8), st.integers(0, 6))
def test_texts_compared_together_have_the_agreement_they_have_alone(seed: int, lengths, asked: int):
    generator = np.random.default_rng(seed)
    question = TokenRows(random_rows(generator, asked, 16), random_rows(generator, asked, 16))
    texts = [
        TokenRows(random_rows(generator, length, 16), random_rows(generator, max(0, 3 - length), 16)).signs()
        for length in lengths
    ]

    together = agreements(question, texts)

    alone = [agreements(question, [text])[0] for text in texts]
    assert [figures(each) for each in together] == [pytest.approx(figures(each), abs=1e-5) for each in alone]


WITHOUT_TORCH = """
import json, sys
import numpy as np
from matching.token_rows import TokenRows, agreements
rows = np.random.default_rng(1).integers(-127, 128, (2, 2, 30, 384), dtype=np.int8)
(found,) = agreements(TokenRows(*rows[0]), [TokenRows(*rows[1]).signs()])
print(json.dumps([found.english, found.multilingual, found.back, "torch" in sys.modules]))
"""


@pytest.mark.parametrize("instructions", [{"avx512_vnni": True}, {"avx2": True}])
def test_the_agreement_is_the_same_by_bytes_by_floats_and_without_torch(
    instructions: dict[str, bool], monkeypatch: pytest.MonkeyPatch
):
    # torch multiplies bytes on every processor, only slowly where it has no instruction for it.
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: instructions)
    rows = np.random.default_rng(1).integers(-127, 128, (2, 2, 30, 384), dtype=np.int8)
    (here,) = agreements(TokenRows(*rows[0]), [TokenRows(*rows[1]).signs()])

    done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH], capture_output=True, check=True)

    assert json.loads(done.stdout) == [*figures(here), False]


def test_signs_keep_the_order_of_exact_cosines():
    generator = np.random.default_rng(1)
    token, *others = generator.normal(size=(201, 384))
    token /= np.linalg.norm(token)
    cosines = np.linspace(0, 0.5, 200)  # as far apart as tokens of related and of unrelated texts
    rows = []
    for cosine, other in zip(cosines, others, strict=True):
        across = other - (other @ token) * token
        rows.append(cosine * token + math.sqrt(1 - cosine**2) * across / np.linalg.norm(across))
    question = TokenRows(NONE, quantised(token[np.newaxis].astype(np.float32)))
    texts = [TokenRows(NONE, quantised(row[np.newaxis].astype(np.float32))).signs() for row in rows]

    found = [each.multilingual for each in agreements(question, texts)]

    assert np.corrcoef(found, cosines)[0, 1] > 0.9
    assert np.mean(found) == pytest.approx(cosines.mean(), abs=0.02)


@given(st.data(), WIDTHS)
def test_many_questions_agree_with_one_text_as_each_alone_does(data, width: int):
    rows = st.tuples(rows_of(width), rows_of(width)).map(lambda both: TokenRows(*both))
    asked, text = data.draw(st.lists(rows, max_size=4)), data.draw(rows).signs()

    together = agreements_with(asked, text)

    alone = [figures(agreements(each, [text])[0]) for each in asked]
    assert [figures(each) for each in together] == [pytest.approx(each, abs=1e-5) for each in alone]
