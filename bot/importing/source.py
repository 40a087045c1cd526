"""A file of practice records as rows: JSON Lines, CSV or XLSX, each row with its number and its text."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from bot.importing import spreadsheet
from bot.importing.cells import taken_back
from bot.importing.encodings import decoded
from bot.importing.limits import OPERATORS, Limits
from bot.importing.problems import FileUnusable, TooManyRows
from bot.importing.words import cleaned_line, shown

DELIMITERS = ",;\t"
# Columns that a file of rejected rows has besides those of its source; ignored when it is read again.
REJECTED_COLUMNS = ("rejected_line", "rejected_reason", "rejected_text")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `line` is where it begins (from 1), `problem` says why `values` could not be had.

    A row of a spreadsheet has its number for a line.
    """

    line: int
    text: str
    values: Mapping[str, object]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's rows, in order, and its columns; `delimiter` is empty for all but CSV."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str = ""

    @property
    def is_spreadsheet(self) -> bool:
        """Whether the file is XLSX."""
        return _is_spreadsheet(self.path)


def open_source(
    path: Path,
    encoding: str = "utf-8",
    data: bytes | None = None,
    limits: Limits = OPERATORS,
) -> Source:
    """Return the rows of a JSON Lines, CSV or XLSX file (by its ending or, without one, its first character).

    CSV may be separated by comma, semicolon or tab; its first row and that of a sheet name the columns. Empty
    lines do not count. `data` are the bytes where there is no such file here. Raises FileUnusable, a sentence
    with what to do, when no row can be read at all, and TooManyRows before all of them are in memory.
    """
    content = _bytes(path) if data is None else data
    if _is_spreadsheet(path):
        source = _sheet(path, spreadsheet.rows_of(path, content, limits))
    else:
        source = _text(path, decoded(path, content, encoding), limits)
    if not source.rows:
        raise FileUnusable(f"{path} names columns and holds no row below them.")
    return source


