"""What the word index promises."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import EntryKey, EntryKind
from matching.lexical import WordIndex
from tests.full_disk import largest_file

MANY = random.Random(1).choices([f"word{number}" for number in range(100_000)], k=1_000)


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


@pytest.fixture
def on_disk(tmp_path: Path) -> WordIndex:
    """An index in a folder that has one record, about drains."""
    index = WordIndex(folder=tmp_path)
    index.put(record(1), "drains")
    index.commit()
    return index


def put_many(index: WordIndex) -> None:
    for number in range(2, 4_000):
        index.put(record(number), " ".join(random.Random(number).sample(MANY, 500)))


def test_a_full_disk_is_an_error_of_the_disk_while_many_entries_are_put(on_disk):
    with largest_file(5_000), pytest.raises(OSError, match="cannot be written"):
        put_many(on_disk)


def test_after_a_commit_that_failed_nothing_is_written_or_saved_any_more(on_disk, tmp_path_factory):
    with largest_file(0):
        on_disk.put(record(2), "lamps")
        with pytest.raises(OSError, match="cannot be written"):
            on_disk.commit()

    # There is room again, and tantivy would take and drop all of it.
    for use in (lambda: on_disk.put(record(3), "trees"), lambda: on_disk.remove(record(1)), on_disk.commit):
        with pytest.raises(OSError, match=r"cannot be written any more: .*File too large"):
            use()
    with pytest.raises(OSError, match="cannot be written any more"):
        on_disk.save(tmp_path_factory.mktemp("saved"))


def test_a_question_asked_meanwhile_finds_what_was_committed_before(on_disk):
    with largest_file(0):
        on_disk.put(record(2), "lamps")

        assert (found(on_disk, "drains"), found(on_disk, "lamps")) == ([1], [])


def test_an_index_whose_copy_found_no_room_is_saved_when_there_is_some(on_disk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    with largest_file(10), pytest.raises(OSError, match="File too large"):
        on_disk.save(folder)
    on_disk.put(record(2), "lamps")

    on_disk.save(tmp_path_factory.mktemp("saved"))

    assert (found(on_disk, "drains"), found(on_disk, "lamps")) == ([1], [2])
