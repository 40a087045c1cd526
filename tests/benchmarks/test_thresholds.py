"""What thresholds promise: a target that is kept, and no more caution than it takes."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.thresholds import MAYBE, MOST_WRONG, NEVER, Answered, bands
from matching.calibration import Bands


def answered(probability: float, *, right: bool) -> Answered:
    return Answered(probability, best_right=right, right=right)


def test_the_bands_keep_the_target_on_ten_answers_worked_out_by_hand():
    # Surest first: nine right ones down to .55, then a wrong one. Of ten one is wrong, 10%; of nine none.
    probabilities = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
    found = [answered(each, right=each != 0.5) for each in probabilities]

    assert bands(found) == bands(found[::-1]) == Bands(good=0.55, maybe=MAYBE)


def test_one_wrong_answer_in_twenty_is_as_many_as_the_target_allows():
    # The third of twenty is wrong: 1/3, 1/4 ... 1/19 are too many, 1/20 is the target itself.
    probabilities = [1 - number / 25 for number in range(1, 21)]
    found = [answered(each, right=number != 2) for number, each in enumerate(probabilities)]

    assert bands(found).good == probabilities[-1]
    assert bands(found[:-1]).good == probabilities[1]


def test_an_answer_is_right_if_any_match_shown_is():
    found = [Answered(0.9, best_right=False, right=True), Answered(0.8, best_right=True, right=False)]

    assert bands(found).good == 0.9


def test_where_nothing_keeps_the_target_nothing_is_good_however_sure():
    assert bands([answered(0.9, right=False), answered(0.8, right=True)]) == Bands(good=NEVER, maybe=MAYBE)
    assert bands([]) == Bands(good=NEVER, maybe=MAYBE)
    assert NEVER > 1


def test_what_is_good_may_help():
    assert bands([answered(0.3, right=True)]) == Bands(good=0.3, maybe=0.3)


def share_wrong_is_kept(found: Sequence[Answered]) -> bool:
    good = bands(found).good
    shown = [each for each in found if each.probability >= good]
    return sum(not each.right for each in shown) * round(1 / MOST_WRONG) <= len(shown)


# Mostly right, or hardly any threshold would be below one.
RIGHT = st.sampled_from([True] * 15 + [False])
UNCERTAIN = st.floats(0, 1, exclude_max=True)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(UNCERTAIN, RIGHT), unique_by=lambda each: each[0], max_size=200))
def test_of_the_answers_that_are_good_no_more_are_wrong_than_the_target_allows(
    found: list[tuple[float, bool]],
):
    assert share_wrong_is_kept([answered(probability, right=right) for probability, right in found])


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(UNCERTAIN, RIGHT), unique_by=lambda each: each[0], max_size=200))
def test_no_lower_threshold_would_keep_the_target(found: list[tuple[float, bool]]):
    good = bands([answered(*each[:1], right=each[1]) for each in found]).good

    for lower in [probability for probability, _ in found if probability < good]:
        shown = [right for probability, right in found if probability >= lower]
        assert shown.count(False) * round(1 / MOST_WRONG) > len(shown)


@pytest.mark.parametrize("order", [1, -1])
def test_answers_of_one_probability_are_good_together_or_not_at_all(order: int):
    # A right and a wrong one at .8: with them one of three is wrong, without them none of one.
    found = [answered(0.9, right=True), answered(0.8, right=True), answered(0.8, right=False)]

    assert bands(found[::order]).good == 0.9


def test_a_wrong_answer_of_probability_one_is_not_good():
    found = [answered(1.0, right=False)]

    assert share_wrong_is_kept(found)
