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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("or", "ଣ"),
        ("si", "ජ"),
        ("km", "ទ"),
        ("lo", "ມ"),
        ("my", "ဝ"),
        ("am", "ው"),
        ("bo", "ཆུ"),
        ("dv", "ދ"),
        ("zh", "ㄅㄆㄇ"),
        ("iu", "ᐃᓄᒃᑎᑐᑦ"),
        ("mn", "ᠮᠣᠩᠭᠣᠯ"),
    ],
)
def test_one_word_in_a_script_of_its_own_is_in_its_language(language, text):
    assert detect(text, fallback="en") == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "ﾎﾞｳｻｲ ﾑｾﾝ"),
        ("ja", "ｳ"),
        ("ja", "防災ﾑｾﾝ"),
        ("ko", "ﾡﾤ"),
        ("de", "Ｗｉｅ ｈａｂｅｎ Ｓｉｅ ｄｉｅ Ｒｅｐａｒａｔｕｒ ｂｅｚａｈｌｔ？"),
    ],
)
def test_letters_of_another_width_are_the_same_letters(language, text):
    assert detect(text, fallback="en") == language


def test_wide_latin_letters_that_leave_it_open_count_as_the_fallback():
    assert detect("ＳＤＧ ＶＬＲ", fallback="pt") == "pt"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "SDGs目标"),
        ("zh", "LED 街灯"),
        ("ja", "LED街灯の補助金"),
        ("ja", "COVID-19 ワクチン"),
        ("ko", "AI 챗봇 도입"),
        ("ru", "PFAS в воде"),
        ("hi", "SDG नगर बजट"),
    ],
)
def test_an_acronym_among_other_letters_does_not_make_a_text_latin(language, text):
    assert detect(text, fallback="en") == language


@pytest.mark.parametrize(
    "text",
    ["How did Tokyo (東京) pay for drains?", "What does 東京 do?", "HOW DID TOKYO (東京) PAY FOR DRAINS?"],
)
def test_a_foreign_name_in_a_sentence_leaves_its_language(text):
    assert detect(text, fallback="en") == "en"


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
