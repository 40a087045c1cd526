"""What becomes of a text in the words that BM25 counts."""

import pytest

from matching.analyzers import STEMMERS, WITHOUT_SPACES, analyzer


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The trees of São Paulo", ["tree", "sao", "paulo"]),
        ("de", "Häuser für die Läufer", ["haus", "lauf"]),
        ("fr", "Les écoles à Paris", ["ecol", "paris"]),
        ("pl", "Żółte domy", ["zolte", "domy"]),
        ("ja", "東京都", ["東", "東京", "京", "京都", "都"]),
    ],
)
def test_a_text_becomes_the_words_of_its_own_language(language: str, text: str, words: list[str]):
    assert analyzer(language).analyze(text) == words


@pytest.mark.parametrize("language", [*STEMMERS, *sorted(WITHOUT_SPACES), "xx", ""])
def test_every_language_has_an_analysis(language: str):
    assert analyzer(language).analyze("Oslo") != []
