"""What language detection promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.language import detect


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How did you pay for the repair of storm drains?"),
        ("es", "¿Cómo pagaron ustedes la reparación de los desagües?"),
        ("fr", "Comment avez-vous financé la réparation des égouts ?"),
        ("de", "Wie haben Sie die Reparatur der Regenkanäle bezahlt?"),
        ("pt", "Como vocês pagaram o conserto das galerias pluviais?"),
        ("ar", "كيف دفعتم تكاليف إصلاح مصارف مياه الأمطار؟"),
        ("ja", "雨水管の修理費用はどのように賄いましたか。"),
        ("zh", "你们是怎么支付雨水管道维修费用的?"),
    ],
)
def test_a_sentence_is_recognised_in_its_language(language, text):
    assert detect(text, fallback="xx") == language


@pytest.mark.parametrize("text", ["SDG VLR", "vaccine mandate", "e-scooters", "asdf qwer"])
def test_a_text_too_short_to_tell_counts_as_the_fallback(text):
    assert detect(text, fallback="pt") == "pt"


@pytest.mark.parametrize(
    ("language", "text"), [("ja", "ごみ"), ("ko", "더위"), ("hi", "गर्मी"), ("ar", "مرحبا"), ("th", "น้ำ")]
)
def test_the_script_decides_where_a_short_text_leaves_it_open(language, text):
    assert detect(text, fallback="en") == language


def test_the_fallback_counts_where_the_script_allows_it():
    assert detect("مرحبا", fallback="fa") == "fa"


def test_chinese_characters_with_a_little_kana_are_japanese():
    assert detect("防災無線放送システム更新の補助金", fallback="en") == "ja"


@pytest.mark.parametrize("text", ["", "  ", "?!", "🚌", "123", "١٢٣"])
def test_a_text_without_letters_counts_as_the_fallback(text):
    assert detect(text, fallback="fr") == "fr"


def test_the_words_of_a_link_do_not_count():
    assert detect("https://example.org/wie-haben-sie-die-reparatur-der-kanaele-bezahlt") == "en"


@given(st.text(st.characters(exclude_categories=()), max_size=100))
def test_any_text_gets_a_language_of_two_letters(text):
    assert len(detect(text)) == 2
