"""Maps: files with other columns, and the two maps that docs/ offers for real collections."""

from pathlib import Path

import pytest

from bot.importing.map_options import OPTIONS
from bot.importing.mapping import FIELDS
from bot.records.contribute import FileUnusable, read_map
from matching.domain import NO_DETAILS, Result, Visibility
from tests.bot.contributions import complaint, file_of, json_lines, reading

MAPS = Path(__file__).parents[2] / "docs" / "maps"

CLIMATE_ADAPT = {
    "id": "ca900",
    "place": "",
    "place_inferred": False,
    "country": "Czechia",
    "title": "Green roofs on schools in Oakov, Czechia",
    "summary": "Six schools got green roofs.",
    "background": "Oakov is hot in summer.",
    "topic": "Buildings,Urban",
    "hazards": "Extreme heat",
    "approaches": "Adaptation Measures and Actions",
    "keywords": "roofs",
    "year": "2024",
    "source_url": "https://example.org/oakov",
    "lang": "en",
    "challenge": "Classrooms reach 35 degrees. " * 40,
    "policy_context": "Case developed as an adaptation measure.",
    "objectives": "Cooler classrooms.",
    "solution": "Sedum on six roofs.",
    "stakeholders": "The city and its schools.",
    "implementation_time": "Built from 2019 to 2021.",
    "costs_benefits": "EUR 300,000 in all.",
    "success_factors": "Parents helped.",
    "lifetime": "30 years.",
    "legal": "None.",
}
IPS = {
    "id": "ips900",
    "place": "Municipality of Oakdam",
    "level": "Local",
    "country": "Netherlands",
    "title": "Parking chatbot",
    "summary": "A chatbot answers questions about parking permits.",
    "topic": "Economic affairs; Transport",
    "technology": "Artificial intelligence",
    "status": "Implemented",
    "type": "Engagement management",
    "year": "2021",
    "source_url": "",
    "lang": "en",
}


def mapped(folder, fields, *rows):
    """What a file with these rows holds for a map with these lines under [fields]."""
    field_map = read_map(file_of(folder, f"[fields]\n{fields}", "map.toml"))
    return reading(file_of(folder, json_lines(*rows)), field_map)


def only(folder, fields, **values):
    found = mapped(folder, f'id = "id"\n{fields}', {"id": "oak"} | values)
    assert found.bad == ()
    return found.good[0].draft


def map_complaint(folder, text):
    with pytest.raises(FileUnusable) as unusable:
        read_map(file_of(folder, text, "map.toml"))
    return str(unusable.value).replace(f"{folder}/", "")


def test_a_field_comes_from_the_column_that_the_map_names(tmp_path):
    assert only(tmp_path, 'title = "name"', name="Fee").title == "Fee"


def test_a_column_that_the_map_does_not_name_is_not_read(tmp_path):
    draft = only(tmp_path, 'title = "name"', name="Fee", action="The council charged a fee.")

    assert draft.action == ""


def test_a_constant_is_the_same_in_every_row(tmp_path):
    draft = only(tmp_path, 'title = "name"\nsource_title = { constant = "Fee atlas" }', name="Fee")

    assert draft.source_title == "Fee atlas"


def test_several_columns_are_joined_and_empty_ones_left_out(tmp_path):
    fields = 'title = "name"\naction = { join = ["what", "how", "why"], separator = " / " }'

    draft = only(tmp_path, fields, name="Fee", what="A fee", how=None, why="Floods")

    assert draft.action == "A fee / Floods"


def test_values_are_translated_and_others_stay_as_they_are(tmp_path):
    fields = 'title = "name"\n[fields.result]\ncolumn = "state"\nvalues = { "It paid" = "worked" }'

    assert only(tmp_path, fields, name="Fee", state="It paid").result is Result.WORKED
    assert only(tmp_path, fields, name="Fee", state="failed").result is Result.FAILED


