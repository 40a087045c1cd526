"""Rows as a file of JSON Lines, CSV or XLSX, which reads back as the same rows."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

from bot.importing import spreadsheet
from bot.importing.cells import neutral, topics_in_a_cell

Values = Mapping[str, object]


def write_json_lines(file: IO[str], rows: Iterable[Values]) -> None:
    """Write one JSON object a line."""
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(file: IO[str], columns: Sequence[str], rows: Iterable[Values], delimiter: str = ",") -> None:
    """Write a header and the rows; no cell begins as a formula would."""
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(columns)
    for cells in _cells(columns, rows):
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in cells])


def write_spreadsheet(file: IO[bytes], columns: Sequence[str], rows: Iterable[Values]) -> None:
    """Write a workbook of one sheet with a header and the rows. Raises FileUnusable for too long a text."""
    spreadsheet.write(file, columns, _cells(columns, rows))


def _cells(columns: Sequence[str], rows: Iterable[Values]) -> Iterator[list[object]]:
    for row in rows:
        yield [_cell(row.get(column)) for column in columns]


def _cell(value: object) -> object:
    if isinstance(value, list):
        return topics_in_a_cell(value)
    return "" if value is None else value
