"""What ranking promises."""

from dataclasses import replace

import pytest

from matching.calibration import Bands
from matching.domain import AskedBefore, Band, QuestionId, RecordId, Result, WorkspaceId
from matching.ranker import PEER_WEIGHT, rank
from tests.factories import make_candidate, make_jurisdiction, make_office, make_record

GOOD, MAYBE = 0.7, 0.4
BANDS = Bands(good=GOOD, maybe=MAYBE)
CLOSE = GOOD + 0.1


def titles(answer):
    return [match.record.title for match in answer.matches]


def candidate(title, probability=CLOSE, *, office=None, **record):
    return make_candidate(probability, record=make_record(office, title=title, **record))


def test_a_similar_city_outranks_a_slightly_closer_text_from_a_big_one():
    asker = make_jurisdiction(population=40_000)
    small_city = candidate("small", CLOSE, office=make_office(population=45_000))
    metropolis = candidate("metropolis", CLOSE + 0.01, office=make_office(population=2_000_000))

    assert titles(rank(asker, [metropolis, small_city], BANDS)) == ["small", "metropolis"]


def test_a_much_closer_text_from_a_big_city_outranks_a_similar_one():
    asker = make_jurisdiction(population=40_000)
    small_city = candidate("small", CLOSE, office=make_office(population=45_000))
    metropolis = candidate("metropolis", CLOSE + PEER_WEIGHT, office=make_office(population=2_000_000))

    assert titles(rank(asker, [metropolis, small_city], BANDS)) == ["metropolis", "small"]


def test_a_score_is_the_probability_and_the_weighted_likeness_of_the_peer():
    # Nothing is known of an asker who has not joined: half alike.
    (match,) = rank(None, [candidate("fee", 0.9)], BANDS).matches

    assert match.score == pytest.approx(0.9 + PEER_WEIGHT * 0.5)
    assert match.probability == 0.9


def test_without_peers_the_closest_text_comes_first_whatever_the_place():
    asker = make_jurisdiction(population=40_000)
    small_city = candidate("small", CLOSE, office=make_office(population=45_000))
    metropolis = candidate("metropolis", CLOSE + 0.01, office=make_office(population=2_000_000))

    answer = rank(asker, [metropolis, small_city], BANDS, prefer_peers=False)

    assert titles(answer) == ["metropolis", "small"]
    assert [match.score for match in answer.matches] == [CLOSE + 0.01, CLOSE]
    assert [match.reasons for match in answer.matches] == [(), ()]


def test_the_askers_own_records_are_left_out_without_peers_too():
    oak = make_jurisdiction("Oak")
    own = candidate("own", office=make_office(jurisdiction=oak))

    assert titles(rank(oak, [own, candidate("other")], BANDS, prefer_peers=False)) == ["other"]


def test_a_jurisdiction_is_shown_once_with_its_best_record():
    oak = make_jurisdiction("Oak")
    public_works, finance = make_office(jurisdiction=oak), make_office("Finance", jurisdiction=oak)
    second = candidate("second", CLOSE, office=public_works)
    best = candidate("best", CLOSE + 0.2, office=finance)

    assert titles(rank(make_jurisdiction(), [second, best], BANDS)) == ["best"]


def test_records_without_a_jurisdiction_are_shown_once_per_place_as_written():
    texts = [("first", "Elmshire"), ("second", "Elmshire"), ("third", "Ashford")]
    found = [
        make_candidate(CLOSE, record=replace(make_record(title=title, key=title), office=None, place=place))
        for title, place in texts
    ]

    assert titles(rank(None, found, BANDS)) == ["first", "third"]


def test_records_whose_place_nobody_knows_are_each_shown():
    found = [
        make_candidate(CLOSE, record=replace(make_record(title=title, key=title), office=None, place=""))
        for title in ("first", "second")
    ]

    assert titles(rank(None, found, BANDS)) == ["first", "second"]


