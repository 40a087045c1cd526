"""The rows that were not imported, in a file of the same format, each with its line and reason."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.importing.problems import FileUnusable
from bot.importing.source import REJECTED_COLUMNS, Row, Source


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
    try:
        # A lone half of a surrogate pair is written as JSON writes it, since UTF-8 cannot.
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            _write_csv(file, source, bad) if source.delimiter else _write_json_lines(file, bad)
    except OSError as failure:
        raise FileUnusable(f"The rejected rows cannot be written to {path}: {failure.strerror}.") from failure
    return path


def _write_json_lines(file: IO[str], bad: Sequence[BadRow]) -> None:
    for each in bad:
        kept = {name: value for name, value in each.row.values.items() if name not in REJECTED_COLUMNS}
        text = {} if each.row.values else {"rejected_text": each.row.text}
        line = {**kept, "rejected_line": each.line, "rejected_reason": each.reason, **text}
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_csv(file: IO[str], source: Source, bad: Sequence[BadRow]) -> None:
    columns = [column for column in source.columns if column not in REJECTED_COLUMNS]
    writer = csv.writer(file, delimiter=source.delimiter)
    writer.writerow([*columns, *REJECTED_COLUMNS])
    for each in bad:
        cells = [each.row.values.get(column, "") for column in columns]
        writer.writerow([*cells, each.line, each.reason, "" if each.row.values else each.row.text])
