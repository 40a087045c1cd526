"""A second row of names below the first one, which would become a record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.importing.source import Row, Source

LONGEST_NAME = 40  # characters of a column's name
LATER = 2  # rows below that show what stands in a column; of fewer nobody can tell
COLUMNS = 2  # that differ from what stands below, so that it can be no record

REASON = (
    "this row seems to name the columns once more, since no row below is like it; delete it, or, if it is a "
    "record, give it an id with a number"
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A table whose second row of names is a bad row; or the line of what may be a record as well, else 0."""

    source: Source
    doubtful: int = 0


def marked(source: Source) -> Marked:
    """Return the table with its second row of names marked.

    Such a row fills every column with a short text without digits. It is none of the records where two
    columns below hold numbers or longer texts throughout, and doubtful where one does.
    """
    if not (source.delimiter or source.is_spreadsheet) or len(source.rows) <= LATER:
        return Marked(source)
    first, *below = source.rows
    if not all(_is_name(first.values.get(column)) for column in source.columns):
        return Marked(source)
    unlike = sum(1 for column in source.columns if _is_other(column, below))
    if unlike >= min(COLUMNS, len(source.columns)) or _is_repeated(first, source.columns):
        return Marked(replace(source, rows=(replace(first, problem=REASON), *below)))
    return Marked(source, first.line if unlike else 0)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_NAME and not _has_digit(value)


def _is_other(column: str, below: Sequence[Row]) -> bool:
    """Say whether everything below in this column is a number, or longer than a name."""
    filled = [value for row in below if (value := row.values.get(column)) not in (None, "")]
    return len(filled) >= LATER and not any(_is_name(value) for value in filled)


def _is_repeated(row: Row, columns: Sequence[str]) -> bool:
    return [str(row.values.get(column)).strip().casefold() for column in columns] == [
        column.casefold() for column in columns
    ]


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
