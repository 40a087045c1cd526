"""What intervals promise, against values worked out by hand or by theory."""

import numpy as np
import pytest

from matching.bootstrap import (
    auroc,
    interval_of_auroc,
    interval_of_means,
    interval_of_share,
    resampled_means,
)


def test_figures_that_are_all_the_same_have_no_room_around_them():
    low, high = interval_of_means(np.full((7, 2), [0.25, 1.0]))

    assert low == pytest.approx([0.25, 1.0])
    assert high == pytest.approx([0.25, 1.0])


def test_the_interval_of_many_coin_tosses_is_that_of_the_normal_distribution():
    tosses = np.tile([[0.0], [1.0]], (200, 1))

    low, high = interval_of_means(tosses)

    half = 1.96 * 0.5 / np.sqrt(400)
    assert low[0] == pytest.approx(0.5 - half, abs=0.005)
    assert high[0] == pytest.approx(0.5 + half, abs=0.005)


def test_a_column_of_differences_meets_the_same_resamples_as_its_parts():
    ours = np.linspace(0, 1, 50)
    theirs = ours - 0.1

    low, high = interval_of_means(np.stack([ours, theirs, ours - theirs], axis=1))

    assert [low[2], high[2]] == pytest.approx([0.1, 0.1])
    assert high[0] - low[0] == pytest.approx(high[1] - low[1])


def test_the_same_values_get_the_same_interval_twice():
    values = np.random.default_rng(1).random((30, 3))

    assert np.array_equal(interval_of_means(values), interval_of_means(values))


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    positives, negatives = np.array([0.9, 0.5]), np.array([0.1, 0.5, 0.7])

    assert auroc(positives, negatives) == pytest.approx((3 + 1.5) / 6)


@pytest.mark.parametrize(("positive", "negative", "share"), [(2, 1, 1), (1, 2, 0), (1, 1, 0.5)])
def test_auroc_runs_from_always_wrong_to_always_right(positive, negative, share):
    assert auroc(np.array([positive]), np.array([negative])) == share


def test_auroc_takes_questions_that_found_nothing_at_all():
    assert auroc(np.array([0.5]), np.array([-np.inf])) == 1


def test_the_interval_of_an_auroc_lies_around_it():
    generator = np.random.default_rng(2)
    positives, negatives = generator.normal(1, 1, 200), generator.normal(0, 1, 200)

    low, high = interval_of_auroc(positives, negatives)

    # The standard error after Hanley and McNeil (1982), with Q1 = A / (2 - A) and Q2 = 2 A² / (1 + A).
    a = auroc(positives, negatives)
    variance = (a * (1 - a) + 199 * (a / (2 - a) - a**2) + 199 * (2 * a**2 / (1 + a) - a**2)) / 200**2
    assert [low, high] == pytest.approx([a - 1.96 * variance**0.5, a + 1.96 * variance**0.5], abs=0.01)


@pytest.mark.parametrize(
    ("hits", "number", "low", "high"), [(0, 50, 0, 0.049), (5, 100, 0.019, 0.106), (50, 50, 0.951, 1)]
)
def test_the_interval_of_a_share_is_that_of_jeffreys(hits: int, number: int, low: float, high: float):
    assert interval_of_share(hits, number) == pytest.approx((low, high), abs=5e-4)


def test_of_nothing_every_share_is_possible():
    assert interval_of_share(0, 0) == (0, 1)


def test_the_mean_of_resampled_means_is_the_mean():
    values = np.random.default_rng(1).random((200, 2))

    means = resampled_means(values, seed=3)

    assert means.shape == (1_000, 2)
    assert means.mean(axis=0) == pytest.approx(values.mean(axis=0), abs=0.005)
    assert not np.array_equal(means, resampled_means(values, seed=4))
