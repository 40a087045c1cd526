"""What the matcher promises of retrieval and tokens together, on vectors of two dimensions."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from matching.closeness import BACK_WEIGHT, ENGLISH_WEIGHT, MULTILINGUAL_WEIGHT
from matching.domain import EntryKey, EntryKind, Retrieved
from matching.embedded import EmbeddedQuestion
from matching.entries import EntryIndex, Within
from matching.matcher import COMPARED, AskedOf, match
from matching.token_rows import TokenRows, TokenSigns

NONE = np.zeros((0, 8), dtype=np.int8)
# Three tokens: fewer do not count in full.
PLUS = np.full((3, 8), 127, dtype=np.int8)
MINUS = -PLUS
# What a token of equal parts has with its own signs (tests/matching/test_token_rows.py).
FULL = math.sqrt(math.pi / 2)


class Tokens:
    """Gives the tokens of entries and notes which it was asked for."""

    def __init__(self, by_key: dict[EntryKey, TokenRows]) -> None:
        self.asked: list[EntryKey] = []
        self._by_key = by_key

    def __call__(self, keys: Sequence[EntryKey]) -> dict[EntryKey, TokenSigns]:
        self.asked += keys
        return {key: self._by_key[key].signs() for key in keys if key in self._by_key}


def record(number: int) -> EntryKey:
    return EntryKey(EntryKind.RECORD, number)


def question(number: int) -> EntryKey:
    return EntryKey(EntryKind.QUESTION, number)


def index(vectors: Mapping[EntryKey, Sequence[float]]) -> EntryIndex:
    """An index of entries that share no word with any question here."""
    made = EntryIndex(2)
    for key, vector in vectors.items():
        made.put(key, "trees", np.array(vector, dtype=np.float32))
    return made


def asked(tokens: TokenRows, language: str = "en", english: int = 0) -> AskedOf:
    """A question whose vector is (1, 1)."""
    return AskedOf("storm drains", language, EmbeddedQuestion(np.ones(2, dtype=np.float32), tokens), english)


def keys(found: Sequence[Retrieved]) -> list[EntryKey]:
    return [each.key for each in found]


def test_tokens_decide_between_entries_that_vectors_and_words_do_not_tell_apart():
    same = index({record(1): (0.5, 0.5), record(2): (0.5, 0.5)})
    tokens = Tokens({record(1): TokenRows(MINUS, MINUS), record(2): TokenRows(PLUS, PLUS)})

    found = match(same, asked(TokenRows(PLUS, PLUS)), tokens)

    assert keys(found) == [record(2), record(1)]
    weight = ENGLISH_WEIGHT + MULTILINGUAL_WEIGHT + BACK_WEIGHT
    assert [each.tokens for each in found] == pytest.approx([weight * FULL, -weight * FULL])
    assert [each.similarity for each in found] == pytest.approx([1, 1])


def test_tokens_that_agree_bring_an_entry_past_a_closer_vector():
    near_and_far = index({record(1): (0.5, 0.5), record(2): (0.1, 0.1)})
    tokens = Tokens({record(1): TokenRows(MINUS, MINUS), record(2): TokenRows(PLUS, PLUS)})

    assert keys(match(near_and_far, asked(TokenRows(PLUS, PLUS)), tokens)) == [record(2), record(1)]


def test_an_entry_without_tokens_keeps_the_place_that_vector_and_words_give_it():
    three = index({record(1): (0.1, 0.1), record(2): (0.4, 0.4), record(3): (0.7, 0.7)})
    tokens = Tokens({record(2): TokenRows(NONE, NONE)})

    found = match(three, asked(TokenRows(PLUS, PLUS)), tokens)

    assert keys(found) == [record(3), record(2), record(1)]
    assert [each.tokens for each in found] == [0, 0, 0]


def test_a_question_without_tokens_finds_by_vector_and_words_alone():
    two = index({record(1): (0.1, 0.1), record(2): (0.4, 0.4)})
    tokens = Tokens({record(1): TokenRows(PLUS, PLUS), record(2): TokenRows(PLUS, PLUS)})

    found = match(two, asked(TokenRows(NONE, NONE)), tokens)

    assert [(each.key, each.tokens) for each in found] == [(record(2), 0), (record(1), 0)]


def test_for_a_question_in_another_language_the_english_models_tokens_count_nothing():
    one = index({record(1): (0.5, 0.5)})
    tokens = Tokens({record(1): TokenRows(PLUS, MINUS)})

    (in_english,) = match(one, asked(TokenRows(PLUS, MINUS), "en"), tokens)
    (in_german,) = match(one, asked(TokenRows(PLUS, MINUS), "de"), tokens)

    assert in_german.tokens == pytest.approx((MULTILINGUAL_WEIGHT + BACK_WEIGHT) * FULL)
    assert in_english.tokens == pytest.approx(in_german.tokens + ENGLISH_WEIGHT * FULL)


def test_for_a_question_in_another_language_the_english_models_half_of_the_vector_counts_nothing():
    one = index({record(1): (0.5, 0.25)})

    (in_english,), (in_german,) = (
        match(one, asked(TokenRows(NONE, NONE), language, english=1), Tokens({})) for language in ("en", "de")
    )

    assert (in_english.similarity, in_german.similarity) == pytest.approx((0.5 + 0.25, 0.25))


def test_of_each_kind_only_the_closest_are_compared_token_by_token_and_returned():
    many = COMPARED + 5
    entries = {kind(n): (n / many, 0.0) for n in range(1, many + 1) for kind in (record, question)}
    tokens = Tokens({key: TokenRows(PLUS, PLUS) for key in entries})

    found = match(index(entries), asked(TokenRows(PLUS, PLUS)), tokens)

    closest = {kind(n) for n in range(6, many + 1) for kind in (record, question)}
    assert set(keys(found)) == set(tokens.asked) == closest
    assert len(found) == len(tokens.asked) == 2 * COMPARED


def test_equally_close_entries_come_in_the_order_of_their_keys():
    same = index({record(number): (0.5, 0.5) for number in (3, 1, 2)})
    tokens = Tokens({record(number): TokenRows(PLUS, PLUS) for number in (3, 1, 2)})

    assert keys(match(same, asked(TokenRows(PLUS, PLUS)), tokens)) == [record(1), record(2), record(3)]


def test_what_may_not_be_found_is_not_compared_either():
    two = index({record(1): (0.5, 0.5), record(2): (0.1, 0.1)})
    tokens = Tokens({})

    found = match(two, asked(TokenRows(PLUS, PLUS)), tokens, Within(without=frozenset({record(1)})))

    assert keys(found) == tokens.asked == [record(2)]


def test_an_empty_index_finds_nothing():
    assert match(EntryIndex(2), asked(TokenRows(PLUS, PLUS)), Tokens({})) == []
