"""What the likeness of two jurisdictions promises; expected figures are worked out by hand."""

from dataclasses import replace
from math import log10
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import Jurisdiction, JurisdictionId, Kind, PeerReason
from matching.peers import SHARES, reasons, similarity
from tests.factories import make_jurisdiction

jurisdictions = st.builds(
    Jurisdiction,
    id=st.integers(1, 99).map(JurisdictionId),
    name=st.just("Oak"),
    kind=st.sampled_from(Kind),
    country=st.sampled_from([None, "US", "CA", "DE", "IN", "ZA", "XK"]),
    admin1=st.sampled_from(["", "LA", "Quebec", "Gauteng"]),
    population=st.none() | st.integers(0, 40_000_000),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    climate=st.none() | st.sampled_from(["Af", "Aw", "BSk", "Cfa", "Cfb", "Csb", "ET"]),
    coastal=st.none() | st.booleans(),
)
CODES = {
    "similar_size",
    "same_climate",
    "near",
    "same_country",
    "same_language",
    "same_legal_family",
    "same_kind",
    "coastal",
}
# What each fact is when nobody knows it, and the likeness that it decides alone.
FACTS = {
    "population": (None, 0.35),
    "climate": (None, 0.15),
    "kind": (Kind.UNKNOWN, 0.07),
    "coastal": (None, 0.05),
}


def nowhere(**fields):
    """A place of which nothing is known but the fields: half alike to any other."""
    return make_jurisdiction(**({"kind": Kind.UNKNOWN, "country": None, "population": None} | fields))


@given(jurisdictions, jurisdictions)
def test_the_likeness_is_a_share_and_the_same_either_way_round(a, b):
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == similarity(b, a)


@given(jurisdictions, jurisdictions)
def test_no_place_is_more_like_another_than_like_itself(a, b):
    assert similarity(a, b) <= similarity(a, a)


@given(jurisdictions, jurisdictions, st.sampled_from(sorted(FACTS)))
def test_a_fact_that_is_no_longer_known_counts_as_half_alike(a, b, fact):
    unknown, share = FACTS[fact]
    alone = similarity(nowhere(**{fact: getattr(a, fact)}), nowhere(**{fact: getattr(b, fact)}))

    # Of two places of which only this fact is known the other parts add half of their shares.
    decided = alone - 0.5 * (1 - share)
    assert similarity(replace(a, **{fact: unknown}), b) == pytest.approx(
        similarity(a, b) - decided + 0.5 * share
    )


@given(jurisdictions, st.integers(1, 40_000_000), st.integers(1, 40_000_000), st.integers(1, 40_000_000))
def test_a_place_whose_population_differs_more_is_never_more_alike(a, own, near, far):
    near, far = sorted((near, far), key=lambda people: abs(log10(people / own)))
    asker = replace(a, population=own)

    assert similarity(asker, replace(a, population=far)) <= similarity(asker, replace(a, population=near))


@given(jurisdictions, jurisdictions)
def test_any_two_places_can_be_given_at_most_three_reasons(a, b):
    found = [reason.code for reason in reasons(a, b)]

    assert set(found) <= CODES
    assert len(found) == len(set(found)) <= 3


def test_the_shares_add_up_to_the_whole():
    assert sum(share for _, share in SHARES) == 100


def test_a_place_is_wholly_like_one_with_the_same_figures():
    figures: dict[str, Any] = {"latitude": 40.0, "longitude": -75.0, "climate": "Cfa", "coastal": True}

    assert similarity(make_jurisdiction(**figures), make_jurisdiction(**figures)) == 1


@pytest.mark.parametrize(
    ("population", "left"), [(40_000, 1), (400_000, 0), (4_000, 0), (80_000, 1 - log10(2))]
)
def test_likeness_in_size_is_gone_at_a_tenfold_difference(population, left):
    found = similarity(nowhere(population=40_000), nowhere(population=population))

    assert found == pytest.approx(0.5 * 0.65 + 0.35 * left)


@pytest.mark.parametrize(
    ("climate", "left"), [("Cfb", 1), ("Cfa", 2 / 3), ("Csb", 1 / 3), ("Dfb", 0), ("ET", 0), (None, 0.5)]
)
def test_climates_are_alike_by_the_letters_of_their_class_from_the_first_on(climate, left):
    found = similarity(nowhere(climate="Cfb"), nowhere(climate=climate))

    assert found == pytest.approx(0.5 * 0.85 + 0.15 * left)


# One degree of the equator is 2 x pi x 6371 km / 360 = 111.19 km, so 5,000 km are 44.97 degrees.
@pytest.mark.parametrize(("degrees", "left"), [(0, 1), (22.483, 0.5), (45, 0), (180, 0)])
def test_nearness_falls_evenly_to_nothing_at_5000_km(degrees, left):
    found = similarity(nowhere(latitude=0.0, longitude=0.0), nowhere(latitude=0.0, longitude=float(degrees)))

    assert found == pytest.approx(0.5 * 0.88 + 0.12 * left, abs=1e-4)


