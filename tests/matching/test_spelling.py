"""What correcting a question's typing mistakes promises, and above all what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.spelling import corrected

ASCII = st.text(st.characters(max_codepoint=127), max_size=80)
# Letters that make words, mistakes and compounds more often than any text does.
WORDS = st.lists(st.text("aeiorstnlcdm", min_size=4, max_size=11), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (
            "does insurrence realy pay when muncipality gets hakced",
            "does insurance realy pay when municipality gets hacked",
        ),
        (
            "turnout in our partcipatory bugdet is awfull, hardly any1 votes. how did u fix it",
            "turnout in our participatory budget is awful, hardly any1 votes. how did u fix it",
        ),
        (
            "e scootrs dumped all over sidewalk how do u regulate",
            "e scooters dumped all over sidewalk how do u regulate",
        ),
        (
            "anyone forsed civil servents to get teh covid shot?? what happend to ones who refused",
            "anyone forced civil servants to get teh covid shot?? what happend to ones who refused",
        ),
    ],
)
def test_a_word_that_nobody_writes_becomes_the_closest_common_one(asked, meant):
    assert corrected(asked, "en") == meant


@pytest.mark.parametrize("wrong", ["bugdet", "buget", "budgget", "budgat"])
def test_one_letter_swapped_left_out_added_or_wrong_is_put_right(wrong):
    assert corrected(f"the {wrong}, please", "en") == "the budget, please"


@pytest.mark.parametrize("wrong", ["insurrence", "insurnace", "insuranse"])
def test_a_long_word_may_have_two_mistakes(wrong):
    assert corrected(wrong, "en") == "insurance"


@pytest.mark.parametrize(
    "text",
    [
        "Muncipality of Bugdetville",
        "BUGDET",
        "muncipalityX",
        "bugdet-neutral",
        "non-bugdet",
        "bugdet's",
        "o'bugdet",
        "bugdet2",
        "2bugdet",
        "bugdet_line",
        "hte jbo",
    ],
    ids=[
        "names",
        "capitals",
        "a capital inside",
        "before a hyphen",
        "after a hyphen",
        "an owner",
        "a name with an apostrophe",
        "a number behind",
        "a number before",
        "an underscore",
        "short words",
    ],
)
def test_what_may_be_meant_as_it_is_stays(text):
    assert corrected(text, "en") == text


@pytest.mark.parametrize(
    "link", ["https://example.org/bugdet/scootrs", "http://bugdet.example/", "bugdet@scootrs.example"]
)
def test_a_link_or_an_address_stays(link):
    assert corrected(f"see {link} for more", "en") == f"see {link} for more"


@pytest.mark.parametrize(
    "word",
    [
        "rainfed",
        "reinfect",
        "lockdown",
        "biochar",
        "stormwater",
        "bioswale",
        "microtransit",
        "superblock",
        "depaving",
        "geofencing",
        "unvaccinated",
        "subletting",
        "programme",
        "neighbourhood",
        "kerbside",
        "upzoning",
        "weekenders",
        "rewilded",
    ],
)
def test_a_rare_word_that_is_one_stays(word):
    assert corrected(f"who tried {word} before", "en") == f"who tried {word} before"


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "¿Quién forsed los servents?"), ("de", "die bugdet der muncipality"), ("fr", "bugdet")],
)
def test_a_question_in_another_language_stays(language, text):
    assert corrected(text, language) == text


@given(ASCII | WORDS)
def test_correcting_twice_changes_nothing_more(text: str):
    once = corrected(text, "en")

    assert corrected(once, "en") == once


@given(st.text(), st.sampled_from(["en", "de", ""]))
def test_any_text_is_accepted_and_keeps_its_words_apart(text: str, language: str):
    assert len(corrected(text, language).split()) == len(text.split())


def test_a_very_long_word_stays():
    assert corrected("a" * 4_000, "en") == "a" * 4_000