def _at_most(path: Path, limits: Limits, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows. Raises TooManyRows as soon as there are more than are read."""
    found = tuple(islice(rows, limits.rows + 1))
    if len(found) > limits.rows:
        raise TooManyRows(path, limits.rows)
    return found


def _named_twice(columns: Sequence[str]) -> str:
    """Return a name that two of the columns bear, or ""."""
    return next((name for name, count in Counter(columns).items() if name and count > 1), "")


def _text(path: Path, text: str, limits: Limits) -> Source:
    if not text.strip():
        raise FileUnusable(f"{path} is empty.")
    return _csv(path, text, limits) if _is_csv(path, text) else _json_lines(path, text, limits)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise FileUnusable(f"{path} does not exist.") from missing
    except IsADirectoryError as folder:
        raise FileUnusable(f"{path} is a folder; name one file in it.") from folder
    except PermissionError as forbidden:
        raise FileUnusable(f"{path} may not be read by this account; change its permissions.") from forbidden
    except (OSError, ValueError) as failure:
        raise FileUnusable(f"{shown(path)} cannot be read: {failure}.") from failure


def _is_spreadsheet(path: Path) -> bool:
    return path.suffix.lower() in spreadsheet.ENDINGS


def _is_csv(path: Path, text: str) -> bool:
    if path.suffix.lower() in (".csv", ".tsv", ".tab"):
        return True
    if path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return False
    return not text.lstrip().startswith(("{", "["))


def _json_lines(path: Path, text: str, limits: Limits) -> Source:
    if text.lstrip().startswith("[") and path.suffix.lower() == ".json":
        raise FileUnusable(
            f"{path} is one JSON array; write one object a line instead (jq -c '.[]' does it)."
        )
    lines = ((number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), start=1))
    rows = _at_most(path, limits, (_json_row(number, line) for number, line in lines if line.strip()))
    columns = dict.fromkeys(name for row in rows for name in row.values)
    return Source(path, tuple(columns), rows)


def _json_row(number: int, line: str) -> Row:
    try:
        values = json.loads(line, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as broken:
        return Row(number, line, {}, f"this line is not JSON: {broken.msg} at character {broken.colno}")
    except RecursionError:
        return Row(number, line, {}, "this line is not a record: its values are nested too deeply")
    except ValueError as unusable:
        return Row(number, line, {}, f"this line cannot be read: {unusable}")
    if not isinstance(values, dict):
        return Row(
            number, line, {}, 'this line is JSON but no object; a record looks like {"id": "...", ...}'
        )
    return Row(number, line, values)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"it names {shown(twice[0])} twice")
    return dict(pairs)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no value")


def _csv(path: Path, text: str, limits: Limits) -> Source:
    lines = list(io.StringIO(text, newline=""))
    delimiter = "\t" if path.suffix.lower() in (".tsv", ".tab") else _delimiter(lines)
    rows = (row for row in _cells(lines, delimiter) if isinstance(row.cells, str) or any(row.cells))
    header = next(rows, None)
    if header is None:
        raise FileUnusable(f"{path} names no columns in its first row.")
    if isinstance(header.cells, str):
        raise FileUnusable(
            f"{path}, line {header.line}, should name the columns and is not CSV: {header.cells}."
        )
    if len(header.cells) > limits.columns:
        raise FileUnusable(f"{path} has more than {limits.columns:,} columns. Delete what is no record.")
    columns = _columns(path, header.cells)
    read = _at_most(path, limits, (_csv_row(row, columns) for row in rows))
    return Source(path, tuple(filter(None, columns)), read, delimiter)


def _columns(path: Path, header: Sequence[object]) -> list[str]:
    columns = [cleaned_line(str(cell)) for cell in header]
    if twice := _named_twice(columns):
        raise FileUnusable(f"{path} has two columns named {shown(twice)}; rename one of them.")
    return columns


def _sheet(path: Path, rows: Sequence[spreadsheet.SheetRow]) -> Source:
    if not rows:
        raise FileUnusable(f"{path} is empty.")
    columns = _columns(path, rows[0].cells)
    return Source(path, tuple(filter(None, columns)), tuple(_sheet_row(row, columns) for row in rows[1:]))


def _sheet_row(row: spreadsheet.SheetRow, columns: Sequence[str]) -> Row:
    text = "\t".join(map(str, row.cells))
    problem = row.problem
    if len(row.cells) > len(columns):
        problem = f"this row has {len(row.cells)} cells where the header names {len(columns)} columns"
    if problem:
        return Row(row.number, text, {}, problem)
    cells = row.cells + [""] * (len(columns) - len(row.cells))
    return Row(row.number, text, {name: cell for name, cell in zip(columns, cells, strict=True) if name})


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row of a CSV file: its cells, or a sentence saying why they cannot be told apart."""

    line: int
    text: str
    cells: list[str] | str


def _cells(lines: Sequence[str], delimiter: str) -> Iterator[_Cells]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        before = reader.line_num
        cells: list[str] | str
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            cells = _csv_sentence(str(broken))
        yield _Cells(before + 1, "".join(lines[before : reader.line_num]), cells)


def _csv_sentence(broken: str) -> str:
    if "end of data" in broken:
        return "a quotation mark opened here is never closed, so the rest of the file belongs to this row"
    if "field limit" in broken:
        return f"a cell is longer than {csv.field_size_limit():,} characters"
    return f"its quotation marks do not match ({broken}); double a quotation mark inside a cell"


def _csv_row(row: _Cells, columns: Sequence[str]) -> Row:
    if isinstance(row.cells, str):
        return Row(row.line, row.text, {}, row.cells)
    if len(row.cells) != len(columns):
        problem = f"this row has {len(row.cells)} cells where the header names {len(columns)} columns"
        return Row(row.line, row.text, {}, problem)
    return Row(
        row.line,
        row.text,
        {name: taken_back(cell) for name, cell in zip(columns, row.cells, strict=True) if name},
    )


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that makes most columns of the header; prose below it misleads csv.Sniffer."""

    def columns(delimiter: str) -> int:
        try:
            return len(next((cells for cells in csv.reader(lines, delimiter=delimiter) if any(cells)), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)
