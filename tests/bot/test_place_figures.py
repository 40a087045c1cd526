"""A server that imports knows of places what the command knows, from the table that it has anyway."""

import pytest

from bot.places.place_figures import look_up
from matching.domain import Kind


@pytest.mark.parametrize(
    ("name", "country", "admin1", "time_zone"),
    [
        ("Copenhagen", "DK", "", "Europe/Copenhagen"),
        ("KØBENHAVN", "DK", "", "Europe/Copenhagen"),  # another name, without case
        ("Springfield", "US", "IL", "America/Chicago"),
        ("Springfield", "US", "Massachusetts", "America/New_York"),
        ("London", "CA", "Ontario", "America/Toronto"),
        ("Springfield", "US", "nowhere in particular", "America/Chicago"),  # the most populous, in Missouri
        ("Hallstatt", "AT", "", "Europe/Vienna"),  # of a few hundred people
    ],
)
def test_a_city_has_its_figures_under_the_name_that_it_was_given(name, country, admin1, time_zone):
    found = look_up(name, country, admin1, Kind.CITY)

    assert found
    assert (found.name, found.admin1, found.time_zone) == (name, admin1, time_zone)
    assert found.population
    assert found.latitude is not None


def test_a_country_has_the_position_of_its_capital():
    found = look_up("France", "FR", "", Kind.COUNTRY)

    assert found
    assert found.time_zone == "Europe/Paris"
    assert (found.population or 0) > 60_000_000


@pytest.mark.parametrize(
    ("name", "country", "admin1", "kind"),
    [
        ("London", "CA", "Quebec", Kind.CITY),
        ("Copenhagen", None, "", Kind.CITY),
        ("Orange", "US", "CA", Kind.COUNTY),
        ("Nowhere at all", "DE", "", Kind.CITY),
    ],
)
def test_what_cannot_be_told_is_not_guessed(name, country, admin1, kind):
    assert look_up(name, country, admin1, kind) is None
