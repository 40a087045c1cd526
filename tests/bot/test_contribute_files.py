"""Files as operators have them: formats, encodings, and a sentence for each that cannot be used."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.records import contribute
from bot.records.contribute import FileUnusable
from tests.bot.contributions import ROW, complaint, file_of, json_lines, nowhere, reading, row

CSV = (
    "id,title,topics,result,year_start\n"
    'oak-fee,"Stormwater fee, by area",water;finance,worked,2019\n'
    "elm-bonds,Stormwater bonds,finance,failed,\n"
)


def test_each_line_of_a_json_lines_file_is_a_row(tmp_path):
    path = file_of(tmp_path, json_lines(row(id="oak"), row(id="elm")))

    found = reading(path)

    assert [(each.line, each.draft.key) for each in found.good] == [(1, "oak"), (2, "elm")]


def test_empty_lines_count_as_lines_and_not_as_rows(tmp_path):
    path = file_of(tmp_path, "\n" + json_lines(row(id="oak")) + "\n\n" + json_lines(row(id="elm")))

    found = reading(path)

    assert [each.line for each in found.good] == [2, 5]
    assert found.bad == ()


def test_a_separator_that_only_unicode_calls_a_line_end_does_not_split_a_line(tmp_path):
    written = json.dumps(row(title="Fees\u2028by area"), ensure_ascii=False)

    found = reading(file_of(tmp_path, written))

    assert [each.draft.title for each in found.good] == ["Fees by area"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_may_be_separated_by_comma_semicolon_or_tab(tmp_path, delimiter):
    text = f'id{delimiter}title\noak-fee{delimiter}"Fee, by area; and tab\there"\n'

    found = reading(file_of(tmp_path, text, "practices.csv"))

    assert [each.draft.title for each in found.good] == ["Fee, by area; and tab here"]


def test_a_csv_row_becomes_the_same_record_as_its_json_line(tmp_path):
    as_json = row(id="oak-fee", title="Stormwater fee, by area", topics=["water", "finance"], year_start=2019)
    wanted = ("id", "title", "topics", "result", "year_start")

    from_csv = reading(file_of(tmp_path, CSV, "practices.csv")).good[0]
    from_json = reading(file_of(tmp_path, json_lines({name: as_json[name] for name in wanted}))).good[0]

    assert from_csv.draft == from_json.draft


def test_a_cell_of_several_lines_is_one_row_that_begins_where_it_begins(tmp_path):
    text = 'id,title,action\nfirst,A,"one\ntwo\nthree"\nsecond,,\n'

    found = reading(file_of(tmp_path, text, "practices.csv"))

    assert found.good[0].draft.action == "one\ntwo\nthree"
    assert [bad.line for bad in found.bad] == [5]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    found = reading(file_of(tmp_path, b"\xef\xbb\xbf" + CSV.encode(), "practices.csv"))

    assert len(found.good) == 2


def test_the_format_is_seen_from_the_text_when_the_ending_does_not_say(tmp_path):
    as_csv = reading(file_of(tmp_path, CSV, "practices.txt"))
    as_json = reading(file_of(tmp_path, json_lines(ROW), "practices"))

    assert (len(as_csv.good), len(as_json.good)) == (2, 1)


def test_another_encoding_is_read_when_it_is_named(tmp_path):
    path = file_of(tmp_path, CSV.replace("Stormwater bonds", "Régimes").encode("cp1252"), "practices.csv")

    found = reading(path, encoding="cp1252")

    assert found.good[1].draft.title == "Régimes"


def test_columns_that_no_field_comes_from_are_named(tmp_path):
    found = reading(file_of(tmp_path, json_lines(row(confidence="verified", titel="typo"))))

    assert found.unused == ("confidence", "titel")


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    assert complaint(tmp_path / "practices.csv") == "practices.csv does not exist."


def test_a_folder_is_said_to_be_a_folder(tmp_path):
    assert complaint(tmp_path) == f"{tmp_path.name} is a folder; name one file in it."


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_said_to_be_empty(tmp_path, content):
    assert complaint(file_of(tmp_path, content)) == "practices.jsonl is empty."


def test_a_header_without_rows_is_said_to_hold_none(tmp_path):
    path = file_of(tmp_path, "id,title\n\n", "practices.csv")

    assert complaint(path) == "practices.csv names columns and holds no row below them."


def test_a_missing_column_is_named_with_the_columns_found(tmp_path):
    path = file_of(tmp_path, "id;name\n1;Fee\n", "practices.csv")

    assert complaint(path) == 'practices.csv has no column "title". Its columns are "id", "name".'


def test_a_column_that_no_json_line_has_is_missing_too(tmp_path):
    path = file_of(tmp_path, '{"id": "1", "name": "Fee"}\n{"id": "2"}\n')

    assert complaint(path) == 'practices.jsonl has no column "title". Its columns are "id", "name".'


def test_a_column_named_twice_is_pointed_out(tmp_path):
    path = file_of(tmp_path, "id,title,title\n1,Fee,Fee\n", "practices.csv")

    assert complaint(path) == 'practices.csv has two columns named "title"; rename one of them.'


def test_bytes_that_are_not_utf_8_are_pointed_at_with_a_suggested_encoding(tmp_path):
    prose = "Les employés municipaux ont été vaccinés après l'été, malgré la grève générale.\n"
    path = file_of(tmp_path, f"id,title\n1,{prose * 20}".encode("cp1252"), "practices.csv")

    sentence = complaint(path)

    assert sentence.startswith(
        "practices.csv is not UTF-8: line 2, byte 21 (0xE9) cannot be read. Save it as UTF-8"
    )
    assert sentence.endswith("say which encoding it has: --encoding cp1252 (a guess from its bytes).")


def test_a_file_in_utf_16_is_told_to_name_that_encoding(tmp_path):
    path = file_of(tmp_path, CSV.encode("utf-16"), "practices.csv")

    assert complaint(path).endswith("say which encoding it has: --encoding utf-16.")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "a\0b"])
def test_an_unknown_encoding_is_turned_down_with_some_that_are_known(tmp_path, encoding):
    path = file_of(tmp_path, CSV, "practices.csv")

    assert complaint(path, encoding=encoding).endswith("is no text encoding; try utf-8, cp1252 or utf-16.")


@pytest.mark.parametrize("above", ["Our practices", "sep=;"])
def test_a_line_above_the_columns_is_said_to_be_deleted(tmp_path, above):
    path = file_of(tmp_path, f"{above}\nid;title\n1;Fee\n", "practices.csv")

    assert complaint(path).endswith("Line 2 seems to name the columns: delete what stands above it.")


def test_a_table_in_an_old_encoding_with_semicolons_and_formulas_is_read_as_text(tmp_path):
    text = 'id;title;outcome\n1;Gebühr;"=HYPERLINK(""http://x"")"\n2;Gründach;-5 °C\n'

    found = reading(file_of(tmp_path, text.encode("cp1252"), "practices.csv"), encoding="cp1252")

    assert [each.draft.outcome for each in found.good] == ['=HYPERLINK("http://x")', "-5 °C"]


def test_a_spreadsheet_is_told_to_be_saved_as_csv(tmp_path):
    path = file_of(tmp_path, b"PK\x03\x04\x14\x00", "practices.csv")

    assert "save it as CSV in UTF-8" in complaint(path)


def test_one_json_array_is_told_to_become_one_object_a_line(tmp_path):
    path = file_of(tmp_path, json.dumps([ROW], indent=1), "practices.json")

    assert "write one object a line instead" in complaint(path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x", "title": }', "this line is not JSON: Expecting value at character 22"),
        ('["id", "x"]', 'this line is JSON but no object; a record looks like {"id": "...", ...}'),
        ('"id"', 'this line is JSON but no object; a record looks like {"id": "...", ...}'),
        ('{"id": "x", "id": "y"}', 'this line cannot be read: it names "id" twice'),
        ('{"id": NaN}', "this line cannot be read: NaN is no value"),
        ('{"id": ' + "[" * 100_000, "this line is not a record: its values are nested too deeply"),
    ],
)
def test_a_line_that_is_no_record_is_a_bad_row_with_its_reason(tmp_path, line, reason):
    found = reading(file_of(tmp_path, json_lines(ROW) + line + "\n"))

    assert [(bad.line, bad.reason) for bad in found.bad] == [(2, reason)]
    assert len(found.good) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,Fee,extra", "this row has 3 cells where the header names 2 columns"),
        ("1", "this row has 1 cells where the header names 2 columns"),
        (
            '1,"Fee',
            "a quotation mark opened here is never closed, so the rest of the file belongs to this row",
        ),
        (f'1,"{"x" * 140_000}"', "a cell is longer than 131,072 characters"),
    ],
)
def test_a_csv_row_that_does_not_fit_its_header_is_a_bad_row_with_its_reason(tmp_path, line, reason):
    found = reading(file_of(tmp_path, f"id,title\n0,Bonds\n{line}\n", "practices.csv"))

    assert [(bad.line, bad.reason) for bad in found.bad] == [(3, reason)]
    assert len(found.good) == 1


def test_a_stray_quotation_mark_spoils_only_its_own_row(tmp_path):
    text = 'id,title\n1,"Fee" by area\n2,Bonds\n'

    found = reading(file_of(tmp_path, text, "practices.csv"))

    assert [bad.line for bad in found.bad] == [2]
    assert "double a quotation mark inside a cell" in found.bad[0].reason
    assert [each.draft.key for each in found.good] == ["2"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(st.dictionaries(st.sampled_from([*ROW, "x"]), st.text() | st.integers() | st.none())).map(
        lambda rows: "\n".join(map(json.dumps, rows)).encode()
    )
    | st.text(alphabet='id,title;"\n\r\0\t', max_size=60).map(lambda text: f"id,title\n{text}".encode()),
    name=st.sampled_from(["practices.jsonl", "practices.csv", "practices"]),
)
def test_whatever_bytes_a_file_holds_reading_ends_in_rows_and_reasons_or_one_sentence(
    tmp_path, content, name
):
    path = file_of(tmp_path, content, name)

    try:
        found = contribute.read(path, nowhere)
    except FileUnusable:
        return

    assert all(bad.reason and bad.line >= 1 for bad in found.bad)
    assert len(found.good) + len(found.bad) == len(found.source.rows) > 0
    contribute.write_rejected(found)