def test_values_without_a_translation_become_the_one_for_all_others(tmp_path):
    fields = (
        'title = "name"\nresult = { column = "state", values = { "ok" = "worked" }, otherwise = "unknown" }'
    )

    assert only(tmp_path, fields, name="Fee", state="who knows").result is Result.UNKNOWN


def test_topics_are_split_translated_and_named_once(tmp_path):
    fields = (
        'title = "name"\n[fields.topics]\ncolumn = "themes"\nsplit = "/"\notherwise = ""\n'
        'values = { "Drains" = "water", "Sewers" = "water", "Money" = "finance" }'
    )

    draft = only(tmp_path, fields, name="Fee", themes="Drains / Sewers/Money /Other")

    assert draft.topics == ("water", "finance")


@pytest.mark.parametrize("date", ["2019-05-31", "31/05/2019", "May 2019 to 2021", 2019])
def test_the_first_year_is_taken_out_of_a_date(tmp_path, date):
    draft = only(
        tmp_path,
        'title = "name"\nyear_start = { column = "from", year = true }',
        name="Fee",
        **{"from": date},
    )

    assert draft.year_start == 2019


def test_a_date_without_a_year_is_a_reason_that_names_field_and_column(tmp_path):
    fields = 'id = "id"\ntitle = "name"\nyear_start = { column = "from", year = true }'

    found = mapped(tmp_path, fields, {"id": "oak", "name": "Fee", "from": "last spring"})

    assert found.bad[0].reason == 'year_start (from from): "last spring" is no year from 1800 to 2100'


def test_a_long_text_is_cut_after_a_sentence_and_marked(tmp_path):
    fields = 'title = "name"\nproblem = { column = "story", limit = 100 }'
    first, second = "A" + "a" * 70 + ".", "B" + "b" * 70 + "."

    assert only(tmp_path, fields, name="Fee", story=f"{first} {second}").problem == f"{first} …"
    assert only(tmp_path, fields, name="Fee", story=first).problem == first


def test_a_nested_value_is_a_reason_even_where_columns_are_joined(tmp_path):
    fields = 'id = "id"\ntitle = "name"\naction = { join = ["what", "how"] }'

    found = mapped(tmp_path, fields, {"id": "oak", "name": "Fee", "what": {"a": 1}, "how": "x"})

    assert found.bad[0].reason == "action (from what, how): an object stands where a text is expected"


def test_a_column_of_the_map_that_the_file_lacks_is_named_with_the_columns_found(tmp_path):
    field_map = read_map(
        file_of(tmp_path, '[fields]\nid = "id"\ntitle = "name"\naction = "storry"', "map.toml")
    )
    path = file_of(tmp_path, json_lines({"id": "1", "name": "Fee", "story": "A fee."}))

    sentence = complaint(path, field_map)

    assert sentence == 'practices.jsonl has no column "storry". Its columns are "id", "name", "story".'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it has no [fields] table"),
        ('title = "name"', "it has no [fields] table"),
        ('[fields]\nid = "id"', "it names no column for title, and no record can do without"),
        (
            '[fields]\nid = "id"\ntitel = "name"',
            '"titel" is no field of a practice record; did you mean "title"?',
        ),
        ('[fields]\nid = "id"\n[other]', '"other" stands outside [fields]'),
        ("[fields]\nid = 1", 'id must be a column\'s name or a table such as { column = "..." }'),
        ("[fields]\nid = { limit = 200 }", "id needs exactly one of column, join and constant"),
        (
            '[fields]\nid = { column = "a", constant = "b" }',
            "id needs exactly one of column, join and constant",
        ),
        ('[fields]\nid = { column = "" }', "column of id must be the name of a column"),
        ('[fields]\nid = { join = ["a"] }', "join of id must be a list of two or more columns"),
        (
            '[fields]\nid = { column = "a", splitt = "," }',
            '"splitt" is no option of id; did you mean "split"?',
        ),
        (
            '[fields]\nid = { column = "a", limit = 5 }',
            "limit of id must be a number of characters, 100 or more",
        ),
        (
            '[fields]\nid = { column = "a", values = { a = 1 } }',
            "values of id must be a table from texts to texts",
        ),
        ('[fields]\nid = { column = "a", year = "yes" }', "year of id must be true or false"),
    ],
)
def test_a_map_that_cannot_be_meant_gets_a_sentence(tmp_path, text, sentence):
    end = "" if sentence.endswith("?") else "."
    assert map_complaint(tmp_path, text) == f"The map map.toml cannot be used: {sentence}{end}"


