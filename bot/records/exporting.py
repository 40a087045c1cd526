"""The published records of a network as a file, in one of the formats that an import reads."""

import io
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import IO

from sqlalchemy import Connection

from bot.importing import fields
from bot.importing.mapping import FIELDS
from bot.importing.tables import Values, write_csv, write_json_lines, write_spreadsheet
from matching.domain import NetworkId
from store import records

# Excel takes a CSV file for one in the country's old encoding unless this mark stands first.
BYTE_ORDER_MARK = "\ufeff"


class Format(StrEnum):
    """How records are written."""

    JSON_LINES = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def rows(connection: Connection, network_id: NetworkId) -> Iterator[Values]:
    """Give every published record with every field that an import understands, in the order they came.

    The number of its revision tells an import whether the record has changed since.
    """
    for record in records.all_published(connection, network_id):
        yield {**fields.of_record(record), "revision": record.revision}


def write(file: IO[bytes], wanted: Format, rows: Iterable[Values]) -> None:
    """Write the rows as UTF-8; imported, they change nothing, and no cell of a table is a formula.

    Raises FileUnusable for a text that is too long for a cell of a spreadsheet.
    """
    if wanted is Format.XLSX:
        write_spreadsheet(file, FIELDS, rows)
        return
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    if wanted is Format.CSV:
        text.write(BYTE_ORDER_MARK)
        write_csv(text, FIELDS, rows)
    else:
        write_json_lines(text, rows)
    text.detach()  # the file stays its owner's to close
