"""What the word index promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import EntryKey, EntryKind
from matching.lexical import WordIndex


def record(number: int) -> EntryKey:
    return EntryKey(EntryKind.RECORD, number)


@pytest.fixture
def index() -> WordIndex:
    """Three records: on vaccination, on trees in São Paulo, on the ULEZ."""
    index = WordIndex()
    index.put(record(1), "The county mandated vaccination of its employees.")
    index.put(record(2), "São Paulo planted trees along its avenues.")
    index.put(record(3), "London widened the ULEZ under section 295 of an act.")
    return index


def found(index: WordIndex, text: str) -> list[int]:
    return [key.id for key, _ in index.best(text, limit=10)]


@pytest.mark.parametrize("text", ["mandating vaccinations", "EMPLOYEE", "vaccinated?"])
def test_other_forms_of_a_word_find_it(index, text):
    assert found(index, text) == [1]


def test_an_accent_does_not_matter(index):
    assert found(index, "sao paulo") == [2]


@pytest.mark.parametrize("text", ["ulez", "295"])
def test_acronyms_and_numbers_are_words(index, text):
    assert found(index, text) == [3]


@pytest.mark.parametrize("text", ["", "  ", "?!", "🚌", "the of and", "snow"])
def test_a_text_without_known_words_finds_nothing(index, text):
    assert found(index, text) == []


@pytest.mark.parametrize(
    "text", ["text:snow", "-trees", "tree*", '"avenues trees"', "trees AND snow", "(trees"]
)
def test_signs_of_query_languages_mean_nothing(index, text):
    assert found(index, text) == ([2] if "tree" in text else [])


def test_more_words_in_common_score_higher(index):
    index.put(record(4), "The town mandated trees.")

    assert found(index, "mandated vaccination of employees") == [1, 4]


def test_a_word_said_twice_counts_once(index):
    assert index.best("trees trees trees", limit=1) == index.best("trees", limit=1)


def test_what_was_put_is_found_by_the_next_question(index):
    before = found(index, "snow")

    index.put(record(5), "Clearing snow")

    assert (before, found(index, "snow")) == ([], [5])


def test_an_entry_put_again_has_its_new_words_only(index):
    index.put(record(2), "Clearing snow")

    assert found(index, "trees") == []
    assert found(index, "snow") == [2]


def test_a_removed_entry_is_not_found(index):
    index.remove(record(2))

    assert found(index, "trees") == []


def test_no_more_entries_are_found_than_asked_for(index):
    index.put(record(4), "trees")

    assert len(index.best("trees", limit=1)) == 1


def test_the_scores_of_named_entries_are_those_by_which_they_are_found(index):
    best = dict(index.best("trees in avenues", limit=10))

    scores = index.scores("trees in avenues", [record(1), record(2), record(9)])

    assert scores == {record(1): 0.0, record(2): pytest.approx(best[record(2)])}


def test_a_pasted_document_finds_the_record_that_it_starts_with(index):
    document = "trees " + " ".join(f"word{number}" for number in range(20_000))

    assert found(index, document) == [2]


@given(st.text(max_size=200))
def test_any_text_can_be_put_and_asked(text):
    index = WordIndex()
    index.put(record(1), text)

    assert found(index, text) in ([], [1])
