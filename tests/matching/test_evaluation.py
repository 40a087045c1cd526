"""What the measures of a ranking promise, each with a value worked out by hand."""

from math import log2

import pytest

from matching.evaluation import hit_at, mrr_at, ndcg_at, recall_at

# Very relevant, relevant, judged and not relevant; "x" and "y" were never judged.
JUDGEMENTS = {"very": 2, "also": 1, "not": 0}


def test_the_gain_of_a_ranking_is_divided_by_the_best_possible_one():
    ranked = ["x", "also", "very"]

    gain = 0 / log2(2) + 1 / log2(3) + 2 / log2(4)
    best_possible = 2 / log2(2) + 1 / log2(3)
    assert ndcg_at(3, ranked, JUDGEMENTS) == pytest.approx(gain / best_possible)


def test_the_best_ranking_gains_everything():
    assert ndcg_at(10, ["very", "also", "not"], JUDGEMENTS) == 1


def test_gain_behind_the_first_k_does_not_count():
    assert ndcg_at(2, ["x", "also", "very"], JUDGEMENTS) == pytest.approx(
        (1 / log2(3)) / (2 / log2(2) + 1 / log2(3))
    )


def test_the_best_possible_gain_has_room_for_k_only():
    assert ndcg_at(1, ["very"], {"very": 1, "also": 1}) == 1


def test_the_first_relevant_place_decides_the_reciprocal_rank():
    assert mrr_at(10, ["x", "not", "also", "very"], JUDGEMENTS) == 1 / 3


def test_a_first_relevant_place_behind_k_counts_nothing():
    assert mrr_at(2, ["x", "not", "also"], JUDGEMENTS) == 0


def test_recall_is_the_share_of_the_relevant_among_the_first_k():
    assert recall_at(3, ["x", "also", "not", "very"], JUDGEMENTS) == 1 / 2


@pytest.mark.parametrize(("k", "hit"), [(2, 0), (3, 1)])
def test_a_hit_is_a_relevant_id_among_the_first_k(k, hit):
    assert hit_at(k, ["x", "not", "also"], JUDGEMENTS) == hit


@pytest.mark.parametrize("measure", [ndcg_at, mrr_at, recall_at, hit_at])
@pytest.mark.parametrize("judgements", [{}, {"not": 0}])
def test_where_nothing_is_relevant_nothing_is_gained(measure, judgements):
    assert measure(10, ["not", "x"], judgements) == 0


@pytest.mark.parametrize("measure", [ndcg_at, mrr_at, recall_at, hit_at])
def test_an_empty_ranking_gains_nothing(measure):
    assert measure(10, [], JUDGEMENTS) == 0
