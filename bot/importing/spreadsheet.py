"""The first sheet of an XLSX file as rows of cells, within limits, and the same written."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from bot.importing.cells import neutral, taken_back
from bot.importing.limits import MIB, OPERATORS, Limits
from bot.importing.problems import FileUnusable, TooManyRows
from bot.importing.words import shown

ENDINGS = (".xlsx", ".xlsm")
MOST_IN_A_CELL = 32_767  # characters, in Excel; openpyxl would cut the text there
SCANNED = MIB
NEVER_CALCULATED = (
    "holds a formula that was never calculated; open the file in a spreadsheet program and save it"
)

# What openpyxl, zipfile and the XML parser raise for an archive that is damaged or no spreadsheet: openpyxl
# checks little itself, so that a part that is missing or malformed fails wherever it is used.
_BROKEN = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    NotImplementedError,  # a compression that zipfile does not know
    RuntimeError,  # an encrypted part
    OSError,
)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
# A cell with a formula and without what it was calculated as, which openpyxl reads as an empty one.
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c(?P<said>\s[^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?P<value><(?:\w+:)?v(?:\s[^>]*)?(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\sr="(?P<cell>[A-Z]{1,3}(?P<row>\d{1,7}))"')
_EMPTY_TEXT = re.compile(rb'\st="str"')
LONGEST_CELL = 2**16  # bytes of a cell with a formula, of which Excel takes 8,192 characters
# What XML cannot hold, and what would be read as standing for it (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty: its number, its cells up to the last filled one, and what is wrong with it."""

    number: int
    cells: list[object]
    problem: str = ""


def rows_of(path: Path, data: bytes, limits: Limits = OPERATORS) -> list[SheetRow]:
    """Return the rows of the first sheet; formulas are what they were last calculated as.

    Raises FileUnusable, a sentence with what to do, for anything but a workbook within the limits; the first
    row, which names the columns, does not count.
    """
    if not data.startswith(b"PK"):
        raise FileUnusable(f"{path} is {_no_workbook(data)}.")
    rows, kept = list[SheetRow](), 0
    for number, cells, uncalculated in _cells_of(path, data, limits):
        if row := _row(number, cells, uncalculated):
            rows.append(row)
            kept += len(row.cells)  # with the empty ones before the last filled one
        if len(rows) > limits.rows + 1:
            raise TooManyRows(path, limits.rows)
        if kept > limits.cells:
            raise _too_many_cells(path, limits)
    return rows


