"""What retrieval over one network's entries promises, with vectors of words."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from matching.domain import EntryKey, EntryKind, Retrieved
from matching.entries import ENOUGH_WORDS, FEW, EntryIndex, Within
from matching.lexical import WordIndex
from tests.fakes_embedder import WordEmbedder

EMBEDDER = WordEmbedder()
FEE = "A fee by paved area pays for storm drains"
TREES = "Trees shade the avenues"


def record(number: int) -> EntryKey:
    return EntryKey(EntryKind.RECORD, number)


def question(number: int) -> EntryKey:
    return EntryKey(EntryKind.QUESTION, number)


def filled(entries: dict[EntryKey, str]) -> EntryIndex:
    index = EntryIndex(EMBEDDER.dimension)
    for key, text in entries.items():
        index.put(key, text, passage(text) if key.kind is EntryKind.RECORD else asked(text))
    return index


def passage(text: str) -> np.ndarray:
    return EMBEDDER.passages([[text]])[0].vector


def asked(text: str) -> np.ndarray:
    return EMBEDDER.questions([text])[0].vector


def retrieve(index: EntryIndex, text: str, language: str = "en", limit: int = 50) -> list[Retrieved]:
    return index.retrieve(text, asked(text), language, limit)


def nothing() -> np.ndarray:
    return np.zeros(EMBEDDER.dimension, dtype=np.float32)


def test_the_entry_that_shares_most_with_the_question_comes_first():
    index = filled({record(1): FEE, record(2): TREES})

    retrieved = retrieve(index, "Who pays for storm drains?")

    assert [found.key for found in retrieved] == [record(1), record(2)]
    # Three words count (pay, storm, drain) and the record has them all, the other none.
    assert [found.similarity for found in retrieved] == pytest.approx([2, 0])


def test_an_entry_found_by_its_words_alone_comes_with_its_similarity():
    index = EntryIndex(EMBEDDER.dimension)
    index.put(record(1), "Section 295 of an act", nothing())
    index.put(record(2), "Boulevards", (passage("trees") / 1000).astype(np.float32))

    # The vectors alone would find the second, and there is room for one.
    (found,) = retrieve(index, "trees 295", limit=1)

    assert (found.key, found.similarity) == (record(1), 0.0)
    assert found.words > 0


def test_word_scores_are_shares_of_enough_words_when_little_is_in_common():
    index = filled({record(1): FEE, record(2): TREES})
    words = WordIndex()
    words.put(record(1), FEE)
    words.put(record(2), TREES)
    ((_, score),) = words.best("avenues", limit=2)

    retrieved = retrieve(index, "avenues")

    assert score < ENOUGH_WORDS
    assert retrieved[0].words == pytest.approx(score / ENOUGH_WORDS)


def test_word_scores_are_shares_of_the_best_when_much_is_in_common():
    rare = "sargassum tonnes beaches barges kelp turtles resort nets tides clean up crews"
    index = filled({record(1): rare, **{record(number): TREES for number in range(2, 30)}})

    assert retrieve(index, rare)[0].words == pytest.approx(1)


def test_for_a_question_in_another_language_words_count_nothing():
    index = filled({record(1): FEE})

    [found] = retrieve(index, "storm drains", language="de")
    assert (found.key, found.words) == (record(1), 0)
    assert found.similarity == pytest.approx(2)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_question_asked_before_is_as_close_as_a_record_with_its_text(language):
    text = "storm drains"
    index = filled({})
    index.put(record(1), text, passage(text))
    index.put(question(1), text, passage(text))

    found = {each.key: (each.similarity, each.words) for each in retrieve(index, text, language)}

    assert found[question(1)] == found[record(1)]


def test_many_questions_asked_before_do_not_crowd_out_records():
    earlier = {question(number): "Who pays for storm drains?" for number in range(30)}
    index = filled({record(1): FEE, **earlier})

    assert record(1) in [found.key for found in retrieve(index, "Who pays for storm drains?", limit=5)]


def test_a_removed_entry_is_found_neither_by_vector_nor_by_words():
    index = filled({record(1): FEE, record(2): TREES})

    index.remove(record(1))

    assert [found.key for found in retrieve(index, "storm drains")] == [record(2)]
    assert len(index) == 1


def test_an_entry_put_again_counts_once_with_its_new_text():
    index = filled({record(1): FEE})

    index.put(record(1), TREES, passage(TREES))

    assert len(index) == 1
    assert retrieve(index, "storm drains")[0].similarity == 0
    assert retrieve(index, "avenues")[0].similarity == pytest.approx(2)


def test_equally_good_entries_come_in_the_order_of_their_keys():
    index = filled({record(number): TREES for number in (3, 1, 2)})

    assert [found.key.id for found in retrieve(index, "trees")] == [1, 2, 3]


def test_an_empty_index_finds_nothing():
    assert retrieve(filled({}), "storm drains") == []


def test_readers_never_see_half_of_what_a_writer_does():
    index = filled({record(0): TREES})
    entries = [(record(number), FEE) for number in range(1, 120)]
    vector = passage(FEE)

    def write() -> None:
        for key, text in entries:
            index.put(key, text, vector)
            index.remove(EntryKey(key.kind, key.id - 1))

    with ThreadPoolExecutor(3) as threads:
        writing = threads.submit(write)
        reading = [threads.submit(retrieve, index, "storm drains") for _ in range(60)]
        writing.result()

    assert {len(result.result()) for result in reading} <= {1, 2}
    assert [found.key.id for found in retrieve(index, "storm drains")] == [119]


def within(index: EntryIndex, text: str, limit: int, filter_: Within) -> list[EntryKey]:
    return [found.key for found in index.retrieve(text, asked(text), "en", limit, filter_)]


@pytest.mark.parametrize("allowed", [2, FEW + 1], ids=["few", "many"])
def test_a_filter_leaves_the_best_of_those_it_allows_by_vector_and_by_words(allowed):
    count = 2 * FEW
    index = EntryIndex(EMBEDDER.dimension)
    entries = [(record(number), FEE if number < FEW - 1 else TREES) for number in range(count)]
    index.put_many(entries, np.stack([passage(text) for _, text in entries]))
    index.put(record(count - 1), "Section 295 of an act", nothing())  # to be found by its words alone
    among = Within({EntryKind.RECORD: np.arange(count - allowed, count)})

    assert within(index, "storm drains 295", 1, among) == [record(count - 1)]


def test_own_records_that_are_left_out_make_room_for_others():
    index = filled({record(1): FEE, record(2): FEE, record(3): FEE, record(4): TREES, question(1): FEE})
    own = Within(without=frozenset({record(1), record(2), record(9)}))

    assert set(within(index, "storm drains", 1, own)) == {record(3), question(1)}


def test_a_kind_of_which_nothing_is_allowed_is_not_found():
    index = filled({record(1): FEE, question(1): FEE})

    assert within(index, "storm drains", 5, Within({EntryKind.QUESTION: np.empty(0, np.int64)})) == [
        record(1)
    ]


def test_many_entries_put_at_once_are_found_like_single_ones():
    index = EntryIndex(EMBEDDER.dimension)
    entries = [(record(1), FEE), (question(1), "trees"), (record(2), TREES)]

    index.put_many(entries, np.stack([passage(text) for _, text in entries]))

    single = EntryIndex(EMBEDDER.dimension)
    for key, text in entries:
        single.put(key, text, passage(text))
    assert retrieve(index, "trees and drains") == retrieve(single, "trees and drains")
