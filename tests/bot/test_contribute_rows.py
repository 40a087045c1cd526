"""Single rows: what is taken, what is cleaned, and the reason for each that is not taken."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.importing import countries
from matching.domain import Kind, Result
from store.places import JurisdictionDraft
from store.record_values import RecordDraft
from tests.bot.contributions import ROW, file_of, json_lines, reading, reasons, row

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def only_good(folder, **fields):
    found = reading(file_of(folder, json_lines(row(**fields))))
    assert found.bad == ()
    return found.good[0]


def test_every_field_of_a_row_becomes_part_of_the_draft(tmp_path):
    taken = only_good(tmp_path, verified_on="2026-01-31")

    assert taken.draft == RecordDraft(
        key="oak-stormwater-fee",
        title="Stormwater fee by paved area",
        problem="Storm drains flooded and the general fund paid for repairs.",
        action="The council charged a fee by paved area.",
        outcome="Flooding fell by a third within four years.",
        lessons="Start with the largest properties.",
        result=Result.WORKED,
        topics=("water", "finance"),
        place="Oak",
        country="US",
        office_id=None,
        year_start=2019,
        status="ongoing",
        source_title="Stormwater programme review",
        source_url="https://example.org/stormwater",
        source_lang="en",
        verified_on=date(2026, 1, 31),
    )
    assert taken.office == "Public works department"
    assert taken.place == JurisdictionDraft("Oak", Kind.CITY, "US")


def test_a_row_of_id_and_title_alone_is_taken_with_everything_else_unknown(tmp_path):
    found = reading(file_of(tmp_path, json_lines({"id": 7, "title": "Fee"})))

    draft = found.good[0].draft
    assert (draft.key, draft.title, draft.place, draft.country) == ("7", "Fee", "", "")
    assert (draft.result, draft.status, draft.year_start) == (Result.UNKNOWN, "unknown", None)
    assert found.good[0].place is None


def test_a_place_without_a_contact_is_kept_and_has_no_office(tmp_path):
    taken = only_good(tmp_path, contact_role="")

    assert (taken.draft.place, taken.office) == ("Oak", "")


def test_control_characters_are_cleaned_away(tmp_path):
    taken = only_good(tmp_path, title="Storm\u0000water\n  fee\ud800", action="One.\r\nTwo.\u0007")

    assert taken.draft.title == "Stormwater fee"
    assert taken.draft.action == "One.\nTwo."


def test_words_are_known_in_any_case(tmp_path):
    taken = only_good(tmp_path, result="Worked", place_type="CITY", topics="Water; FINANCE;water")

    assert taken.draft.result is Result.WORKED
    assert taken.place.kind is Kind.CITY
    assert taken.draft.topics == ("water", "finance")


@pytest.mark.parametrize(
    "country", ["us", "USA", "United States", "the united states", "United States of America"]
)
def test_a_country_is_known_by_code_or_english_name(tmp_path, country):
    assert only_good(tmp_path, country=country).draft.country == "US"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bosnia and Herzegovina", "BA"),
        ("Cote d'Ivoire", "CI"),
        ("Czech Republic", "CZ"),
        ("Republic of North Macedonia", "MK"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("St. Lucia", "LC"),
        ("UK", "GB"),
        ("", ""),
    ],
)
def test_other_spellings_of_countries_are_known_too(name, code):
    assert countries.code(name) == code


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "", "id: it is empty, and no record can do without"),
        ("title", " \u0000 ", "title: it is empty, and no record can do without"),
        ("title", None, "title: it is empty, and no record can do without"),
        ("title", "x" * 301, "title: it has 301 characters, and 300 are the most"),
        ("action", "x" * 20_001, "action: it has 20,001 characters, and 20,000 are the most"),
        ("title", ["Fee"], "title: a list stands where a text is expected"),
        ("lessons", {"a": 1}, "lessons: an object stands where a text is expected"),
        ("place", True, 'place: "True" stands where a text is expected'),
        (
            "result",
            "sucess",
            'result: "sucess" is none of worked, mixed, failed, planned, unknown',
        ),
        (
            "result",
            "faild",
            'result: "faild" is none of worked, mixed, failed, planned, unknown; did you mean "failed"?',
        ),
        (
            "place_type",
            "citty",
            'place_type: "citty" is none of city, county, state, region, country, unknown;'
            ' did you mean "city"?',
        ),
        (
            "status",
            "on going",
            'status: "on going" is none of ongoing, ended, unknown; did you mean "ongoing"?',
        ),
        (
            "country",
            "Germny",
            'country: "Germny" is no country known by code or English name; did you mean "Germany"?',
        ),
        (
            "country",
            "EU",
            'country: "EU" is no country known by code or English name, such as "DE", "DEU" or "Germany"',
        ),
        ("year_start", "soon", 'year_start: "soon" is no year from 1800 to 2100'),
        ("year_start", 19, 'year_start: "19" is no year from 1800 to 2100'),
        ("year_start", 2019.5, 'year_start: "2019.5" is no year from 1800 to 2100'),
        ("year_start", "٢٠١٩", 'year_start: "٢٠١٩" is no year from 1800 to 2100'),
        ("verified_on", "31.2.2026", 'verified_on: "31.2.2026" is no day; write it as 2024-05-31'),
        (
            "verified_on",
            "3/4/2026",
            'verified_on: "3/4/2026" could be two days; write it as 2024-05-31',
        ),
        (
            "source_url",
            "javascript:alert(1)",
            'source_url: "javascript:alert(1)" is no address that starts with http:// or https://',
        ),
        (
            "source_url",
            "http://[oops",
            'source_url: "http://[oops" is no address that starts with http:// or https://',
        ),
        ("source_lang", "English", 'source_lang: "english" is no ISO 639 code of a language, such as "en"'),
        ("topics", [f"t{n}" for n in range(21)], "topics: it names 21 topics, and 20 are the most"),
        (
            "sdg_targets",
            ["11.6", 16.1],
            'sdg_targets: "16.1" stands there as a number, which may have been 16.10; let the cell hold a '
            "text, and write the target again",
        ),
        ("topics", [["water"]], "topics: a list stands where a text is expected"),
        (
            "place",
            "",
            "contact_role: an office belongs to a place and the row names none; fill in the place as well",
        ),
    ],
)
def test_a_value_that_cannot_be_taken_is_a_reason_that_names_field_and_value(tmp_path, field, value, reason):
    assert reasons(tmp_path, row(**{field: value})) == [(1, reason)]


def test_a_long_value_is_quoted_only_so_far_that_it_can_be_found(tmp_path):
    ((_, reason),) = reasons(tmp_path, row(country="Atlantis" * 100))

    assert reason.startswith(f'country: "{("Atlantis" * 10)[:59]}…" is no country')


def test_all_reasons_of_a_row_are_told_at_once(tmp_path):
    ((_, reason),) = reasons(tmp_path, row(title="", year_start="soon"))

    assert reason == (
        'title: it is empty, and no record can do without; year_start: "soon" is no year from 1800 to 2100'
    )


def test_years_that_run_backwards_are_a_reason(tmp_path):
    reason = "year_end: it ends in 1990, before it begins (2019)"

    assert reasons(tmp_path, row(year_end=1990)) == [(1, reason)]
    assert reasons(tmp_path, row(year_end=2019)) == reasons(tmp_path, row(year_start="", year_end=1990)) == []


def test_a_key_used_twice_is_a_reason_that_names_the_first_line(tmp_path):
    rows = (row(id="oak"), row(id="elm"), row(id=" oak "))

    assert reasons(tmp_path, *rows) == [(3, 'id: "oak" is already used in line 1')]


def test_whole_numbers_as_spreadsheets_write_them_are_years(tmp_path):
    assert only_good(tmp_path, year_start=2019.0).draft.year_start == 2019


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(st.sampled_from([*ROW]), ANYTHING))
def test_whatever_values_a_row_holds_it_is_taken_or_has_a_reason(tmp_path, fields):
    found = reading(file_of(tmp_path, json_lines(row(**fields))))

    assert len(found.good) + len(found.bad) == 1
    assert all(bad.reason for bad in found.bad)
