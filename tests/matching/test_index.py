"""What the vector index promises, against a scan of all vectors with numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.index import VectorIndex

DIMENSION = 4
vectors = arrays(np.float32, DIMENSION, elements=st.floats(-1, 1, width=16))
# Few ids, so that entries are replaced and removed often; enough steps to pass the share of dead positions.
steps = st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), vectors)), max_size=60)


def unit(number: int) -> np.ndarray:
    return np.eye(DIMENSION, dtype=np.float32)[number]


# With codes as well as without: so few entries are all worth comparing.
@given(steps, vectors, st.integers(1, 12), st.sampled_from([4, 1000]))
def test_whatever_was_put_and_removed_the_nearest_are_found_exactly(steps, question, limit, exact_up_to):
    index = VectorIndex(DIMENSION, exact_up_to, uncoded=3)
    held: dict[int, np.ndarray] = {}
    for number, vector in steps:
        if vector is None:
            index.remove(number)
            held.pop(number, None)
        else:
            index.put(number, vector)
            held[number] = vector

    found = index.nearest(question, limit)

    best = sorted((float(vector @ question) for vector in held.values()), reverse=True)[:limit]
    assert [product for _, product in found] == pytest.approx(best, abs=1e-5)
    assert {key: product for key, product in found} == pytest.approx(
        {key: float(held[key] @ question) for key, _ in found}, abs=1e-5
    )
    assert len(index) == len(held)


def test_a_removed_entry_is_never_found():
    index = VectorIndex(DIMENSION)
    for number in range(4):
        index.put(number, unit(number))

    index.remove(0)

    assert 0 not in dict(index.nearest(unit(0), limit=4))


def test_an_entry_put_again_has_its_new_vector_only():
    index = VectorIndex(DIMENSION)
    index.put(0, unit(0))

    index.put(0, unit(1))

    assert index.nearest(unit(0), limit=4) == [(0, 0.0)]
    assert index.nearest(unit(1), limit=4) == [(0, 1.0)]


def test_the_products_of_named_entries_leave_out_those_that_are_gone():
    index = VectorIndex(DIMENSION)
    index.put(0, unit(0))
    index.put(1, unit(1))
    index.remove(1)

    assert index.similarities(unit(0), [0, 1, 2]) == {0: 1.0}


def test_an_empty_index_finds_nothing():
    assert VectorIndex(DIMENSION).nearest(unit(0), limit=3) == []


def test_removing_what_is_not_there_does_nothing():
    index = VectorIndex(DIMENSION)

    index.remove(7)

    assert len(index) == 0


def test_a_vector_of_another_dimension_is_refused():
    with pytest.raises(ValueError, match="dimension 4"):
        VectorIndex(DIMENSION).put(0, np.ones(3, dtype=np.float32))


@pytest.mark.parametrize("part", [np.nan, np.inf, 65_600])
def test_a_vector_that_no_product_can_compare_is_refused(part):
    with pytest.raises(ValueError, match="not finite"):
        VectorIndex(DIMENSION).put(0, np.array([1, 0, 0, part], dtype=np.float32))


def test_a_question_whose_vector_has_no_direction_ends_all_the_same():
    index = VectorIndex(DIMENSION)
    index.put(0, unit(0))

    assert index.nearest(np.full(DIMENSION, np.nan, dtype=np.float32), limit=1) == []
    assert index.similarities(np.full(DIMENSION, np.nan, dtype=np.float32), [1]) == {}


def test_of_an_id_that_comes_twice_the_last_vector_counts():
    index = VectorIndex(DIMENSION)

    index.put_many([7, 8, 7], np.array([unit(0), unit(1), unit(2)]))

    assert index.nearest(unit(0), limit=3) == [(7, 0.0), (8, 0.0)]
    assert index.similarities(unit(2), [7]) == {7: 1.0}


def test_nothing_is_added_when_one_of_many_vectors_is_wrong():
    index = VectorIndex(DIMENSION)

    with pytest.raises(ValueError, match=r"\[8\]"):
        index.put_many([7, 8], np.array([unit(0), unit(1) * np.nan]))

    assert len(index) == 0


def test_equally_near_entries_come_in_the_order_of_their_ids():
    index = VectorIndex(DIMENSION)

    index.put_many([3, 1, 2], np.array([unit(0)] * 3))

    assert [number for number, _ in index.nearest(unit(0), limit=3)] == [1, 2, 3]


def test_a_reader_keeps_what_it_saw_while_others_write():
    index = VectorIndex(DIMENSION, exact_up_to=8, uncoded=2)
    index.put_many(range(6), np.tile(unit(0), (6, 1)))
    seen = index.view()

    index.put_many(range(3, 60), np.tile(unit(1), (57, 1)))  # replaces, makes codes and packs
    index.remove(0)

    assert seen.nearest(unit(0), limit=10) == [(number, 1.0) for number in range(6)]
    assert index.nearest(unit(0), limit=2) == [(1, 1.0), (2, 1.0)]
