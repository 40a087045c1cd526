"""Every sentence has words in every locale, and the words say what they should."""

import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from bot import catalogues
from bot.phrases import words
from bot.shown import PlaceShown, ReasonShown

BOT = Path(catalogues.__file__).parent
KEYWORDS = {**DEFAULT_KEYWORDS, "_n": (1, 2)}
TRANSLATED = [locale for locale in catalogues.available() if locale != catalogues.SOURCE_LOCALE]


@cache
def said() -> set[object]:
    """Every sentence in the code."""
    return {message for _, _, message, _, _ in extract_from_dir(str(BOT), keywords=KEYWORDS)}


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def entries(locale: str) -> list[tuple[object, object, bool]]:
    path = BOT / "locale" / locale / "LC_MESSAGES" / "counterpart.po"
    with path.open("rb") as file:
        return [(each.id, each.string, each.fuzzy) for each in read_po(file, locale=locale) if each.id]


def test_spanish_is_among_the_locales():
    assert "es" in TRANSLATED


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_sentence_is_translated_and_no_translation_is_left_over(locale: str):
    assert {identifier for identifier, _, _ in entries(locale)} == said()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_is_empty_or_fuzzy_and_each_keeps_its_placeholders(locale: str):
    wrong = []
    for identifier, translation, fuzzy in entries(locale):
        sources = identifier if isinstance(identifier, tuple) else (identifier,)
        targets = translation if isinstance(translation, tuple) else (translation,)
        wanted = placeholders(sources[-1])
        if fuzzy or not all(targets) or any(placeholders(target) - wanted for target in targets):
            wrong.append(identifier)
        if placeholders(targets[-1]) != wanted:
            wrong.append(identifier)

    assert wrong == []


@pytest.mark.parametrize(
    ("hint", "locale"),
    [
        ("es-MX", "es"),
        ("es_ES", "es"),
        ("es-LA", "es"),
        ("es-ES", "es"),
        ("ES", "es"),
        ("es_Latn_ES", "es"),
        ("en-US", "en"),
        ("en-GB", "en"),
        # Slack's own codes, the two of Spanish above
        ("pt-BR", "pt"),
        ("zh-CN", "zh"),
        ("zh-TW", "zh"),
        ("ja-JP", "ja"),
        ("ko-KR", "ko"),
        ("de-DE", "de"),
        ("fr-FR", "fr"),
        ("it-IT", "it"),
        ("", "en"),
        ("xx", "en"),
        ("not a locale", "en"),
    ],
)
def test_a_chats_hint_leads_to_the_nearest_locale(hint: str, locale: str):
    assert words(hint).locale == locale


def test_a_kind_of_place_never_names_the_place():
    seattle = PlaceShown("Seattle", "WA", "US", "city", 737_015)

    text = words("en").kind_of_place(seattle)

    assert text == "a city of about 740,000 people (United States)"


@pytest.mark.parametrize(
    ("population", "country", "text"),
    [
        (None, "ES", "una ciudad (España)"),
        (60_312, "", "una ciudad de unos 60.000 habitantes"),
        (None, "", "una ciudad"),
    ],
)
def test_a_kind_of_place_says_only_what_is_known_in_the_readers_language(
    population: int | None, country: str, text: str
):
    assert words("es").kind_of_place(PlaceShown("", "", country, "city", population)) == text


def test_a_record_without_place_says_so():
    assert words("en").place(PlaceShown("", "", "", "unknown", None)) == "place unknown"


def test_the_reason_for_a_peer_is_one_line():
    reasons = (ReasonShown("similar_size", "412345"), ReasonShown("same_country"))

    assert words("en").why(reasons) == "Why this peer: similar size (410,000 people), same country"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("same_climate", "same climate"),
        ("near", "nearby"),
        ("same_language", "same official language"),
        ("same_legal_family", "same kind of legal system"),
        ("same_kind", "same kind of government"),
        ("coastal", "also on the coast"),
    ],
)
def test_every_reason_reads_plainly(code: str, text: str):
    assert words("en").why((ReasonShown(code),)) == f"Why this peer: {text}"


def test_a_match_without_reasons_is_there_for_its_record():
    assert words("en").why(()) == "Why this peer: its record is close to your question"


@pytest.mark.parametrize(("on", "other"), [(True, "/peers off"), (False, "/peers on")])
@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_setting_says_how_to_change_it(locale: str, on: bool, other: str):
    text = words(locale).peers_setting(on=on)

    assert other in text
    assert text.count(".") == 1


def test_every_refusal_in_the_code_has_its_sentence():
    sources = "".join(path.read_text(encoding="utf-8") for path in BOT.rglob("*.py"))
    reasons = set(re.findall(r'Refusal\("(\w+)"', sources))
    sentences = (str(each[-1] if isinstance(each, tuple) else each) for each in said())
    details = {name: name for sentence in sentences for name in placeholders(sentence) if name}

    assert {reason for reason in reasons if not words("en").refusal(reason, details)} == set()
    assert len(reasons) > 15
