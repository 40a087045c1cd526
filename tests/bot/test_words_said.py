"""Words that mean something when they are said alone, in each language of the bot."""

import pytest

from bot.catalogues import available
from bot.words_said import HELP, HUSH, hushes, said, wants_help


@pytest.mark.parametrize("words", [HELP, HUSH], ids=["help", "hush"])
def test_every_language_of_the_bot_has_a_word(words):
    assert set(words) == set(available())
    assert all(said(word) == word for each in words.values() for word in each)


@pytest.mark.parametrize(
    "text", ["help", "¡Ayuda!", "/help", "帮助。", "मदद।", "مساعدة؟", "\u200fمساعدة", "ヘルプ！"]
)
def test_a_call_for_help_is_one_whatever_stands_around_it(text: str):
    assert wants_help(text)


@pytest.mark.parametrize(
    "text", ["Hush!", "安静。", "停！", "صمت.", "توقف؟", "चुप रहो।", "静かに。", "Silêncio…", "«basta»"]
)
def test_a_word_for_silence_is_one_whatever_stands_around_it(text: str):
    assert hushes(text)


@pytest.mark.parametrize("text", ["", "?", "help us", "stop signs", "चुप रहो क्यों"])
def test_anything_more_is_neither(text: str):
    assert not wants_help(text)
    assert not hushes(text)
