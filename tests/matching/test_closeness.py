"""What each signal counts for the closeness of an entry."""

import pytest

from matching.closeness import combined, of_tokens
from matching.domain import EntryKey, EntryKind, Retrieved
from matching.token_rows import Agreement

AGREEMENT = Agreement(english=0.4, multilingual=0.6, back=0.2)


def test_words_add_a_seventh_of_their_share_and_tokens_what_they_are_worth():
    found = Retrieved(EntryKey(EntryKind.RECORD, 1), similarity=0.5, words=0.25, tokens=1.2)

    assert combined(found) == pytest.approx(0.5 + 0.15 * 0.25 + 1.2)


def test_the_agreement_of_tokens_counts_by_each_model_and_a_third_of_that_back():
    assert of_tokens(AGREEMENT, "en", 3) == pytest.approx(1.5 * 0.4 + 1.5 * 0.6 + 0.5 * 0.2)


def test_for_a_question_in_another_language_the_english_models_tokens_count_nothing():
    assert of_tokens(AGREEMENT, "de", 9) == pytest.approx(1.5 * 0.6 + 0.5 * 0.2)


def test_a_question_of_one_token_gets_a_third_for_it_since_one_word_agrees_with_some_word_of_every_record():
    assert of_tokens(AGREEMENT, "de", 1) == pytest.approx((1.5 * 0.6 + 0.5 * 0.2) / 3)


def test_a_question_without_tokens_gets_nothing_for_them():
    assert of_tokens(AGREEMENT, "en", 0) == 0
