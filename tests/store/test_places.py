from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.domain import Kind
from store import places
from store.places import JurisdictionDraft
from tests.factories import add_network, add_office


def names(found):
    return [f"{office.name}, {office.jurisdiction.name}" for office in found]


def test_a_jurisdiction_comes_back_with_all_that_is_known(conn):
    position: dict[str, Any] = {"latitude": 41.5, "longitude": -81.25, "time_zone": "America/New_York"}
    known: dict[str, Any] = {"population": 40_000, "climate": "Dfb", "coastal": False}
    draft = JurisdictionDraft("Oak", Kind.CITY, "US", "Ohio", **position, **known)

    made = places.ensure_jurisdiction(conn, add_network(conn), draft)

    assert (made.name, made.kind, made.country, made.admin1) == ("Oak", Kind.CITY, "US", "Ohio")
    assert (made.population, made.latitude, made.longitude) == (40_000, 41.5, -81.25)
    assert (made.time_zone, made.climate, made.coastal) == ("America/New_York", "Dfb", False)


def test_what_nobody_knows_of_a_jurisdiction_is_none(conn):
    made = places.ensure_jurisdiction(conn, add_network(conn), JurisdictionDraft("Oak", Kind.UNKNOWN, None))

    assert made.country is None
    assert (made.population, made.latitude, made.longitude, made.time_zone) == (None, None, None, None)
    assert (made.climate, made.coastal) == (None, None)


def test_a_jurisdiction_is_made_once(conn):
    network_id = add_network(conn)
    draft = JurisdictionDraft("Oak", Kind.CITY, "US", population=40_000)

    assert places.ensure_jurisdiction(conn, network_id, draft) == places.ensure_jurisdiction(
        conn, network_id, draft
    )


@pytest.mark.parametrize(
    "other",
    [
        JurisdictionDraft("Oak", Kind.COUNTY, "US", "Ohio"),
        JurisdictionDraft("Oak", Kind.CITY, "CA", "Ohio"),
        JurisdictionDraft("Oak", Kind.CITY, "US", "Texas"),
        JurisdictionDraft("Elm", Kind.CITY, "US", "Ohio"),
    ],
)
def test_another_name_division_kind_or_country_is_another_jurisdiction(conn, other):
    network_id = add_network(conn)
    oak = places.ensure_jurisdiction(conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", "Ohio"))

    assert places.ensure_jurisdiction(conn, network_id, other).id != oak.id


def test_figures_that_were_unknown_are_filled_in(conn):
    network_id = add_network(conn)
    places.ensure_jurisdiction(conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", population=40_000))

    filled = places.ensure_jurisdiction(
        conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", latitude=41.5)
    )

    assert (filled.population, filled.latitude) == (40_000, 41.5)


def test_a_place_that_was_imported_before_learns_its_climate_and_coast(conn):
    network_id = add_network(conn)
    places.ensure_jurisdiction(conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", population=40_000))

    filled = places.ensure_jurisdiction(
        conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", climate="Cfa", coastal=False)
    )
    kept = places.ensure_jurisdiction(
        conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", climate="Dfb", coastal=True)
    )

    assert (filled.climate, filled.coastal) == (kept.climate, kept.coastal) == ("Cfa", False)


def test_figures_that_are_known_stay_also_when_others_are_filled_in(conn):
    network_id = add_network(conn)
    places.ensure_jurisdiction(conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", population=40_000))

    again = places.ensure_jurisdiction(
        conn, network_id, JurisdictionDraft("Oak", Kind.CITY, "US", population=99, latitude=41.5)
    )

    assert (again.population, again.latitude) == (40_000, 41.5)


def test_an_office_is_made_once_per_jurisdiction(conn):
    network_id = add_network(conn)
    first = add_office(conn, network_id, "Public works", place="Oak")

    assert add_office(conn, network_id, "Public works", place="Oak") == first
    assert add_office(conn, network_id, "Public works", place="Elm").id != first.id


def test_offices_are_listed_with_their_jurisdictions_in_the_order_they_were_made(conn):
    network_id = add_network(conn)
    oak = add_office(conn, network_id, "Public works", place="Oak", population=40_000)
    elm = add_office(conn, network_id, "Finance", place="Elm")

    assert places.offices(conn, network_id) == (oak, elm)


@pytest.mark.parametrize(
    "text",
    [
        "Mobility department, København",
        "mobility department københavn",
        "MOBILITY DEPARTMENT, KOBENHAVN",
        "København",
        "kobenhavn",
        "Mobility department",
        "copen mobi kobenh",
    ],
)
def test_an_office_is_found_by_its_name_its_place_or_both_whatever_the_case_and_accents(conn, text):
    network_id = add_network(conn)
    add_office(conn, network_id, "Mobility department", place="København", admin1="Copenhagen region")
    add_office(conn, network_id, "Finance", place="Oak")

    assert names(places.find_offices(conn, network_id, text)) == ["Mobility department, København"]


def test_an_exact_name_is_not_mixed_with_names_that_only_begin_like_it(conn):
    network_id = add_network(conn)
    add_office(conn, network_id, "Finance", place="Oak")
    add_office(conn, network_id, "Finance", place="Oakland")

    assert names(places.find_offices(conn, network_id, "oak")) == ["Finance, Oak"]
    assert names(places.find_offices(conn, network_id, "finance oa")) == ["Finance, Oak", "Finance, Oakland"]


def test_places_of_one_name_are_told_apart_by_their_division(conn):
    network_id = add_network(conn)
    add_office(conn, network_id, "Finance", place="Portland", admin1="Oregon")
    maine = add_office(conn, network_id, "Finance", place="Portland", admin1="Maine")

    assert places.find_offices(conn, network_id, "Finance, Portland, Maine") == (maine,)
    assert len(places.find_offices(conn, network_id, "Finance, Portland")) == 2


@pytest.mark.parametrize("text", ["", "  ", "?!", "Nowhere"])
def test_a_text_that_names_no_office_finds_none(conn, text):
    network_id = add_network(conn)
    add_office(conn, network_id, "Finance", place="Oak")

    assert places.find_offices(conn, network_id, text) == ()


@given(text=st.text(max_size=60))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_only_offices_of_the_network_are_found(conn, text):
    network_id = add_network(conn)
    office = add_office(conn, network_id, "Finance", place="Oak")

    assert set(places.find_offices(conn, network_id, text)) <= {office}
