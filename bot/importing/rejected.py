"""The rows that were not imported, in a file of the same format, each with its line and reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.importing.problems import FileUnusable
from bot.importing.source import REJECTED_COLUMNS, Row, Source
from bot.importing.tables import write_csv, write_json_lines, write_spreadsheet


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be imported, and why."""

    row: Row
    reason: str

    @property
    def line(self) -> int:
        """The line of the file in which the row begins, from 1."""
        return self.row.line


def write(source: Source, bad: Sequence[BadRow]) -> Path:
    """Write the rows to NAME.rejected.ENDING beside the source, over an earlier one, and return its path.

    The added columns are not read when the corrected file is imported. Raises FileUnusable.
    """
    ending = source.path.suffix or (".csv" if source.delimiter else ".jsonl")
    path = source.path.with_name(f"{source.path.stem}.rejected{ending}")
    columns = [column for column in source.columns if column not in REJECTED_COLUMNS]
    rows = (_values(each) for each in bad)
    try:
        if source.is_spreadsheet:
            with path.open("wb") as workbook:
                write_spreadsheet(workbook, [*columns, *REJECTED_COLUMNS], rows)
            return path
        # A lone half of a surrogate pair is written as JSON writes it, since UTF-8 cannot.
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            if source.delimiter:
                write_csv(file, [*columns, *REJECTED_COLUMNS], rows, source.delimiter)
            else:
                write_json_lines(file, rows)
    except OSError as failure:
        raise FileUnusable(f"The rejected rows cannot be written to {path}: {failure.strerror}.") from failure
    return path


def _values(bad: BadRow) -> dict[str, object]:
    kept = {name: value for name, value in bad.row.values.items() if name not in REJECTED_COLUMNS}
    text = {} if bad.row.values else {"rejected_text": bad.row.text}
    return {**kept, "rejected_line": bad.line, "rejected_reason": bad.reason, **text}
