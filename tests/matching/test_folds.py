"""What folds promise: no answer is judged by curves or thresholds that its own question helped to choose."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.calibration import Curve
from matching.fitting import Answered, Judged, bands
from matching.folds import FOLDS, Case, Lead, answered, fitted, folds_of, nested, unseen

RECORD, QUESTION = "record/english", "question/english"
CURVES = {RECORD: Curve(4.0, -6.0), QUESTION: Curve(4.0, -4.0)}
KEYS = st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=3), max_size=40)


def case(closeness: float, *, right: bool, key: str) -> Case:
    """A question whose only match is this close."""
    judged = Judged(RECORD, closeness, right)
    return Case((judged,), (Lead(1, judged),), frozenset({key}))


def many(closeness: float, *, right: int, wrong: int) -> list[Case]:
    """Questions that share nothing, so many with a right and so many with a wrong match."""
    return [
        case(closeness, right=number < right, key=f"{closeness} {number}") for number in range(right + wrong)
    ]


@given(KEYS)
def test_questions_that_share_a_key_are_in_one_fold(keys: list[frozenset[str]]):
    folds = folds_of(keys)

    pairs = [(one, other) for one in range(len(keys)) for other in range(one)]
    assert [
        pair for pair in pairs if keys[pair[0]] & keys[pair[1]] and folds[pair[0]] != folds[pair[1]]
    ] == []


def test_questions_that_share_nothing_are_spread_evenly():
    folds = folds_of([frozenset({str(number)}) for number in range(4 * FOLDS)])

    assert sorted(folds) == sorted(list(range(FOLDS)) * 4)


def test_what_led_to_a_record_counts_at_its_most_probable():
    near, far = Judged(QUESTION, 1.4, answers=True), Judged(RECORD, 1.5, answers=True)
    other = Judged(RECORD, 1.6, answers=False)

    found = answered(Case((), (Lead(7, other), Lead(8, far), Lead(8, near)), frozenset()), CURVES)

    assert found == Answered(CURVES[QUESTION].probability(1.4), best_right=True, right=True)


@pytest.mark.parametrize(("place", "right"), [(0, True), (2, True), (3, False)])
def test_an_answer_is_right_if_one_of_the_three_records_shown_is(place: int, right: bool):
    leads = [Lead(n, Judged(RECORD, 2 - n / 10, answers=n == place)) for n in range(5)]
    twice = replace(leads[0], judged=replace(leads[0].judged, group=QUESTION))

    found = answered(Case((), (twice, *leads), frozenset()), CURVES)

    assert (found.best_right, found.right) == (place == 0, right)


def test_nothing_found_is_an_answer_of_probability_0():
    assert answered(Case((), (), frozenset()), CURVES) == Answered(0.0, best_right=False, right=False)


def test_a_question_does_not_move_the_curve_that_judges_it():
    others = many(1.5, right=30, wrong=10)
    hit, miss = (case(1.5, right=right, key="odd") for right in (True, False))

    first = unseen([hit, *others], CURVES)[0].probability
    second = unseen([miss, *others], CURVES)[0].probability

    assert first == second != CURVES[RECORD].probability(1.5)


def test_questions_that_all_share_a_record_are_judged_by_the_curves_known_before():
    same = [case(1.5, right=False, key="drains") for _ in range(30)]

    assert {each.probability for each in unseen(same, CURVES)} == {CURVES[RECORD].probability(1.5)}
    assert fitted(same, CURVES)[RECORD].probability(1.5) < CURVES[RECORD].probability(1.5)


def test_the_threshold_that_judges_a_question_was_chosen_without_it():
    # One wrong among twenty equally close ones is as many as the target allows, so a threshold chosen on all
    # of them lets all in. Without its own four the wrong one is one of sixteen: too many.
    wrong = case(1.5, right=False, key="wrong")
    found = [wrong, *many(1.5, right=19, wrong=0), *many(0.5, right=0, wrong=20)]

    answers = nested(found, CURVES)

    chosen = bands(unseen(found, CURVES))
    assert sum(answer.probability >= chosen.good for answer, _ in answers) == 20
    good = [number for number, (answer, own) in enumerate(answers) if answer.probability >= own.good]
    assert good == [0, 5, 10, 15]


@settings(deadline=None, max_examples=20)  # a busy machine is no failure
@given(st.lists(st.tuples(st.floats(0.5, 2.5), st.booleans()), max_size=25))
def test_every_question_gets_its_answer_in_its_own_place(found: list[tuple[float, bool]]):
    cases = [case(closeness, right=right, key=str(n)) for n, (closeness, right) in enumerate(found)]

    answers = unseen(cases, CURVES)

    assert [each.right for each in answers] == [right for _, right in found]
    assert [answer for answer, _ in nested(cases, CURVES)] == answers
