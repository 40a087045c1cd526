"""What came of a record moves it a little, and never more than a little."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.calibration import Bands
from matching.domain import NO_OUTCOMES, Outcomes, PeerReason
from matching.ranker import KEPT, OUTCOME_WEIGHT, PEER_WEIGHT, rank, worth
from tests.factories import make_candidate, make_jurisdiction, make_office, make_record

BANDS = Bands(good=0.7, maybe=0.4)
counts = st.integers(0, 1000)
outcomes = st.builds(Outcomes, counts, counts, counts, counts, counts)


def candidate(title, probability=0.8, came_of=NO_OUTCOMES, **place):
    found = make_candidate(probability, record=make_record(make_office(**place), title=title))
    return replace(found, outcomes=came_of)


def titles(answer):
    return [match.record.title for match in answer.matches]


def test_a_record_of_which_nothing_is_known_is_worth_nothing_more():
    assert worth(NO_OUTCOMES) == 0
    assert worth(Outcomes(met=5)) == 0


def test_what_helped_counts_against_two_of_doubt_and_what_was_taken_over_twice():
    assert worth(Outcomes(useful=1)) == pytest.approx(0.03 * 1 / (1 + 2))
    assert worth(Outcomes(adopted=1)) == pytest.approx(0.03 * 2 / (2 + 2))
    assert worth(Outcomes(useful=1, adapted=2, not_useful=1)) == pytest.approx(0.03 * (5 - 1) / (5 + 1 + 2))


@given(outcomes)
def test_outcomes_never_move_a_score_by_more_than_their_weight(came_of):
    assert abs(worth(came_of)) < OUTCOME_WEIGHT < PEER_WEIGHT


@given(st.integers(0, 50))
def test_no_use_takes_away_what_use_gives_and_each_further_one_moves_less(times):
    steps = [worth(Outcomes(useful=times + more)) for more in range(3)]

    assert worth(Outcomes(not_useful=times)) == -steps[0]
    assert steps[1] - steps[0] > steps[2] - steps[1] > 0


def test_of_two_that_fit_alike_the_one_that_helped_peers_comes_first():
    plain, helped = candidate("a plain one"), candidate("helped", came_of=Outcomes(useful=2, helped=2))

    assert titles(rank(None, [plain, helped], BANDS)) == ["helped", "a plain one"]


def test_what_fits_clearly_better_comes_first_whatever_helped_before():
    better, helped = candidate("better", 0.84), candidate("helped", 0.8, Outcomes(adopted=99, helped=99))

    assert titles(rank(None, [helped, better], BANDS)) == ["better", "helped"]


def test_outcomes_make_no_answer_surer_than_its_record():
    answer = rank(None, [candidate("fee", 0.69, Outcomes(adopted=99, helped=99))], BANDS)

    assert answer.band.value == "maybe"
    assert answer.matches[0].probability == 0.69


@pytest.mark.parametrize("prefer_peers", [True, False])
def test_how_many_places_a_record_helped_is_the_first_reason_for_it(prefer_peers):
    asker = make_jurisdiction()
    found = candidate("fee", came_of=Outcomes(useful=3, helped=3), climate="Cfb")

    (match,) = rank(asker, [found], BANDS, prefer_peers=prefer_peers).matches

    assert match.reasons[0] == PeerReason("helped", "3")
    assert len(match.reasons) == (3 if prefer_peers else 1)


def test_the_matches_after_those_shown_are_kept_up_to_a_limit():
    many = [candidate(f"r{number:02}", 0.95 - number / 100) for number in range(30)]

    answer = rank(None, many, BANDS)

    kept = [match.record.title for match in (*answer.matches, *answer.further)]
    assert kept == [f"r{number:02}" for number in range(KEPT)]
    assert len(answer.matches) == 3
