"""The compressed scan: one bit for each dimension, which finds what is worth comparing exactly.

RaBitQ codes (Gao and Long, 2024, as faiss computes them) in inverted lists. For each question the nearest
lists are scanned and the best by their codes returned; benchmarks/results/index.md has the recall.
"""

import ctypes
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.rows import Halves, RowsView, Vector

Positions = NDArray[np.int64]


class Layout(NamedTuple):
    """From how many rows on: lists, the share of them that is scanned, candidates to compare exactly."""

    rows: int
    lists: int
    probed: float
    depth: int


# Measured at 100,000 and 1,000,000 rows (benchmarks/index.py). Each list costs time of its own, but more of
# them leave less to scan.
LAYOUTS = (Layout(0, 128, 0.3, 400), Layout(50_000, 256, 0.3, 400), Layout(400_000, 1024, 0.12, 600))
MOST_EFFORT = 1.75  # times that; at a million rows it finds 99.6% for questions in other languages
# k-means gains little from more rows a list (faiss warns below 39), and its time grows with them.
ROWS_A_LIST = 64
ROUNDS = 10  # of k-means; with 25, the default of faiss, training takes 2.5 times as long
QUERY_BITS = 8  # faiss scans as fast with 8 as with 4


class Codes:
    """Codes of the rows at positions 0 to `count` - 1. Immutable: additions make another one."""

    def __init__(self, index: Any) -> None:
        self._index = index  # faiss.IndexIVFRaBitQFastScan, which has no types

    @classmethod
    def of(cls, rows: RowsView, count: int) -> "Codes":
        """Return the codes of the first `count` rows, after finding lists that fit them."""
        one_thread()
        index = faiss.IndexIVFRaBitQFastScan(
            faiss.IndexFlatIP(rows.dimension), rows.dimension, _lists(count), faiss.METRIC_INNER_PRODUCT
        )
        index.cp.niter, index.cp.spherical = ROUNDS, True
        index.cp.max_points_per_centroid, index.cp.min_points_per_centroid = ROWS_A_LIST, 1
        index.qb = QUERY_BITS
        sample = np.random.default_rng(1).choice(count, min(count, ROWS_A_LIST * index.nlist), replace=False)
        index.train(rows.take(np.sort(sample)).astype(np.float32))
        codes = cls(index)
        codes._add(rows.blocks(np.arange(count)))
        return codes

    @classmethod
    def read(cls, path: Path) -> "Codes":
        """Return the codes that `write` wrote. The file must be whole: faiss trusts what it reads."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Write the codes. Raises OSError when the disk is full."""
        path.write_bytes(faiss.serialize_index(self._index).data)

    @property
    def count(self) -> int:
        """How many rows have codes."""
        return int(self._index.ntotal)

    @property
    def fits(self) -> bool:
        """Whether there are not yet so many rows that they should have twice the lists."""
        return _lists(self.count) < 2 * int(self._index.nlist)

    def with_added(self, rows: RowsView) -> "Codes":
        """Return the codes of all rows, these and those that have none yet."""
        one_thread()
        codes = Codes(faiss.clone_index(self._index))
        codes._add(rows.blocks(np.arange(self.count, len(rows))))
        return codes

    def packed(self, live: NDArray[np.bool_]) -> "Codes":
        """Return the codes without the dead rows; the others move up to fill the places."""
        index: Any = faiss.clone_index(self._index)
        index.remove_ids(_selector(~live))
        places = np.cumsum(live, dtype=np.int64) - 1
        for number in range(index.nlist):
            held = index.invlists.list_size(number)
            if held:
                positions = faiss.rev_swig_ptr(index.invlists.get_ids(number), held)
                positions[:] = places[positions]
        return Codes(index)

    def depth(self, vector: Vector, limit: int) -> int:
        """Return how many rows are worth comparing exactly to find the best `limit` of all."""
        return max(int(layout(self.count).depth * _effort(vector)), 4 * limit)

    def best(
        self, vector: Vector, depth: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Positions, Vector]:
        """Return the positions of the best `depth` (allowed) rows by their codes, and the products estimated.

        Fewer only if there are fewer. A filter makes the scan look into more lists, so that it compares about
        as many rows as without one.
        """
        one_thread()
        probed = layout(self.count).probed * _effort(vector)
        there = self.count if allowed is None else int(np.count_nonzero(allowed))
        probed *= self.count / max(there, 1)
        while True:
            positions, estimates = self._scanned(vector, depth, probed, allowed)
            if len(positions) == min(depth, there) or probed >= 1:
                return positions, estimates
            probed *= 2

    def _scanned(
        self, vector: Vector, depth: int, probed: float, allowed: NDArray[np.bool_] | None
    ) -> tuple[Positions, Vector]:
        lists = min(self._index.nlist, int(np.ceil(probed * self._index.nlist)))
        options: dict[str, Any] = {"nprobe": lists, "qb": QUERY_BITS}
        if allowed is not None:
            options["sel"] = _selector(allowed)
        parameters = faiss.IVFRaBitQSearchParameters(**options)
        estimates, positions = self._index.search(vector.reshape(1, -1), depth, params=parameters)
        found = positions[0] >= 0
        return positions[0][found], estimates[0][found]

    def _add(self, blocks: Iterable[Halves]) -> None:
        for rows in blocks:
            self._index.add(rows.astype(np.float32))


def give_back_memory() -> None:
    """Return what is free to the system, where it otherwise stays with the process."""
    # glibc keeps what k-means and older codes freed, as much again as an index of a million holds. Other C
    # libraries have no such call.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _selector(chosen: NDArray[np.bool_]) -> Any:
    # faiss's own types describe its C++ signature; from Python it takes the array and keeps it alive.
    bitmap: Any = faiss.IDSelectorBitmap
    return bitmap(np.packbits(chosen, bitorder="little"))


def layout(rows: int) -> Layout:
    """Return the layout measured for this many rows."""
    return max(each for each in LAYOUTS if each.rows <= rows)


def _effort(vector: Vector) -> float:
    """Return how much more than usual a question needs: more if half of its vector says nothing.

    That is so when it is not English. Lists and codes are made of all dimensions and tell less about it:
    recall@10 at 100,000 is .985 with the usual effort.
    """
    return min(MOST_EFFORT, len(vector) / max(1, int(np.count_nonzero(vector))))


def _lists(rows: int) -> int:
    return max(1, min(layout(rows).lists, rows // ROWS_A_LIST))


def one_thread() -> None:
    """Make faiss use the calling thread only: a second one is slower and less even beside other work."""
    faiss.omp_set_num_threads(1)
