"""What the vector index promises, against a scan of all vectors with numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.domain import EntryKey, EntryKind
from matching.index import VectorIndex

DIMENSION = 4
vectors = arrays(np.float32, DIMENSION, elements=st.floats(-1, 1, width=16))
# Few ids, so that entries are replaced and removed often; enough steps to pass the share of dead positions.
steps = st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), vectors)), max_size=60)


def record(number: int) -> EntryKey:
    return EntryKey(EntryKind.RECORD, number)


def unit(number: int) -> np.ndarray:
    return np.eye(DIMENSION, dtype=np.float32)[number]


@given(steps, vectors, st.integers(1, 12))
def test_whatever_was_put_and_removed_the_nearest_are_found_exactly(steps, question, limit):
    index, held = VectorIndex(DIMENSION), {}
    for number, vector in steps:
        if vector is None:
            index.remove(record(number))
            held.pop(record(number), None)
        else:
            index.put(record(number), vector)
            held[record(number)] = vector

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
        index.put(record(number), unit(number))

    index.remove(record(0))

    assert record(0) not in dict(index.nearest(unit(0), limit=4))


def test_an_entry_put_again_has_its_new_vector_only():
    index = VectorIndex(DIMENSION)
    index.put(record(0), unit(0))

    index.put(record(0), unit(1))

    assert index.nearest(unit(0), limit=4) == [(record(0), 0.0)]
    assert index.nearest(unit(1), limit=4) == [(record(0), 1.0)]


def test_a_record_and_a_question_with_one_number_are_two_entries():
    index = VectorIndex(DIMENSION)
    question = EntryKey(EntryKind.QUESTION, 1)
    index.put(record(1), unit(0))

    index.put(question, unit(1))

    assert index.nearest(unit(1), limit=1) == [(question, 1.0)]
    assert len(index) == 2


def test_the_products_of_named_entries_leave_out_those_that_are_gone():
    index = VectorIndex(DIMENSION)
    index.put(record(0), unit(0))
    index.put(record(1), unit(1))
    index.remove(record(1))

    assert index.similarities(unit(0), [record(0), record(1), record(2)]) == {record(0): 1.0}


def test_an_empty_index_finds_nothing():
    assert VectorIndex(DIMENSION).nearest(unit(0), limit=3) == []


def test_removing_what_is_not_there_does_nothing():
    index = VectorIndex(DIMENSION)

    index.remove(record(7))

    assert len(index) == 0


def test_a_vector_of_another_dimension_is_refused():
    with pytest.raises(ValueError, match="dimension 4"):
        VectorIndex(DIMENSION).put(record(0), np.ones(3, dtype=np.float32))


@pytest.mark.parametrize("part", [np.nan, np.inf])
def test_a_vector_that_no_product_can_compare_is_refused(part):
    with pytest.raises(ValueError, match="not finite"):
        VectorIndex(DIMENSION).put(record(0), np.array([1, 0, 0, part], dtype=np.float32))


def test_a_question_whose_vector_has_no_direction_ends_all_the_same():
    index = VectorIndex(DIMENSION)
    index.put(record(0), unit(0))

    assert index.nearest(np.full(DIMENSION, np.nan, dtype=np.float32), limit=1) == []