@pytest.mark.parametrize(
    ("country", "admin1", "left"),
    [
        ("US", "", 0.10 * 1 + 0.08 * 1 + 0.08 * 1),
        ("GB", "", 0.10 * 0 + 0.08 * 1 + 0.08 * 1),  # English, common law
        (
            "GB",
            "Scotland",
            0.10 * 0 + 0.08 * 1 + 0.08 / 2,
        ),  # common law and civil law, of which one is shared
        ("US", "LA", 0.10 * 1 + 0.08 * 1 + 0.08 / 2),
        ("DE", "", 0),
        ("XK", "", 0.10 * 0 + 0.08 * 0 + 0.08 * 0.5),  # Kosovo's law is in no table of ours
        (None, "", 0.5 * 0.26),
    ],
)
def test_a_country_decides_about_itself_its_languages_and_its_law(country, admin1, left):
    found = similarity(nowhere(country="US"), nowhere(country=country, admin1=admin1))

    assert found == pytest.approx(0.5 * 0.74 + left)


def test_governments_that_share_one_language_of_several_understand_each_other():
    belgium, switzerland = nowhere(country="BE"), nowhere(country="CH")

    # French and German are official in both, and both have civil law.
    assert similarity(belgium, switzerland) == pytest.approx(0.5 * 0.74 + 0 + 0.08 + 0.08)


@pytest.mark.parametrize(("coastal", "left"), [(True, 1), (False, 0), (None, 0.5)])
def test_a_place_by_the_sea_is_like_another_by_the_sea(coastal, left):
    assert similarity(nowhere(coastal=True), nowhere(coastal=coastal)) == pytest.approx(
        0.5 * 0.95 + 0.05 * left
    )


def test_another_kind_of_government_takes_off_its_share():
    city, county = nowhere(kind=Kind.CITY), nowhere(kind=Kind.COUNTY)

    assert similarity(city, county) == pytest.approx(0.5 * 0.93)
    assert similarity(city, city) == pytest.approx(0.5 * 0.93 + 0.07)


@pytest.mark.parametrize("unknown", [None, nowhere()])
def test_what_nobody_knows_is_neither_like_nor_unlike(unknown):
    assert similarity(make_jurisdiction(), unknown) == pytest.approx(0.5)


def test_the_reasons_name_what_is_alike_with_the_weightiest_first():
    philadelphia = make_jurisdiction(latitude=39.95, longitude=-75.17, population=1_570_000, climate="Cfa")
    new_york = make_jurisdiction(latitude=40.71, longitude=-74.01, population=3_140_000, climate="Cfa")

    # 130 km as the crow flies, twice the people; same country and kind are left out as the least.
    assert reasons(philadelphia, new_york) == (
        PeerReason("similar_size", "3140000"),
        PeerReason("same_climate"),
        PeerReason("near", "130"),
    )


def test_reasons_that_follow_from_the_same_country_are_not_said_beside_it():
    assert [reason.code for reason in reasons(nowhere(country="US"), nowhere(country="US"))] == [
        "same_country"
    ]


def test_across_borders_language_and_law_are_reasons():
    found = reasons(nowhere(country="US", coastal=True), nowhere(country="GB", coastal=True))

    assert [reason.code for reason in found] == ["same_language", "same_legal_family", "coastal"]


def test_law_that_is_shared_in_part_is_no_reason():
    found = reasons(nowhere(country="US"), nowhere(country="GB", admin1="Scotland"))

    assert [reason.code for reason in found] == ["same_language"]


def test_two_places_far_from_the_sea_are_not_said_to_be_on_the_coast():
    assert reasons(nowhere(coastal=False), nowhere(coastal=False)) == ()


def test_a_similar_climate_is_not_said_to_be_the_same():
    assert reasons(nowhere(climate="Cfa"), nowhere(climate="Cfb")) == ()


def test_a_place_more_than_twice_as_large_is_not_of_similar_size():
    assert reasons(nowhere(population=40_000), nowhere(population=80_001)) == ()


def test_a_place_further_than_a_day_trip_is_not_near():
    oak = nowhere(latitude=0.0, longitude=0.0)
    # One degree on the equator is 111.2 km.
    elm = nowhere(latitude=0.0, longitude=2.7)

    assert reasons(oak, elm) == ()


def test_places_with_nothing_in_common_have_no_reasons():
    a = make_jurisdiction(country="US", population=40_000, kind=Kind.CITY)
    b = make_jurisdiction(country="DE", population=4_000_000, kind=Kind.STATE)

    assert reasons(a, b) == ()


@pytest.mark.parametrize("unknown", [None, nowhere(population=0)])
def test_nothing_is_said_to_be_alike_where_nothing_is_known(unknown):
    assert reasons(unknown, unknown) == ()
