"""What the vector index promises once it does not compare everything, against numpy over all vectors."""

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.index import VectorIndex
from tests.factories import there

COUNT = 12_000
DIMENSION = 64
NUMBERS = np.random.default_rng(1)


def made(count: int) -> np.ndarray:
    """Unit vectors in 200 heaps, as texts of some hundred topics have them."""
    heaps = np.random.default_rng(2).standard_normal((200, DIMENSION))
    vectors = heaps[NUMBERS.integers(0, 200, count)] + 0.6 * NUMBERS.standard_normal((count, DIMENSION))
    halves = vectors.astype(np.float16).astype(np.float32)  # what the index keeps
    return (halves / np.linalg.norm(halves, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)


VECTORS = made(COUNT)
QUESTIONS = made(40)
# As for a question in another language: its first half says nothing.
HALVES = np.hstack([np.zeros((40, DIMENSION // 2), np.float32), 3 * QUESTIONS[:, DIMENSION // 2 :]])


@pytest.fixture(scope="module")
def index() -> VectorIndex:
    """All vectors; the id of each is its place."""
    index = VectorIndex(DIMENSION, exact_up_to=2_000)
    for at in range(0, COUNT, 3_000):
        index.put_many(range(at, at + 3_000), VECTORS[at : at + 3_000])
    return index


def best(question: np.ndarray, allowed: np.ndarray) -> list[int]:
    """The ten nearest of the allowed ids, by products of all of them."""
    return [int(number) for number in allowed[np.argsort(-(VECTORS[allowed] @ question))[:10]]]


def recall(index: VectorIndex, questions: np.ndarray, allowed: np.ndarray, **filters: Any) -> float:
    """The share of the ten nearest that the index finds, over all questions."""
    found = [{number for number, _ in index.nearest(each, 10, **filters)} for each in questions]
    right = [best(each, allowed) for each in questions]
    return float(
        np.mean([len(found & {*right}) / len(right) for found, right in zip(found, right, strict=True)])
    )


@pytest.mark.parametrize("questions", [QUESTIONS, HALVES], ids=["all dimensions", "half of them"])
@pytest.mark.parametrize("share", [1, 0.5, 0.1, 0.01, 0.001])
def test_a_filter_of_any_size_costs_no_recall(index, questions, share):
    among = np.random.default_rng(3).choice(COUNT, int(share * COUNT), replace=False)

    assert recall(index, questions, among, among=among) >= 0.995


@pytest.mark.parametrize("questions", [QUESTIONS, HALVES], ids=["all dimensions", "half of them"])
def test_a_filter_that_leaves_only_what_is_far_away_costs_no_recall(index, questions):
    recalls = []
    for question in questions:
        far = np.argsort(VECTORS @ question)[: COUNT // 2]
        recalls.append(recall(index, question.reshape(1, -1), far, among=far))

    assert np.mean(recalls) >= 0.995


@pytest.mark.parametrize("questions", [QUESTIONS, HALVES], ids=["all dimensions", "half of them"])
@pytest.mark.parametrize("share", [0.5, 0.4])
def test_a_filter_that_leaves_one_region_costs_no_recall_wherever_a_question_lies(index, questions, share):
    recalls = []
    for middle in VECTORS[:5]:
        topic = np.argsort(-(VECTORS @ middle))[: int(share * COUNT)]
        recalls.append(recall(index, questions, topic, among=topic))

    assert np.mean(recalls) >= 0.995


def test_without_a_filter_the_nearest_are_found_with_their_exact_products(index):
    assert recall(index, QUESTIONS, np.arange(COUNT)) >= 0.995
    for number, product in index.nearest(QUESTIONS[0], 10):
        assert product == pytest.approx(float(VECTORS[number] @ QUESTIONS[0]), abs=1e-5)


def test_a_question_of_which_half_says_nothing_is_compared_exactly_too(index):
    assert recall(index, HALVES, np.arange(COUNT)) >= 0.995
    for number, product in index.nearest(HALVES[0], 10):
        assert product == pytest.approx(float(VECTORS[number] @ HALVES[0]), abs=1e-5)


@pytest.mark.parametrize("dimension", [61, 62, 63])
def test_dimensions_that_do_not_come_in_fours_cost_no_recall(dimension):
    index = VectorIndex(dimension, exact_up_to=2_000)
    index.put_many(range(4_000), VECTORS[:4_000, :dimension])

    for question in QUESTIONS[:10, :dimension]:
        right = np.argsort(-(VECTORS[:4_000, :dimension] @ question))[:10]
        assert len({*right.tolist()} & dict(index.nearest(question, 10)).keys()) >= 9


def test_the_own_entries_left_out_make_room_for_the_next_ones(index):
    own = best(QUESTIONS[0], np.arange(COUNT))
    others = np.setdiff1d(np.arange(COUNT), own)

    assert recall(index, QUESTIONS[:1], others, without=own) >= 0.9
    assert not {*own} & dict(index.nearest(QUESTIONS[0], 50, without=own)).keys()


def test_a_filter_of_unknown_ids_finds_nothing(index):
    assert index.nearest(QUESTIONS[0], 10, among=np.array([COUNT, -1])) == []


def test_what_is_removed_replaced_and_packed_is_found_as_it_is_now(index):
    changing = VectorIndex(DIMENSION, exact_up_to=2_000)
    changing.put_many(range(COUNT), VECTORS[::-1])
    changing.put_many(range(COUNT), VECTORS)  # replaces each, and packs
    gone = np.arange(0, COUNT, 3)
    changing.remove_many(gone.tolist())  # a third: packs again
    left = np.setdiff1d(np.arange(COUNT), gone)

    assert len(changing) == len(left)
    assert recall(changing, QUESTIONS, left) >= 0.995
    assert not {*gone} & dict(changing.nearest(QUESTIONS[0], 100)).keys()


def test_codes_that_were_brought_together_find_what_was_added_whatever_the_lengths_of_lists():
    # In 16 dimensions faiss' blocks are so small that some list has a multiple of their size: merging into
    # such a one faiss writes past the end.
    dimension = 16
    vectors = np.random.default_rng(4).standard_normal((6_000, dimension), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    growing = VectorIndex(dimension, exact_up_to=2_000, uncoded=50)
    growing.put_many(range(4_000), vectors[:4_000])

    for at in range(4_000, 6_000, 100):
        growing.put_many(range(at, at + 100), vectors[at : at + 100])

    for number in range(0, 6_000, 100):
        assert growing.nearest(vectors[number], 1)[0][0] == number


def test_an_addition_is_found_at_once_and_after_its_codes_are_made(index):
    growing = VectorIndex(DIMENSION, exact_up_to=2_000, uncoded=100)
    growing.put_many(range(5_000), VECTORS[:5_000])

    for number in range(5_000, 5_150):
        growing.put(number, VECTORS[number])
        assert growing.nearest(VECTORS[number], 1)[0][0] == number

    assert growing.nearest(VECTORS[5_000], 1)[0][0] == 5_000


def test_what_is_added_after_packing_has_the_codes_that_the_same_vector_has(tmp_path: Path):
    growing = VectorIndex(DIMENSION, exact_up_to=2_000, uncoded=50)
    growing.put_many(range(4_000), VECTORS[:4_000])
    growing.put_many(range(4_000, 4_200), VECTORS[4_000:4_200])
    growing.remove_many([*range(900), *range(4_000, 4_150)])  # also of those coded apart, and so many: packs
    growing.write(tmp_path)

    for each in (growing, VectorIndex.read(tmp_path, DIMENSION)):
        each.put_many(range(5_000, 5_600), VECTORS[1_000:1_600])  # so many that they are coded

        codes = there(each.view().codes)
        for number in range(600):
            positions, estimates = codes.best(VECTORS[1_000 + number], 100)
            estimated = dict(zip(positions.tolist(), estimates.tolist(), strict=True))
            assert estimated[3_150 + number] == estimated[100 + number]


# 200 are few enough to be coded apart from the others; 1,000 are not.
@pytest.mark.parametrize("added", [200, 1_000])
def test_what_was_added_later_is_found_like_the_rest_also_when_read_again_and_packed(added, tmp_path: Path):
    growing, end = VectorIndex(DIMENSION, exact_up_to=2_000, uncoded=50), 5_000 + added
    growing.put_many(range(5_000), VECTORS[:5_000])
    for at in range(5_000, end, 100):
        growing.put_many(range(at, at + 100), VECTORS[at : at + 100])

    growing.write(tmp_path)
    again = VectorIndex.read(tmp_path, DIMENSION)

    later, left = np.arange(5_000, end), np.arange(2_000, end)
    for each in (growing, again):
        assert recall(each, QUESTIONS, np.arange(end)) >= 0.995
        assert recall(each, QUESTIONS, later, among=later) >= 0.995
        each.remove_many(range(2_000))  # so many that it packs
        assert recall(each, QUESTIONS, left) >= 0.995
        each.put_many(range(end, end + 500), VECTORS[end : end + 500])
        assert recall(each, QUESTIONS, np.arange(2_000, end + 500)) >= 0.995


def test_an_index_read_again_finds_the_same_and_grows(index, tmp_path: Path):
    index.write(tmp_path)

    again = VectorIndex.read(tmp_path, DIMENSION)

    assert again.nearest(QUESTIONS[0], 10) == index.nearest(QUESTIONS[0], 10)
    again.put_many(range(COUNT, COUNT + 12_000), made(12_000))  # more than are held in memory
    again.put(COUNT + 1, QUESTIONS[1])
    assert again.nearest(QUESTIONS[1], 1)[0][0] == COUNT + 1
    assert again.similarities(VECTORS[3], [3]) == pytest.approx(index.similarities(VECTORS[3], [3]))


def test_readers_find_what_is_there_while_a_writer_adds_removes_and_packs():
    index = VectorIndex(DIMENSION, exact_up_to=2_000, uncoded=200)
    index.put_many(range(5_000), VECTORS[:5_000])

    def write() -> None:
        for at in range(5_000, 9_000, 250):
            index.put_many(range(at, at + 250), VECTORS[at : at + 250])
            index.remove_many(range(at - 4_750, at - 4_500))

    with ThreadPoolExecutor(3) as threads:
        writing = threads.submit(write)
        reading = [threads.submit(index.nearest, VECTORS[0], 1) for _ in range(100)]
        writing.result()

    assert {result.result()[0][0] for result in reading} == {0}
    assert len(index) == 5_000


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow beyond 100 kB."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_that_is_full_refuses_what_is_added_and_keeps_what_is_there():
    index = VectorIndex(DIMENSION)
    index.put_many(range(5_000), VECTORS[:5_000])

    with full_disk(), pytest.raises(OSError, match="File too large"):
        index.put_many(range(5_000, COUNT), VECTORS[5_000:])

    assert index.nearest(VECTORS[7], 1)[0][0] == 7
    index.put_many(range(5_000, COUNT), VECTORS[5_000:])
    assert recall(index, QUESTIONS, np.arange(COUNT)) >= 0.995
