"""What fitting promises: curves that follow the judgements as far as they go."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.calibration import Curve
from matching.fitting import Judged, fit_curve, fit_curves

GROUP = "record/english"
CLOSENESS = st.floats(-3, 4)
JUDGED = st.builds(Judged, st.just(GROUP), CLOSENESS, st.booleans())
KNOWN = st.none() | st.builds(Curve, st.floats(0.1, 20), st.floats(-20, 20))


def judged(closeness: float, *, right: int, wrong: int, group: str = GROUP) -> list[Judged]:
    """So many right and wrong judgements of equally close entries."""
    return [Judged(group, closeness, answers=number < right) for number in range(right + wrong)]


def log_odds(curve: Curve, closeness: float) -> float:
    return curve.slope * closeness + curve.intercept


def test_the_curve_that_made_the_judgements_is_found_again():
    generator = np.random.default_rng(7)
    made_by = Curve(slope=6.0, intercept=-9.0)
    closeness = generator.uniform(0.5, 2.5, 20_000)
    answers = generator.random(20_000) < [made_by.probability(each) for each in closeness]

    fitted = fit_curve([Judged(GROUP, *each) for each in zip(closeness, answers.tolist(), strict=True)])

    # The standard errors of 20,000 judgements are .08 and .12; a prior of width 4 moves nothing.
    assert fitted.slope == pytest.approx(6, abs=0.3)
    assert fitted.intercept == pytest.approx(-9, abs=0.45)


def test_judgements_that_can_be_told_apart_give_a_curve_that_tells_them_apart_and_is_finite():
    fitted = fit_curve(judged(2.0, right=30, wrong=0) + judged(1.0, right=0, wrong=30))

    assert fitted.probability(2.0) > 0.95
    assert fitted.probability(1.0) < 0.05
    assert fitted.slope < 20


def test_without_a_known_curve_judgements_of_one_closeness_leave_the_slope_and_set_the_level():
    # The most probable level L has 4 (1 / (1 + exp(-L)) - 1/2) + L / 16 = 0: none but 0 has.
    fitted = fit_curve(judged(1.5, right=2, wrong=2))

    assert fitted.slope == pytest.approx(4, abs=1e-3)
    assert log_odds(fitted, 1.5) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("level", "right", "wrong"), [(1.0, 1, 3), (2.0, 8, 12), (-2.0, 12, 8), (20.0, 30, 70)]
)
def test_a_known_curve_and_the_judgements_are_weighed_against_each_other(
    level: float, right: int, wrong: int
):
    # The most probable log-odds L has n (1 / (1 + exp(-L)) - right / n) = level - L. It is 0 where
    # n / 2 - right = level, as in all of these.
    known = Curve(slope=5.0, intercept=level - 5.0 * 1.2)

    fitted = fit_curve(judged(1.2, right=right, wrong=wrong), known)

    assert fitted.slope == pytest.approx(5, abs=1e-3)
    assert log_odds(fitted, 1.2) == pytest.approx(0, abs=1e-3)


def test_a_known_curve_moves_little_with_few_judgements_and_much_with_many():
    known = Curve(slope=5.0, intercept=-5.0)  # even at a closeness of 1

    moved = [1 - 2 * fit_curve(judged(1.0, right=0, wrong=n), known).probability(1.0) for n in (1, 10, 1_000)]

    # -L = n / (1 + exp(-L)): -0.4011 for one judgement, -1.6335 for ten, -5.2452 for a thousand.
    expected = [1 - 2 / (1 + math.exp(level)) for level in (0.4011, 1.6335, 5.2452)]
    assert moved == pytest.approx(expected, abs=1e-3)


def test_many_judgements_overrule_a_known_curve():
    generator = np.random.default_rng(3)
    truth, known = Curve(6.0, -9.0), Curve(3.0, -2.0)
    closeness = generator.uniform(0.5, 2.5, 20_000)
    answers = generator.random(20_000) < [truth.probability(each) for each in closeness]

    fitted = fit_curve(
        [Judged(GROUP, *each) for each in zip(closeness, answers.tolist(), strict=True)], known
    )

    for at in (1.0, 1.5, 2.0):
        assert fitted.probability(at) == pytest.approx(truth.probability(at), abs=0.02)


@pytest.mark.parametrize("known", [None, Curve(4.0, -6.0)])
def test_a_closer_entry_never_answers_less_probably_even_if_the_judgements_say_so(known: Curve | None):
    fitted = fit_curve(judged(2.0, right=0, wrong=50) + judged(1.0, right=50, wrong=0), known)

    assert fitted.slope > 0
    assert fitted.probability(2.0) > fitted.probability(1.0)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(JUDGED, min_size=1, max_size=30), KNOWN)
def test_whatever_is_judged_the_curve_is_finite_and_rises(found: list[Judged], known: Curve | None):
    fitted = fit_curve(found, known)

    assert fitted.slope > 0
    assert math.isfinite(fitted.slope)
    assert math.isfinite(fitted.intercept)


@settings(deadline=None)  # a busy machine is no failure
@given(CLOSENESS, st.integers(0, 20), st.integers(0, 20), KNOWN)
def test_one_more_right_answer_never_lowers_the_probability(
    closeness: float, right: int, wrong: int, known: Curve | None
):
    with_it = fit_curve(judged(closeness, right=right + 1, wrong=wrong), known)
    against_it = fit_curve(judged(closeness, right=right, wrong=wrong + 1), known)

    assert with_it.probability(closeness) >= against_it.probability(closeness) - 1e-6


def test_a_group_is_fitted_to_its_own_judgements_alone():
    english = judged(1.0, right=10, wrong=2) + judged(0.5, right=1, wrong=6)
    other = judged(1.0, right=0, wrong=9, group="record/other")

    fitted = fit_curves([*other, *english])

    assert fitted == {GROUP: fit_curve(english), "record/other": fit_curve(other)}


def test_a_known_curve_without_judgements_stays():
    known = {GROUP: Curve(5.0, -5.0), "question/english": Curve(2.0, -6.0)}

    fitted = fit_curves(judged(1.0, right=0, wrong=9), known)

    assert fitted["question/english"] == known["question/english"]
    assert fitted[GROUP] != known[GROUP]
    assert fit_curves([], known) == known
    assert fit_curves([]) == {}
