import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from store import vectors
from tests.store.racing import raced


def test_the_hash_of_a_text_is_the_sha256_of_its_utf_8():
    # printf 'Köln' | sha256sum
    assert vectors.text_hash("Köln") == "430b4fc55e4ef14911b1e8a24f18fb804f0b6dfc6c0ba3e27d1f14d5f9276aa6"


def test_a_vector_comes_back_for_its_model_and_text_alone(conn):
    vectors.put(conn, "small", {"a": np.array([0.5, -0.25], dtype=np.float32)})

    found = vectors.get(conn, "small", ["a", "b"])

    assert list(found) == ["a"]
    assert found["a"].tolist() == [0.5, -0.25]
    assert found["a"].dtype == np.float32
    assert vectors.get(conn, "large", ["a"]) == {}


def test_a_vector_that_is_stored_stays(conn):
    vectors.put(conn, "small", {"a": np.array([1], dtype=np.float32)})

    vectors.put(conn, "small", {"a": np.array([2], dtype=np.float32), "b": np.array([3], dtype=np.float32)})

    found = vectors.get(conn, "small", ["a", "b"])
    assert (found["a"].tolist(), found["b"].tolist()) == ([1], [3])


def test_a_vector_of_another_width_gives_way_and_its_tokens_with_it(conn):
    vectors.put(
        conn, "small", {"a": np.array([1], dtype=np.float32), "b": np.array([1, 1], dtype=np.float32)}
    )
    vectors.put_tokens(conn, "small", {"a": b"old", "b": b"kept"})

    vectors.put(conn, "small", {hashed: np.array([2, 3], dtype=np.float32) for hashed in "ab"})

    found = vectors.get(conn, "small", ["a", "b"])
    assert (found["a"].tolist(), found["b"].tolist()) == ([2, 3], [1, 1])
    assert vectors.get_tokens(conn, "small", ["a", "b"]) == {"b": b"kept"}


@pytest.mark.parametrize("part", [np.nan, np.inf, -np.inf, 65_600])
def test_a_vector_that_is_not_finite_in_half_precision_is_not_stored(conn, part):
    made = {"a": np.array([part, 0], dtype=np.float32), "b": np.array([1, 0], dtype=np.float32)}

    vectors.put(conn, "small", made)

    assert vectors.get(conn, "small", made).keys() == {"b"}
    assert vectors.count(conn, "small", made) == 1


@given(unit=arrays(np.float32, 384, elements=st.floats(-1, 1, width=32)))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_stored_vector_differs_by_no_more_than_half_precision(conn, unit):
    hashed = vectors.text_hash(unit.tobytes().hex())
    vectors.put(conn, "small", {hashed: unit})

    back = vectors.get(conn, "small", [hashed])[hashed]

    # Half precision has 11 significant bits, and below 2^-14 steps of 2^-24.
    assert np.all(np.abs(back - unit) <= np.maximum(np.abs(unit) * 2**-11, 2**-25))


def test_the_tokens_of_a_text_stand_beside_its_vector(conn):
    vectors.put(conn, "small", {"a": np.array([1], dtype=np.float32)})

    vectors.put_tokens(conn, "small", {"a": b"\x00\x01tokens", "b": b""})

    assert vectors.get_tokens(conn, "small", ["a", "b", "c"]) == {"a": b"\x00\x01tokens", "b": b""}
    assert vectors.get(conn, "small", ["a", "b"]).keys() == {"a"}
    assert vectors.get_tokens(conn, "large", ["a"]) == {}


def test_tokens_that_are_stored_stay(conn):
    vectors.put_tokens(conn, "small", {"a": b"first"})

    vectors.put_tokens(conn, "small", {"a": b"second", "b": b"third"})

    assert vectors.get_tokens(conn, "small", ["a", "b"]) == {"a": b"first", "b": b"third"}


@given(data=st.binary(max_size=2000))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tokens_come_back_byte_by_byte(conn, data):
    hashed = vectors.text_hash(data.hex())
    vectors.put_tokens(conn, "small", {hashed: data})

    assert vectors.get_tokens(conn, "small", [hashed]) == {hashed: data}


def test_more_vectors_than_one_statement_holds_are_stored_and_found(conn):
    many = {f"h{number}": np.array([number], dtype=np.float32) for number in range(1201)}

    vectors.put(conn, "small", many)

    found = vectors.get(conn, "small", many)
    assert {name: vector.tolist() for name, vector in found.items()} == {
        name: vector.tolist() for name, vector in many.items()
    }


def test_of_two_who_store_a_vector_at_once_the_first_one_stays(engine):
    values = iter([1.0, 2.0])

    def store_the_next(conn):
        vectors.put(conn, "small", {"a": np.array([next(values)], dtype=np.float32)})

    raced(engine, store_the_next)

    with engine.connect() as conn:
        assert vectors.get(conn, "small", ["a"])["a"].tolist() == [1.0]


def test_texts_that_a_model_has_vectors_of_are_counted(conn):
    vectors.put(conn, "small", {"a": np.array([1], dtype=np.float32), "b": np.array([2], dtype=np.float32)})

    assert vectors.count(conn, "small", ["a", "b", "c"]) == 2
    assert vectors.count(conn, "large", ["a"]) == 0