def write(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a workbook of one sheet: texts as texts, none of which is a formula, and numbers.

    Raises FileUnusable, naming the row by its first cell, for a text longer than a cell holds.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Records")
    sheet.freeze_panes = "A2"  # the columns' names stay in view
    try:
        for row in chain([columns], rows):
            sheet.append([_written(sheet, value, row[0]) for value in row])
    finally:
        sheet.close()
    book.save(file)


def _no_workbook(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old or a password-protected spreadsheet; save it as XLSX without a password"
    if not data.strip():
        return "empty"
    return "named like a spreadsheet and is none; if it is CSV, give it the ending .csv"


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what is raised for a broken workbook into FileUnusable."""
    try:
        yield
    except _BROKEN as broken:
        raise FileUnusable(
            f"{path} cannot be read as a spreadsheet: it is damaged or something else. Open it in the "
            "spreadsheet program and save it as XLSX again, or as CSV in UTF-8."
        ) from broken


def _cells_of(path: Path, data: bytes, limits: Limits) -> Iterator[tuple[int, Sequence[Any], str]]:
    """Give each row's number and its cells as openpyxl has them, of which nothing is kept.

    With the first cell of the row whose formula was never calculated, "" for none.
    """
    with _readable(path):
        _check_size(path, data, limits)
        with closing(load_workbook(BytesIO(data), read_only=True, data_only=True)) as book:
            if not book.worksheets:
                raise FileUnusable(f"{path} has no sheet with cells.")
            sheet = book.worksheets[0]
            # openpyxl tells the merged cells only of a workbook that it holds in memory as a whole, and
            # builds a row, however many cells it has, before anybody can count them.
            uncalculated = _scan(path, data, sheet._worksheet_path, limits)  # noqa: SLF001
            sheet.reset_dimensions()  # some programs write wrong ones
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                if number > OPERATORS.rows or len(cells) > OPERATORS.columns:
                    raise FileUnusable(
                        f"{path} has a cell beyond row {OPERATORS.rows:,} or column {OPERATORS.columns:,}, "
                        "where no spreadsheet has any."
                    )
                if len(cells) > limits.columns:
                    raise FileUnusable(
                        f"{path} has a cell beyond column {limits.columns:,}. Delete what is no record."
                    )
                yield number, cells, uncalculated.get(number, "")


def _check_size(path: Path, data: bytes, limits: Limits) -> None:
    # zipfile never unpacks more of a part than the archive declares, so what is declared is the limit.
    with ZipFile(BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > limits.unpacked:
        raise FileUnusable(
            f"{path} takes {unpacked // MIB:,} MiB when unpacked, and {limits.unpacked // MIB} MiB are the "
            "most. Import it in parts, or save it as CSV in UTF-8."
        )


def _scan(path: Path, data: bytes, part: str, limits: Limits) -> dict[int, str]:
    """Return the first cell of each row whose formula was never calculated, by the row's number.

    Raises FileUnusable for merged cells, and for more cells than are read.
    """
    uncalculated = dict[int, str]()
    with ZipFile(BytesIO(data)) as archive, archive.open(part) as file:
        before, cells = b"", 0
        while more := file.read(SCANNED):
            if found := _MERGED.search(before + more):
                raise FileUnusable(
                    f"{path} has merged cells ({found[1].decode()}), and nobody can tell which rows they "
                    "belong to. Unmerge them, so that each row has cells of its own."
                )
            for row, cell in _uncalculated(before + more):
                uncalculated.setdefault(row, cell)
            before = (before + more)[-LONGEST_CELL:]
            cells += sum(1 for _ in _CELL.finditer(more))  # but for one that two reads share
            if cells > limits.cells:
                raise _too_many_cells(path, limits)
    return uncalculated


def _uncalculated(xml: bytes) -> Iterator[tuple[int, str]]:
    """Give row and name of each cell whose formula was never calculated; a text of no length is a result."""
    # Most sheets have no formula, and looking for its element takes as long as counting the cells.
    for found in _UNCALCULATED.finditer(xml) if b"<f" in xml or b":f" in xml else ():
        place = _PLACE.search(found["said"])
        if place and not (found["value"] and _EMPTY_TEXT.search(found["said"])):
            yield int(place["row"]), place["cell"].decode()


def _too_many_cells(path: Path, limits: Limits) -> FileUnusable:
    return FileUnusable(
        f"{path} has more than {limits.cells:,} cells. Import it in parts, or delete what is no record."
    )


def _row(number: int, cells: Sequence[Any], uncalculated: str) -> SheetRow | None:
    values = [_value(cell) for cell in cells]
    while values and values[-1] == "":
        values.pop()
    if not uncalculated and not any(value != "" for value in values):
        return None
    wrong = next((cell for cell in cells if cell.data_type == "e" and cell.value is not None), None)
    problem = f"cell {wrong.coordinate} holds the error {shown(wrong.value)} of a formula" if wrong else ""
    return SheetRow(number, values, problem or (uncalculated and f"cell {uncalculated} {NEVER_CALCULATED}"))


def _value(cell: Any) -> object:
    value: object = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return taken_back(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, bool | int | float) else str(value)


def _written(sheet: Any, value: object, key: object) -> Any:
    if not isinstance(value, str) or value == "":
        return None if value == "" else value
    text = _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", neutral(value))
    if len(text) > MOST_IN_A_CELL:
        raise FileUnusable(
            f"A text of {shown(key)} has {len(text):,} characters, and a cell of a spreadsheet holds "
            f"{MOST_IN_A_CELL:,}. Export CSV or JSON Lines instead."
        )
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl would take "#N/A" for an error
    return cell
