"""What must not be stored is refused before it is."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Asked, Unanswerable
from bot.phrases import words
from bot.phrases.draft import too_long
from bot.refusal import Refusal
from bot.screening import LIMIT, question, screened
from bot.speaker import Speaker, Spot

SPEAKER = Speaker("console:terminal", "ana")
SPOT = Spot("terminal")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "\ud800", "\ufeff"])
def test_a_text_without_content_is_an_empty_question(text: str):
    with pytest.raises(Refusal, match="empty_question"):
        question(text)


@pytest.mark.parametrize(
    "text", ["👍", "🚲🚲🚲", ":thumbsup:", "https://example.org/plan", "www.example.org", "???", "42"]
)
def test_an_emoji_or_a_link_alone_is_no_question(text: str):
    with pytest.raises(Refusal, match="no_words"):
        question(text)


def test_a_question_may_be_as_long_as_the_limit_and_not_longer():
    assert question("a" * LIMIT) == "a" * LIMIT

    with pytest.raises(Refusal, match="too_long") as refused:
        question("a" * 20_000)
    assert dict(refused.value.details) == {"length": "20000", "limit": str(LIMIT)}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Can we fire jane.doe@example.org for refusing the jab?", "private:email"),
        ("Maria Rossi, born 12.3.1980, refuses her vaccination. What now?", "private:birth"),
        ("Resident 123-45-6789 will not pay the fee", "private:number"),
        ("Refund to DE89 3704 0044 0532 0130 00 or not?", "private:number"),
        ("Card 4111 1111 1111 1111 was charged twice, what do you do?", "private:number"),
        ("Call Peter on +49 30 901820 about the mandate", "private:phone"),
        ("Her mobile is 415-555-2671, may we text her?", "private:phone"),
    ],
)
def test_a_question_that_names_private_data_is_refused_with_what_was_seen(text: str, what: str):
    with pytest.raises(Refusal, match="private_data") as refused:
        question(text)

    assert dict(refused.value.details) == {"what": what}


@pytest.mark.parametrize(
    "text",
    [
        "mandating vaccines for employees?",
        "Did anyone build 1,200 homes between 2015 and 2022 for 3,500,000 euros?",
        "In 2021 2022 2023 we lost 12 000 trees, what did you plant?",
        "Ordinance 2019-04-112 was struck down. What next?",
        "¿Cómo financian los desagües pluviales?",
        "自転車専用道路を整備した都市はありますか",
        "costs $50 \"x\" 'y' `z` -- <b>",
    ],
)
def test_an_ordinary_question_passes(text: str):
    assert question(text) == text


def test_a_refused_text_is_not_kept_in_the_event():
    event = screened(Asked(SPEAKER, SPOT, "Can we fire jane.doe@example.org?"))

    assert event == Unanswerable(SPEAKER, SPOT, "private_data", (("what", "private:email"),))
    assert "jane" not in repr(event)


@given(st.text(alphabet=st.characters(codec=None, categories=None), max_size=200))
def test_whatever_is_typed_ends_in_a_question_or_a_refusal(text: str):
    event = screened(Asked(SPEAKER, SPOT, text))

    assert isinstance(event, Unanswerable) or event.text.encode().decode() == event.text


@given(st.text(alphabet=string.ascii_letters + " ", min_size=1, max_size=100))
def test_letters_alone_are_never_private_data(text: str):
    event = screened(Asked(SPEAKER, SPOT, "why " + text))

    assert isinstance(event, Asked)


@pytest.mark.parametrize(("locale", "shown"), [("en", "20,000"), ("es", "20.000")])
def test_numbers_are_written_as_the_readers_language_writes_them(locale: str, shown: str):
    assert shown in words(locale).refusal("too_long", {"length": "20000", "limit": "3000"})
    assert shown in too_long(20_000, 3_000, words(locale))