def test_the_askers_own_records_are_left_out():
    oak = make_jurisdiction("Oak")
    own = candidate("own", CLOSE + 0.2, office=make_office(jurisdiction=oak))
    other = candidate("other")

    assert titles(rank(oak, [own, other], BANDS)) == ["other"]


def test_somebody_who_has_not_joined_is_shown_all():
    assert titles(rank(None, [candidate("fee")], BANDS)) == ["fee"]


def test_equal_scores_come_in_the_order_of_the_records_keys():
    places = [make_jurisdiction() for _ in range(3)]
    found = [
        candidate(key, key=key, office=make_office(jurisdiction=place))
        for key, place in zip(["c", "a", "b"], places, strict=True)
    ]

    assert titles(rank(None, found, BANDS)) == ["a", "b", "c"]


def test_no_more_matches_are_shown_than_asked_for():
    found = [candidate(str(number), office=make_office()) for number in range(5)]

    assert len(rank(None, found, BANDS, limit=2).matches) == 2


@pytest.mark.parametrize(
    ("closest", "band"),
    [(GOOD, Band.GOOD), (GOOD - 0.01, Band.MAYBE), (MAYBE, Band.MAYBE), (MAYBE - 0.01, Band.NONE)],
)
def test_the_most_probable_candidate_decides_how_sure_the_answer_is(closest, band):
    further = candidate("further", MAYBE - 0.1, office=make_office())

    assert rank(None, [further, candidate("closest", closest)], BANDS).band is band


def test_what_is_too_improbable_is_not_shown_beside_a_good_match():
    close, far = candidate("close"), candidate("far", MAYBE - 0.01)

    assert titles(rank(None, [far, close], BANDS)) == ["close"]


def test_the_askers_own_record_does_not_make_an_answer_good():
    oak = make_jurisdiction("Oak")

    answer = rank(oak, [candidate("own", office=make_office(jurisdiction=oak))], BANDS)

    assert answer.band is Band.NONE
    assert answer.matches == ()


def test_without_candidates_the_answer_is_none():
    answer = rank(make_jurisdiction(), [], BANDS)

    assert (answer.band, answer.matches) == (Band.NONE, ())


def test_a_match_says_why_this_peer_and_which_question_led_to_it():
    earlier = AskedBefore(
        QuestionId(1), "How?", "en", RecordId(1), make_jurisdiction(), WorkspaceId(1), "general", "1.2"
    )
    found = make_candidate(CLOSE, make_office(country="US"), asked_before=earlier)

    (match,) = rank(make_jurisdiction(country="US", population=None), [found], BANDS).matches

    assert [reason.code for reason in match.reasons] == ["same_country", "same_kind"]
    assert match.asked_before is earlier


def test_an_expired_record_stands_after_every_other_one_of_its_band():
    candidates = [
        replace(candidate("expired", CLOSE + 0.1), expired=True),
        replace(candidate("expired, further", CLOSE + 0.05), expired=True),
        candidate("closest", CLOSE),
        candidate("close", CLOSE - 0.05),
        candidate("perhaps", MAYBE + 0.05),
    ]

    answer = rank(None, candidates, BANDS, limit=5)

    assert titles(answer) == ["closest", "close", "expired", "expired, further", "perhaps"]
    assert answer.band is Band.GOOD


def test_an_expired_record_is_still_an_answer_where_there_is_no_other():
    expired = replace(candidate("expired"), expired=True)

    assert titles(rank(None, [candidate("perhaps", MAYBE), expired], BANDS)) == ["expired", "perhaps"]


@pytest.mark.parametrize("result", Result)
def test_the_result_of_a_record_counts_for_nothing(result):
    tried, other = (
        candidate("tried", CLOSE + 0.01, result=result),
        candidate("other", CLOSE, result=Result.WORKED),
    )

    assert titles(rank(None, [other, tried], BANDS)) == ["tried", "other"]
