"""How large a file of records may be: more would fill the memory of whoever reads it."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file: of a spreadsheet MiB when unpacked, rows, columns, and cells."""

    unpacked: int
    rows: int
    columns: int
    cells: int


# Of whoever runs the command on a machine of their own. 10,000 records as long as those of the demonstration
# network take 16 MiB unpacked and 280,000 cells, of which each takes some 100 bytes of memory. Rows and
# columns are those of a sheet in every spreadsheet program; openpyxl would count up to any number.
OPERATORS = Limits(unpacked=256 * MIB, rows=1_048_576, columns=16_384, cells=5_000_000)
