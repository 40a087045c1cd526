"""What the likeness of two jurisdictions promises; expected figures are worked out by hand."""

from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import Jurisdiction, JurisdictionId, Kind, PeerReason
from matching.peers import reasons, similarity
from tests.factories import make_jurisdiction

jurisdictions = st.builds(
    Jurisdiction,
    id=st.integers(1, 99).map(JurisdictionId),
    name=st.just("Oak"),
    kind=st.sampled_from(Kind),
    country=st.sampled_from([None, "US", "DE"]),
    population=st.none() | st.integers(0, 40_000_000),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
)


@given(jurisdictions, jurisdictions)
def test_the_likeness_is_a_share_and_the_same_either_way_round(a, b):
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == similarity(b, a)


@given(jurisdictions, jurisdictions)
def test_any_two_places_can_be_given_reasons(a, b):
    assert {reason.code for reason in reasons(a, b)} <= {"similar_size", "near", "same_country", "same_kind"}


def test_a_place_is_wholly_like_one_with_the_same_figures():
    a = make_jurisdiction(latitude=40.0, longitude=-75.0)
    b = make_jurisdiction(latitude=40.0, longitude=-75.0)

    assert similarity(a, b) == pytest.approx(1)


@pytest.mark.parametrize(
    ("population", "left"), [(40_000, 1), (400_000, 0), (4_000, 0), (80_000, 1 - log10(2))]
)
def test_likeness_in_size_is_gone_at_a_tenfold_difference(population, left):
    other = make_jurisdiction(population=population)

    # Half for size; country and kind are the same (0.2 + 0.1); the climate is unknown (0.5 of 0.2).
    assert similarity(make_jurisdiction(population=40_000), other) == pytest.approx(
        0.5 * left + 0.2 + 0.1 + 0.1
    )


@pytest.mark.parametrize(("latitude", "left"), [(40.0, 1), (-40.0, 1), (25.0, 0.5), (5.0, 0)])
def test_the_distance_from_the_equator_stands_for_the_climate(latitude, left):
    asker, peer = make_jurisdiction(latitude=40.0), make_jurisdiction(latitude=latitude)

    assert similarity(asker, peer) == pytest.approx(0.5 + 0.2 + 0.2 * left + 0.1)


def test_another_country_and_another_kind_take_off_their_shares():
    assert similarity(
        make_jurisdiction(country="US", kind=Kind.CITY), make_jurisdiction(country="DE", kind=Kind.COUNTY)
    ) == pytest.approx(0.5 + 0 + 0.1 + 0)


@pytest.mark.parametrize(
    "unknown",
    [None, make_jurisdiction(population=None, country=None, kind=Kind.UNKNOWN)],
)
def test_what_nobody_knows_is_neither_like_nor_unlike(unknown):
    assert similarity(make_jurisdiction(), unknown) == pytest.approx(0.5)


def test_the_reasons_name_what_is_alike_with_the_weightiest_first():
    philadelphia = make_jurisdiction(latitude=39.95, longitude=-75.17, population=1_570_000)
    new_york = make_jurisdiction(latitude=40.71, longitude=-74.01, population=3_140_000)

    # 130 km as the crow flies, twice the people.
    assert reasons(philadelphia, new_york) == (
        PeerReason("similar_size", "3140000"),
        PeerReason("near", "130"),
        PeerReason("same_country", "US"),
        PeerReason("same_kind", "city"),
    )


def test_a_place_more_than_twice_as_large_is_not_of_similar_size():
    reason_codes = [
        reason.code
        for reason in reasons(make_jurisdiction(population=40_000), make_jurisdiction(population=80_001))
    ]

    assert "similar_size" not in reason_codes


def test_a_place_further_than_a_day_trip_is_not_near():
    oak = make_jurisdiction(latitude=0.0, longitude=0.0)
    # One degree on the equator is 111.2 km.
    elm = make_jurisdiction(latitude=0.0, longitude=2.7)

    assert "near" not in [reason.code for reason in reasons(oak, elm)]


def test_places_with_nothing_in_common_have_no_reasons():
    a = make_jurisdiction(country="US", population=40_000, kind=Kind.CITY)
    b = make_jurisdiction(country="DE", population=4_000_000, kind=Kind.STATE)

    assert reasons(a, b) == ()


@pytest.mark.parametrize("unknown", [None, make_jurisdiction(population=0, country=None, kind=Kind.UNKNOWN)])
def test_nothing_is_said_to_be_alike_where_nothing_is_known(unknown):
    assert reasons(unknown, unknown) == ()
