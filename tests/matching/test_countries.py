"""What follows from the country alone."""

import pytest
from babel import Locale

from matching.countries import languages, legal_traditions


@pytest.mark.parametrize(
    ("country", "spoken"),
    [("US", {"en"}), ("CA", {"en", "fr"}), ("PH", {"en", "fil"}), ("BR", {"pt"}), ("MX", {"es"})],
)
def test_a_country_has_the_languages_its_government_works_in(country, spoken):
    assert languages(country) == spoken


def test_two_scripts_of_one_language_are_one_language():
    assert languages("CN") & languages("HK") == {"zh"}


@pytest.mark.parametrize(
    ("country", "admin1", "law"),
    [
        ("DE", "", {"civil"}),
        ("US", "WA", {"common"}),
        ("US", "Louisiana", {"civil", "common"}),
        ("US", "la", {"civil", "common"}),
        ("CA", "Québec", {"civil", "common"}),
        ("CA", "Ontario", {"common"}),
        ("GB", "Scotland", {"civil", "common"}),
        ("GB", "England", {"common"}),
        ("FR", "10", {"civil"}),  # the number of Quebec in Canada, and of something else in France
        ("ZA", "", {"civil", "common"}),
        ("IN", "", {"common", "customary", "muslim"}),
    ],
)
def test_a_place_has_the_legal_traditions_of_its_country_or_of_its_part_of_it(country, admin1, law):
    assert legal_traditions(country, admin1) == law


@pytest.mark.parametrize("country", [None, "ZZ"])
def test_a_country_that_nobody_knows_has_neither_language_nor_law(country):
    assert (languages(country), legal_traditions(country)) == (frozenset(), frozenset())


def test_nearly_every_territory_that_cldr_names_has_a_legal_tradition():
    territories = [code for code in map(str, Locale("en").territories) if len(code) == 2]

    unknown = {code for code in territories if languages(code) and not legal_traditions(code)}

    # Parts of other countries, codes that are none, and what came to be after the source was written.
    assert unknown <= {
        *("AC", "AD", "AX", "BQ", "BV", "CC", "CP", "CQ", "CW", "CX", "DG", "EA", "EH", "GG", "HM", "IC"),
        *("JE", "QO", "SJ", "SS", "SX", "TA", "UM", "UN", "XK"),
    }
