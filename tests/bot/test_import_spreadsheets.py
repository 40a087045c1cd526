"""XLSX as spreadsheet programs save it: dates, numbers, errors, and a sentence for what cannot be used."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.importing.limits import MIB
from bot.records import contribute
from bot.records.contribute import FileUnusable
from tests.bot.contributions import complaint, file_of, nowhere, reading

HERE = '<c r="C2" t="inlineStr"><is><t>here</t></is></c>'


def book(*rows: list[object], merged: str = "") -> bytes:
    """A workbook whose sheet has these rows."""
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def sheet(folder: Path, *rows: list[object], merged: str = "") -> Path:
    """A file practices.xlsx with these rows."""
    return file_of(folder, book(*rows, merged=merged), "practices.xlsx")


def test_a_sheet_is_read_with_its_dates_and_numbers(tmp_path):
    header: list[object] = ["id", "title", "year_start", "verified_on", "topics"]
    path = sheet(tmp_path, header, [7, "Fee", 2019.0, datetime(2024, 5, 31), "water; finance"])  # noqa: DTZ001

    (found,) = reading(path).good

    assert (found.line, found.draft.key, found.draft.year_start) == (2, "7", 2019)
    assert (found.draft.verified_on, found.draft.topics) == (date(2024, 5, 31), ("water", "finance"))


@pytest.mark.parametrize("written", ["45443", 45443, "31.05.2024", "5/31/2024", "2024-05-31 00:00:00"])
def test_a_day_may_be_written_as_spreadsheets_write_it(tmp_path, written):
    path = sheet(tmp_path, ["id", "title", "verified_on"], ["1", "Fee", written])

    assert [each.draft.verified_on for each in reading(path).good] == [date(2024, 5, 31)]


def test_empty_rows_do_not_count_and_lines_are_the_numbers_of_rows(tmp_path):
    path = sheet(tmp_path, [], ["id", "title"], [], ["1", "Fee"], [None, ""], ["2", ""])

    found = reading(path)

    assert ([each.line for each in found.good], [bad.line for bad in found.bad]) == ([4], [6])


def test_an_error_of_a_formula_is_a_reason_that_names_its_cell(tmp_path):
    path = sheet(tmp_path, ["id", "title"], ["1", "#REF!"], ["2", "Bonds"])

    assert [bad.reason for bad in reading(path).bad] == ['cell B2 holds the error "#REF!" of a formula']


@pytest.mark.parametrize(("number", "other"), [(16.10, "16.10"), (8.1, "8.10"), (17.1, "17.10")])
def test_a_target_as_a_number_that_may_be_another_one_is_a_reason(tmp_path, number, other):
    path = sheet(tmp_path, ["id", "title", "sdg_targets"], ["1", "Fee", number], ["2", "Bonds", other])

    found = reading(path)

    assert [bad.reason for bad in found.bad] == [
        f'sdg_targets: "{number}" stands there as a number, which may have been {other}; '
        "let the cell hold a text, and write the target again"
    ]
    assert [each.draft.details.sdg_targets for each in found.good] == [(other,)]


def test_a_target_as_a_number_that_can_be_no_other_one_is_taken(tmp_path):
    path = sheet(tmp_path, ["id", "title", "sdg_targets"], ["1", "Fee", 11.6], ["2", "Bonds", 5.1])

    assert [each.draft.details.sdg_targets for each in reading(path).good] == [("11.6",), ("5.1",)]


NEVER = "holds a formula that was never calculated; open the file in a spreadsheet program and save it"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2"><f>A2&amp;" &lt;more&gt;"</f><v /></c>',
        '<c r="C2"><f>A2</f><v></v></c>',
        '<c r="C2" s="3"><f t="shared" ref="C2:C9" si="0">A2</f></c>',
        '<c r="C2" t="str"><f t="shared" si="0"/></c>',
        f'<c r="C2"><f>"{"&lt;" * 8_000}"</f>\n <v xml:space="preserve"></v></c>',
    ],
)
def test_a_formula_that_was_never_calculated_is_a_reason_that_names_its_cell(tmp_path, cell):
    content = book(["id", "title", "outcome"], ["1", "Fee", "here"], ["2", "Bonds", "None"])
    path = file_of(tmp_path, _with_sheet(content, HERE, cell), "practices.xlsx")

    found = reading(path)

    assert [(bad.line, bad.reason) for bad in found.bad] == [(2, f"cell C2 {NEVER}")]
    assert [each.draft.key for each in found.good] == ["2"]


@pytest.mark.parametrize(
    "cell",
    ['<c r="C2" t="str"><f>A9&amp;""</f><v></v></c>', '<c r="C2"><f>1+1</f><v>2</v></c>', '<c r="C2"/>'],
)
def test_a_formula_that_was_calculated_as_nothing_is_empty(tmp_path, cell):
    content = book(["id", "title", "outcome"], ["1", "Fee", "here"])
    path = file_of(tmp_path, _with_sheet(content, HERE, cell), "practices.xlsx")

    (found,) = reading(path).good

    assert found.draft.outcome in ("", "2")


def test_a_row_of_nothing_but_formulas_that_were_never_calculated_is_not_lost(tmp_path):
    path = sheet(tmp_path, ["id", "title"], ["=B9", "=C9"])

    assert [(bad.line, bad.reason) for bad in reading(path).bad] == [(2, f"cell A2 {NEVER}")]


def test_of_many_rows_each_formula_that_was_never_calculated_is_found(tmp_path):
    rows: list[list[object]] = [[f"{number}", "Fee", "=A1", "x" * 5_000] for number in range(1_000)]
    path = sheet(tmp_path, ["id", "title", "action", "outcome"], *rows)

    assert [bad.reason for bad in reading(path).bad] == [f"cell C{row} {NEVER}" for row in range(2, 1_002)]


def test_a_cell_beyond_the_named_columns_is_a_reason(tmp_path):
    path = sheet(tmp_path, ["id", "title"], ["1", "Fee", "and more"])

    assert [bad.reason for bad in reading(path).bad] == [
        "this row has 3 cells where the header names 2 columns"
    ]


def test_a_cell_of_a_million_characters_is_a_bad_row(tmp_path):
    long = _with_sheet(book(["id", "title"], ["1", "@"]), ">@<", f">{'x' * 1_000_000}<")

    found = reading(file_of(tmp_path, long, "practices.xlsx"))

    assert [bad.reason for bad in found.bad] == ["title: it has 1,000,000 characters, and 300 are the most"]


def test_rejected_rows_of_a_sheet_are_written_to_a_sheet_that_can_be_imported(tmp_path):
    path = sheet(tmp_path, ["id", "title", "year_start"], [1, "-1 and +1", 3], [2, "Fee", 2019])

    written = contribute.write_rejected(reading(path))

    found = reading(written)
    (row,) = found.source.rows
    assert written.name == "practices.rejected.xlsx"
    assert row.values["rejected_reason"] == 'year_start: "3" is no year from 1800 to 2100'
    assert (row.values["id"], row.values["title"], found.unused) == (1, "-1 and +1", ())


def test_two_rows_above_the_columns_are_said_to_be_deleted(tmp_path):
    path = sheet(tmp_path, ["Our practices"], ["2026"], ["id", "title"], ["1", "Fee"])

    assert complaint(path) == (
        'practices.xlsx has no column "id". Its columns are "Our practices". '
        "Line 3 seems to name the columns: delete what stands above it."
    )


def test_merged_cells_are_turned_down_because_nobody_can_tell_whose_they_are(tmp_path):
    path = sheet(tmp_path, ["id", "title", "place"], ["1", "A", "Oak"], ["2", "B", None], merged="C2:C3")

    assert complaint(path).startswith("practices.xlsx has merged cells (C2:C3)")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"id,title\n1,Fee\n", "practices.xlsx is named like a spreadsheet and is none; if it is CSV"),
        (b"", "practices.xlsx is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "practices.xlsx is an old or a password-protected spreadsheet"),
        (b"PK\x03\x04 and no more", "practices.xlsx cannot be read as a spreadsheet: it is damaged"),
        (book(["id", "title"]), "practices.xlsx names columns and holds no row below them."),
        (book(), "practices.xlsx is empty."),
        (book(["id", "id"], ["1", "2"]), 'practices.xlsx has two columns named "id"; rename one of them.'),
    ],
)
def test_a_file_that_is_no_usable_workbook_gets_a_sentence(tmp_path, content, sentence):
    assert complaint(file_of(tmp_path, content, "practices.xlsx")).startswith(sentence)


def test_a_zip_file_of_something_else_is_no_spreadsheet(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notes.txt", "hello")

    said = complaint(file_of(tmp_path, packed.getvalue(), "practices.xlsx"))

    assert "cannot be read as a spreadsheet" in said


def test_a_bomb_is_not_unpacked(tmp_path):
    bomb = _declaring(book(["id", "title"], ["1", "Fee"]), lambda size: 300 * MIB - size)

    assert complaint(file_of(tmp_path, bomb, "practices.xlsx")).startswith(
        "practices.xlsx takes 300 MiB when unpacked, and 256 MiB are the most."
    )


def test_entities_that_multiply_are_not_expanded(tmp_path):
    more = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    workbook = _with_sheet(book(["id", "title"], ["1", "@"]), ">@<", ">&a9;<")
    laughing = _with_sheet(workbook, "<worksheet ", f'<!DOCTYPE x [<!ENTITY a0 "ha">{more}]><worksheet ')

    assert "cannot be read as a spreadsheet" in complaint(file_of(tmp_path, laughing, "practices.xlsx"))


def test_a_part_that_declares_less_than_it_holds_is_not_read_beyond_that(tmp_path):
    lying = _declaring(book(["id", "title"], ["1", "Fee"]), lambda size: size - 90)

    assert "cannot be read as a spreadsheet" in complaint(file_of(tmp_path, lying, "practices.xlsx"))


@pytest.mark.parametrize(
    ("old", "new"),
    [('r="B2"', 'r="XFE2"'), ('<row r="2"', '<row r="99999999999"'), ('r="A2"', 'r="AAAAAAAA2"')],
)
def test_a_cell_where_no_sheet_has_any_ends_the_reading(tmp_path, old, new):
    content = _with_sheet(book(["id", "title"], ["1", "Fee"]), old, new)

    assert complaint(file_of(tmp_path, content, "practices.xlsx")).startswith("practices.xlsx ")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_damaged_reading_ends_in_rows_or_in_a_sentence(tmp_path, data):
    content = bytearray(_stored(book(["id", "title"], ["1", "Fee"], ["2", "Bonds"])))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[at] = data.draw(st.integers(0, 255))

    try:
        found = contribute.read(file_of(tmp_path, bytes(content), "practices.xlsx"), nowhere)
    except FileUnusable:
        return

    assert found.source.rows


def _with_sheet(content: bytes, old: str, new: str) -> bytes:
    """The workbook with this in its sheet's XML instead of that."""
    return _packed(content, lambda xml: xml.replace(old.encode(), new.encode()), zipfile.ZIP_DEFLATED)


def _declaring(content: bytes, other) -> bytes:
    """The workbook with another size declared for its sheet than the sheet has."""
    size = zipfile.ZipFile(io.BytesIO(content)).getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(size.to_bytes(4, "little"), other(size).to_bytes(4, "little"))


def _stored(content: bytes) -> bytes:
    """The same workbook without compression, so that damage reaches its XML."""
    return _packed(content, bytes, zipfile.ZIP_STORED)


def _packed(content: bytes, edit, compression: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)))
    return written.getvalue()
