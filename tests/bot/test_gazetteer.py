"""What the gazetteer knows of places, and where it stays silent."""

import pytest

from bot.places import gazetteer
from matching.domain import Kind
from tests.factories import there


def test_a_city_has_population_position_and_time_zone_under_the_name_it_was_given():
    found = gazetteer.look_up("Sevilla", "ES", "", Kind.CITY)

    assert found.name == "Sevilla"
    assert 600_000 < there(found.population) < 800_000
    assert (round(there(found.latitude)), round(there(found.longitude))) == (37, -6)
    assert found.time_zone == "Europe/Madrid"
    assert (found.climate, found.coastal) == ("Csa", False)


@pytest.mark.parametrize("name", ["Gdańsk", "gdansk", "GDANSK", "Danzig"])
def test_case_accents_and_other_languages_lead_to_the_same_city(name):
    assert gazetteer.find(name, "PL").name == "Gdańsk"


@pytest.mark.parametrize(
    ("name", "country", "admin1", "code"),
    [
        ("Portland", "US", "ME", "ME"),
        ("Portland", "US", "Oregon", "OR"),
        ("Richmond", "CA", "British Columbia", "02"),
        ("Newcastle", "AU", "new south wales", "02"),
    ],
)
def test_of_several_cities_the_one_in_the_named_division_is_meant(name, country, admin1, code):
    assert gazetteer.find(name, country, admin1).admin1 == code


def test_of_several_cities_the_most_populous_is_meant_when_no_division_is_named():
    assert gazetteer.find("Portland", "US").admin1 == "OR"


def test_a_division_that_is_not_understood_does_not_hide_the_city():
    assert gazetteer.find("Bolton", "GB", "Greater Manchester").name == "Bolton"


def test_a_city_of_another_division_is_not_taken_instead():
    assert gazetteer.find("Portland", "US", "HI") is None


def test_a_small_town_is_found_among_the_places_of_500_people_and_more():
    assert gazetteer.find("Greensburg", "US", "KS").population < 1_000


def test_a_country_has_the_position_of_its_capital():
    found = gazetteer.look_up("Estonia", "EE", "", Kind.COUNTRY)

    assert there(found.population) > 1_000_000
    assert found.time_zone == "Europe/Tallinn"


def test_the_climate_and_coast_of_a_capital_are_not_those_of_its_country():
    found = gazetteer.look_up("United States", "US", "", Kind.COUNTRY)

    assert (found.climate, found.coastal) == (None, None)


@pytest.mark.parametrize("kind", [Kind.STATE, Kind.REGION, Kind.COUNTY])
def test_a_state_or_county_does_not_get_the_figures_of_a_city_of_its_name(kind):
    assert gazetteer.look_up("New York City", "US", "NY", kind) is None


def test_a_place_without_a_country_is_not_guessed():
    assert gazetteer.look_up("Paris", None, "", Kind.CITY) is None


def test_a_place_that_nobody_knows_has_no_figures():
    assert gazetteer.look_up("Oakdamshire", "GB", "", Kind.CITY) is None
