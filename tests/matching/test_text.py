"""What cleaning a text promises."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text import clean

any_text = st.text(st.characters(exclude_categories=()), max_size=300)


@pytest.mark.parametrize("unwanted", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ud800", "\ufeff"])
def test_a_character_that_databases_or_models_choke_on_is_dropped(unwanted):
    assert clean(f"storm{unwanted}water") == "stormwater"


def test_newlines_and_tabs_stay():
    assert clean("a fee\n\tby area") == "a fee\n\tby area"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_becomes_a_newline(end):
    assert clean(f"one{end}two") == "one\ntwo"


def test_runs_of_spaces_of_any_kind_become_one_and_the_ends_are_stripped():
    assert clean("  free \u00a0 \u3000 buses \n") == "free buses"


def test_an_accent_typed_apart_becomes_the_same_text_as_one_typed_together():
    assert clean("Malmo\u0308") == clean("Malm\u00f6") == "Malm\u00f6"


def test_an_accent_kept_apart_by_a_dropped_character_is_joined():
    assert clean("o\x00\u0308") == "\u00f6"


@given(any_text)
def test_a_cleaned_text_fits_into_utf_8_and_holds_no_null(text):
    assert b"\x00" not in clean(text).encode("utf-8")


@given(any_text)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)

    assert clean(once) == once


@given(any_text)
def test_no_letter_is_lost_but_halves_of_surrogate_pairs(text):
    letters = [c for c in unicodedata.normalize("NFC", text) if c.isalpha()]

    assert [c for c in clean(text) if c.isalpha()] == letters