def test_a_map_that_is_no_toml_gets_the_place_of_the_mistake(tmp_path):
    sentence = map_complaint(tmp_path, "[fields]\nid = \n")

    assert sentence.startswith("The map map.toml is not TOML in UTF-8: Invalid value (at line 2, column 6)")


def test_a_map_that_does_not_exist_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileUnusable, match=r"The map .*none\.toml does not exist\."):
        read_map(tmp_path / "none.toml")


def test_the_map_for_climate_adapt_takes_its_cases_with_unknown_result_and_year(tmp_path):
    rows = (
        CLIMATE_ADAPT,
        CLIMATE_ADAPT | {"id": "ca901", "country": "Bulgaria; Romania", "success_factors": None},
        CLIMATE_ADAPT | {"id": "ca902", "place": "Forest", "country": "Belgium"},
    )

    found = reading(file_of(tmp_path, json_lines(*rows)), read_map(MAPS / "climate_adapt.toml"))

    assert found.bad == ()
    first, second, third = (each.draft for each in found.good)
    assert (first.country, first.result, first.year_start) == ("CZ", Result.UNKNOWN, None)
    assert first.topics == ("buildings", "climate-adaptation", "heat")
    assert first.action == "Six schools got green roofs."
    assert first.outcome == "EUR 300,000 in all."
    assert len(first.problem) <= 500
    assert (second.country, second.lessons) == ("", "")
    assert (third.country, third.place) == ("BE", "")


def test_the_map_for_ips_explorer_takes_its_cases_and_calls_only_plans_planned(tmp_path):
    rows = (
        IPS,
        IPS | {"id": "ips901", "status": "In development", "country": "European Union", "place": ""},
        IPS | {"id": "ips902", "status": "Not in use anymore", "topic": "Public order; Police services"},
    )

    found = reading(file_of(tmp_path, json_lines(*rows)), read_map(MAPS / "ips_explorer.toml"))

    assert found.bad == ()
    first, second, third = (each.draft for each in found.good)
    assert (first.result, first.status, first.year_start) == (Result.UNKNOWN, "ongoing", 2021)
    assert first.topics == ("economic-development", "digital-services")
    assert (second.result, second.country, second.place) == (Result.PLANNED, "", "")
    assert (third.result, third.status) == (Result.UNKNOWN, "ended")
    assert third.topics == ("policing", "digital-services")


def test_the_maps_name_only_topics_of_the_demo_network():
    found = reading(Path(__file__).parents[2] / "demo" / "practices.jsonl")
    known = {topic for each in found.good for topic in each.draft.topics} | {""}

    maps = sorted(MAPS.glob("*.toml"))
    assert [path.name for path in maps] == ["climate_adapt.toml", "ips_explorer.toml"]
    for path in maps:
        translated = set(read_map(path).origins["topics"].values.values())

        assert translated <= known, path.name


def test_every_field_and_every_option_of_a_map_is_explained_in_the_docs():
    explained = (MAPS.parent / "import.md").read_text()

    for name in (*FIELDS, *OPTIONS):
        assert f"`{name}`" in explained


def test_a_map_without_topics_or_details_leaves_them_empty(tmp_path):
    found = only(tmp_path, 'title = "name"', name="Fee")

    assert (found.topics, found.details, found.visibility) == ((), NO_DETAILS, Visibility.MEMBERS)
