"""The vectors themselves in half precision, at positions that are only ever appended.

Half precision is what the database keeps, so nothing is lost. Rows of a saved index are mapped from its file;
newer ones stand in memory while they are few, then in a temporary file without a name, mapped as well.
"""

import mmap
import os
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Halves = NDArray[np.float16]
Positions = NDArray[np.int64]

HALF = np.dtype("<f2")
# Rows that are held in memory before they move to a file: 15 MB at 768 dimensions. A file for each of many
# small networks would cost open files instead.
IN_MEMORY = 10_000
BLOCK = 16_384  # rows that are read or converted at a time: 50 MB in single precision at 768 dimensions


class Rows:
    """Appended by one writer, read by any thread: `view` never changes under a reader."""

    def __init__(self, dimension: int, saved: Halves | None = None, folder: Path | None = None) -> None:
        """Start with rows mapped from a file, if any; further ones go to a file in the folder, or in /tmp."""
        self._saved = np.empty((0, dimension), HALF) if saved is None else saved
        self._room: Halves = np.empty((0, dimension), HALF)
        self._used = 0
        self._folder = folder
        self._file: int | None = None

    def append(self, rows: Halves) -> None:
        """Add rows of shape (n, dimension). Raises OSError if a file that must grow finds the disk full."""
        end = self._used + len(rows)
        if end > len(self._room):
            self._grow(end)
        if self._file is None:
            self._room[self._used : end] = rows
        else:
            # Written, not assigned: a mapped page that finds the disk full ends the process with SIGBUS.
            _write_at(self._file, self._used * self._row_bytes, rows)
        self._used = end

    def view(self) -> "RowsView":
        """Return the rows that are there now."""
        return RowsView(self._saved, self._room[: self._used])

    @property
    def _row_bytes(self) -> int:
        return int(self._saved.shape[1]) * HALF.itemsize

    def _grow(self, needed: int) -> None:
        capacity = max(needed, 2 * len(self._room), 64)
        if capacity <= IN_MEMORY:
            room = np.empty((capacity, self._saved.shape[1]), HALF)
            room[: self._used] = self._room[: self._used]
            self._room = room
            return
        if self._file is None:
            self._move_to_file(capacity)
        else:
            self._room = self._extended(self._file, capacity)

    def _move_to_file(self, capacity: int) -> None:
        file = _unnamed_file(self._folder)
        close = weakref.finalize(self, os.close, file)
        try:
            _write_at(file, 0, self._room[: self._used])
            room = self._extended(file, capacity)
        except OSError:
            close()
            raise
        # Both or none: rows that went to the file would not be in a room that stayed in memory.
        self._file, self._room = file, room

    def _extended(self, file: int, capacity: int) -> Halves:
        os.ftruncate(file, capacity * self._row_bytes)
        return _mapped(file, capacity, self._saved.shape[1])


class RowsView:
    """Rows by position, in two parts: those of the saved index, then those added since."""

    def __init__(self, saved: Halves, added: Halves) -> None:
        self._saved = saved
        self._added = added

    def __len__(self) -> int:
        return len(self._saved) + len(self._added)

    @property
    def dimension(self) -> int:
        """How many numbers a row has."""
        return int(self._saved.shape[1])

    def take(self, positions: Positions, start: int = 0) -> Halves:
        """Return these rows as they are kept, from dimension `start` on."""
        saved, added = self._saved[:, start:], self._added[:, start:]
        if not len(added):
            return saved[positions]
        if not len(saved):
            return added[positions]
        rows = np.empty((len(positions), saved.shape[1]), HALF)
        is_saved = positions < len(saved)
        rows[is_saved] = saved[positions[is_saved]]
        rows[~is_saved] = added[positions[~is_saved] - len(saved)]
        return rows

    def blocks(self, positions: Positions, start: int = 0) -> Iterator[Halves]:
        """Yield these rows as they are kept, from dimension `start` on, at most BLOCK at a time."""
        for at in range(0, len(positions), BLOCK):
            yield self.take(positions[at : at + BLOCK], start)

    def products(self, vector: Vector, positions: Positions) -> Vector:
        """Return the inner products of these rows with a vector, shape (len(positions),)."""
        start = begins(vector)
        products = [_products(rows, vector[start:]) for rows in self.blocks(positions, start)]
        return np.concatenate([np.empty(0, dtype=np.float32), *products])

    def write(self, path: Path) -> None:
        """Write all rows as a file that `numpy.load` maps. Raises OSError when the disk is full."""
        header = {"descr": HALF.str, "fortran_order": False, "shape": (len(self), self._saved.shape[1])}
        with path.open("wb") as file:
            np.lib.format.write_array_header_2_0(file, header)
            for part in (self._saved, self._added):
                for at in range(0, len(part), BLOCK):
                    file.write(np.ascontiguousarray(part[at : at + BLOCK]).data)


def begins(vector: Vector) -> int:
    """Return where the vector begins to say something: 0, or its middle if all before is zero.

    So it is for a question that is not English (`embedded.question_vector`).
    """
    middle = len(vector) // 2
    return 0 if vector[:middle].any() else middle


def _products(rows: Halves, vector: Vector) -> Vector:
    # faiss multiplies half precision as it is; converting with numpy first takes six times as long.
    scorer = faiss.IndexScalarQuantizer(
        rows.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    scorer.add_sa_codes(np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), -1))
    found, order = scorer.search(vector.reshape(1, -1), len(rows))
    products = np.empty(len(rows), dtype=np.float32)
    products[order[0]] = found[0]
    return products


def _unnamed_file(folder: Path | None) -> int:
    file, path = tempfile.mkstemp(prefix="counterpart-rows-", dir=folder)
    os.unlink(path)
    return file


def _write_at(file: int, offset: int, rows: Halves) -> None:
    data = np.ascontiguousarray(rows).view(np.uint8).reshape(-1).data
    while data:
        written = os.pwrite(file, data, offset)
        data, offset = data[written:], offset + written


def _mapped(file: int, rows: int, dimension: int) -> Halves:
    mapping = mmap.mmap(file, rows * dimension * HALF.itemsize, access=mmap.ACCESS_READ)
    return np.frombuffer(mapping, dtype=HALF).reshape(rows, dimension)
