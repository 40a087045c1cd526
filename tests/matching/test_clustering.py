"""Clusters: exact average linkage in any order, the middle first, a few questions about one thing kept."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from matching.clustering import TOGETHER, USUAL, USUAL_MEAN, clusters
from matching.embedder import name_of

OTHER = "some-model"


def drawn(seed: int, subjects: int = 12, rows: int = 240) -> np.ndarray:
    """Rows around a few directions, some far from their own, as questions are."""
    numbers = np.random.default_rng(seed)
    middles = numbers.normal(size=(subjects, 24))
    spread = numbers.normal(size=(rows, 24)) * 1.2
    return (middles[numbers.integers(subjects, size=rows)] + spread).astype(np.float32)


def partition(found) -> set[frozenset[int]]:
    return {frozenset(members.tolist()) for members in found}


@pytest.mark.parametrize("seed", range(5))
def test_the_clusters_are_those_of_average_linkage(seed: int):
    rows = drawn(seed)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    centred = (unit - unit.sum(axis=0) / (len(rows) + USUAL)).astype(np.float64)
    labels = fcluster(linkage(centred, "average", metric="cosine"), 1 - TOGETHER, "distance")

    assert partition(clusters(rows, OTHER)) == {
        frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels)
    }


def test_the_order_of_the_rows_changes_nothing():
    rows = drawn(7)
    shuffled = np.random.default_rng(1).permutation(len(rows))

    moved = {
        frozenset(shuffled[list(members)].tolist()) for members in partition(clusters(rows[shuffled], OTHER))
    }

    assert moved == partition(clusters(rows, OTHER))


def test_every_row_is_in_one_cluster_and_the_largest_comes_first():
    found = clusters(drawn(3), OTHER)

    assert sorted(np.concatenate(found).tolist()) == list(range(240))
    assert [len(each) for each in found] == sorted((len(each) for each in found), reverse=True)


def test_the_same_question_a_thousand_times_is_one_cluster():
    one, other = np.eye(8, dtype=np.float32)[:2]
    rows = np.stack([one] * 1000 + [other] * 3)

    assert [len(each) for each in clusters(rows, OTHER)] == [1000, 3]


def test_rows_that_are_all_equally_near_are_joined():
    rows = np.ones((40, 40), dtype=np.float32) * 2 + np.eye(40, dtype=np.float32)

    assert [len(each) for each in clusters(rows, OTHER)] == [40]


def test_the_middle_of_a_cluster_comes_first():
    angles = np.radians([0, 10, 20, 30, 40])
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    (found,) = clusters(rows, OTHER)

    assert found[0] == 2


def test_a_few_questions_about_one_thing_stay_together_under_the_bundled_model():
    numbers = np.random.default_rng(2)
    about = np.load(USUAL_MEAN) + numbers.normal(size=384) * 0.04
    e5 = about + numbers.normal(size=(6, 384)) * 0.02
    english = numbers.normal(size=(6, 384))  # of other languages it is noise, so it must not count

    found = clusters(np.hstack([english, e5]).astype(np.float32), name_of())

    assert [len(each) for each in found] == [6]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_hardly_any_question_is_no_mistake(rows: int):
    found = clusters(np.eye(rows, 4, dtype=np.float32), OTHER)

    assert [each.tolist() for each in found] == [[row] for row in range(rows)]


def test_a_row_of_zeros_is_a_cluster_of_its_own():
    rows = np.vstack([np.zeros((1, 4)), np.ones((3, 4))]).astype(np.float32)

    assert [len(each) for each in clusters(rows, OTHER)] == [3, 1]
