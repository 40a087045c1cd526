"""A spreadsheet made to fill the memory of whoever reads it is refused before it does."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.importing import spreadsheet
from bot.importing.limits import MIB, OPERATORS, Limits
from bot.importing.problems import FileUnusable, TooManyRows
from bot.importing.source import open_source
from bot.records.file_reading import LIMITS
from tests.bot.test_import_spreadsheets import book

PATH = Path("ours.xlsx")
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
TAIL = "</sheetData></worksheet>"


def sheet_of(rows: Iterator[str]) -> bytes:
    """A workbook whose sheet has these rows, as XML."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(["id"]))) as plain,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        for part in plain.namelist():
            if part != "xl/worksheets/sheet1.xml":
                made.writestr(part, plain.read(part))
                continue
            head = plain.read(part).decode().partition("<sheetData>")[0]
            with made.open(part, "w") as file:
                file.write(f"{head}<sheetData>{HEADER}".encode())
                for each in rows:
                    file.write(each.encode())
                file.write(TAIL.encode())
    return packed.getvalue()


def refused(data: bytes, limits: Limits) -> tuple[str, int]:
    """Why the workbook is refused, and how many MiB that took at most."""
    tracemalloc.start()
    try:
        with pytest.raises(FileUnusable) as unusable:
            spreadsheet.rows_of(PATH, data, limits)
        return str(unusable.value), tracemalloc.get_traced_memory()[1] // MIB
    finally:
        tracemalloc.stop()


def wide(count: int) -> Iterator[str]:
    """Rows of one cell each, in the last column that a sheet can have."""
    return (f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(2, count + 2))


def test_in_a_chat_a_row_as_wide_as_a_sheet_is_refused(tmp_path):
    why, memory = refused(sheet_of(wide(500)), LIMITS)

    assert why.startswith("ours.xlsx has a cell beyond column 200.")
    assert memory < 20


def test_an_operators_wide_rows_are_counted_with_their_empty_cells():
    why, memory = refused(sheet_of(wide(500)), Limits(OPERATORS.unpacked, OPERATORS.rows, 16_384, 1_000_000))

    assert why.startswith("ours.xlsx has more than 1,000,000 cells.")
    assert memory < 40


def test_one_row_of_countless_cells_is_counted_before_it_is_read():
    cells = ("<c/>" * 100_000 for _ in range(5))

    why, memory = refused(sheet_of(iter(['<row r="2">', *cells, "</row>"])), LIMITS)

    assert why.startswith("ours.xlsx has more than 200,000 cells.")
    assert memory < 20


def test_rows_beyond_the_most_are_not_kept():
    rows = (f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(2, 5_000))

    with pytest.raises(TooManyRows):
        open_source(PATH, data=sheet_of(rows), limits=LIMITS)


def test_the_most_rows_are_read_and_the_names_of_columns_are_none_of_them():
    rows = (f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(2, LIMITS.rows + 2))

    assert len(open_source(PATH, data=sheet_of(rows), limits=LIMITS).rows) == LIMITS.rows


def test_fifty_megabytes_of_text_are_read_in_a_small_multiple_of_that():
    text = "0" * MIB
    rows = (
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{text}</t></is></c></row>' for at in range(2, 52)
    )
    data = sheet_of(rows)

    tracemalloc.start()
    try:
        source = open_source(PATH, data=data)
        memory = tracemalloc.get_traced_memory()[1] // MIB
    finally:
        tracemalloc.stop()

    assert (len(source.rows), len(data) < MIB) == (50, True)
    assert memory < 200
