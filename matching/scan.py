"""The compressed scan: one bit for each dimension, which finds what is worth comparing exactly.

Product quantisation, four bits for each four dimensions (fast scan, as faiss has it), in inverted lists. For
each question the nearest lists are scanned and the best by their codes returned;
benchmarks/results/index.md has the recall.
"""

import ctypes
from pathlib import Path
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.rows import BLOCK, RowsView, Vector, begins

Positions = NDArray[np.int64]


class Effort(NamedTuple):
    """The share of the lists that is scanned for a question, and how many rows are compared exactly."""

    probed: float
    depth: int


class Layout(NamedTuple):
    """From how many rows on: lists, and the effort for a question that all or half of its vector describes.

    Half of it does when the question is not English. Lists are made of all dimensions and tell less about it,
    and its products lie closer together.
    """

    rows: int
    lists: int
    whole: Effort
    half: Effort


# The least that finds 99.5% of the best ten at 12,000 and 45,000, 100,000, and 1,000,000 rows of
# benchmarks/index.py, and a little more.
LAYOUTS = (
    Layout(0, 128, Effort(0.5, 400), Effort(0.7, 1000)),
    Layout(50_000, 512, Effort(0.25, 500), Effort(0.35, 1000)),
    Layout(400_000, 1024, Effort(0.12, 1500), Effort(0.25, 4500)),
)
# k-means gains little from more rows a list (faiss warns below 39), and its time grows with them.
ROWS_A_LIST = 64
ROUNDS = 10  # of k-means; with 25, the default of faiss, training takes 2.5 times as long
BITS = 4  # of a code; fast scan has no other
CODES = 2**BITS
# Rows that are coded apart before the codes of all are copied, as a share of all: copying takes 0.2 s for a
# million, and questions scan both.
NEWEST_SHARE = 1 / 16
BULK, NEWEST = "codes.faiss", "newest.faiss"


class Codes:
    """Codes of the rows at positions 0 to `count` - 1. Immutable: additions make another one."""

    def __init__(self, bulk: Any, newest: Any, *, is_clean: bool = True) -> None:
        # Two faiss.IndexIVFPQFastScan, which has no types, with the same lists and codes.
        self._bulk = bulk
        self._newest = newest
        # Whether rows may be added to `newest`: where some were removed, the last blocks of its lists keep
        # what makes the codes of further ones wrong.
        self._is_clean = is_clean

    @classmethod
    def of(cls, rows: RowsView, count: int) -> "Codes":
        """Return the codes of the first `count` rows, after finding lists and codes that fit them."""
        one_thread()
        index = _untrained(rows.dimension, _lists(count))
        sample = np.random.default_rng(1).choice(count, min(count, ROWS_A_LIST * index.nlist), replace=False)
        few = max(CODES, len(sample))  # faiss wants as many rows as there are codes
        index.train(rows.take(np.resize(np.sort(sample), few)).astype(np.float32))
        newest = faiss.clone_index(index)
        _add(index, rows, 0, count)
        return cls(_copy(index, newest), newest)

    @classmethod
    def read(cls, folder: Path) -> "Codes | None":
        """Return the codes that `write` wrote, if it did. Its files must be whole: faiss trusts them."""
        if not (folder / BULK).exists():
            return None
        # Nothing tells whether rows had been removed before it was written.
        return cls(*(faiss.read_index(str(folder / name)) for name in (BULK, NEWEST)), is_clean=False)

    def write(self, folder: Path) -> None:
        """Write the codes. Raises OSError when the disk is full."""
        for index, name in ((self._bulk, BULK), (self._newest, NEWEST)):
            (folder / name).write_bytes(faiss.serialize_index(index).data)

    @property
    def count(self) -> int:
        """How many rows have codes."""
        return int(self._bulk.ntotal + self._newest.ntotal)

    @property
    def fits(self) -> bool:
        """Whether there are not yet so many rows that they should have twice the lists."""
        return _lists(self.count) < 2 * int(self._bulk.nlist)

    def with_added(self, rows: RowsView) -> "Codes":
        """Return the codes of all rows, these and those that have none yet."""
        one_thread()
        newest = faiss.clone_index(self._newest)
        if not self._is_clean:
            newest.reset()
        _add(newest, rows, int(self._bulk.ntotal + newest.ntotal), len(rows))
        if newest.ntotal <= NEWEST_SHARE * self._bulk.ntotal:
            return Codes(self._bulk, newest)
        if not _can_be_merged_into(self._bulk):
            newest.reset()
            bulk = faiss.clone_index(newest)
            _add(bulk, rows, 0, len(rows))
            return Codes(bulk, newest)
        bulk = _copy(self._bulk, self._newest)
        bulk.merge_from(newest, 0)  # which leaves it empty
        return Codes(bulk, newest)

    def packed(self, live: NDArray[np.bool_]) -> "Codes":
        """Return the codes without the dead rows; the others move up to fill the places."""
        places = np.cumsum(live, dtype=np.int64) - 1
        bulk, newest = (_copy(index, self._newest) for index in (self._bulk, self._newest))
        for index in (bulk, newest):
            _move(index, live, places)
        return Codes(bulk, newest, is_clean=False)

    def depth(self, vector: Vector, limit: int) -> int:
        """Return how many rows are worth comparing exactly to find the best `limit` of all."""
        return max(self._effort(vector).depth, 4 * limit)

    def best(
        self,
        vector: Vector,
        depth: int,
        allowed: NDArray[np.bool_] | None = None,
        *,
        everywhere: bool = False,
    ) -> tuple[Positions, Vector]:
        """Return the positions of the best `depth` (allowed) rows by their codes, and the products estimated.

        Fewer only if there are fewer. A filter makes the scan look into more lists, so that it compares about
        as many rows as without one; `everywhere` into all of them.
        """
        one_thread()
        there = self.count if allowed is None else int(np.count_nonzero(allowed))
        probed = 1.0 if everywhere else self._effort(vector).probed * self.count / max(there, 1)
        while True:
            positions, estimates = self._scanned(vector, depth, probed, allowed)
            if len(positions) == min(depth, there) or probed >= 1:
                return positions, estimates
            probed *= 2

    def _scanned(
        self, vector: Vector, depth: int, probed: float, allowed: NDArray[np.bool_] | None
    ) -> tuple[Positions, Vector]:
        lists = min(self._bulk.nlist, int(np.ceil(probed * self._bulk.nlist)))
        options: dict[str, Any] = {"nprobe": lists}
        if allowed is not None:
            options["sel"] = _selector(allowed)
        parameters = faiss.IVFSearchParameters(**options)
        found = [
            index.search(vector.reshape(1, -1), depth, params=parameters)
            for index in (self._bulk, self._newest)
            if index.ntotal
        ]
        estimates = np.concatenate([each[0][0] for each in found])
        positions = np.concatenate([each[1][0] for each in found])
        best = np.argsort(-estimates)[:depth] if len(found) > 1 else np.arange(depth)
        best = best[positions[best] >= 0]
        return positions[best], estimates[best]

    def _effort(self, vector: Vector) -> Effort:
        fitting = layout(self.count)
        return fitting.half if begins(vector) else fitting.whole


def _untrained(dimension: int, lists: int) -> Any:
    index = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(dimension), dimension, lists, _parts(dimension), BITS, faiss.METRIC_INNER_PRODUCT
    )
    # What a code means is the same in every list, so a question's products with all of them are worked out
    # once, not once a list: with RaBitQ that took half the time of a question.
    index.by_residual = False
    index.cp.spherical = True
    index.cp.max_points_per_centroid = ROWS_A_LIST
    for training in (index.cp, index.pq.cp):
        training.niter, training.min_points_per_centroid = ROUNDS, 1
    return index


def _add(index: Any, rows: RowsView, start: int, end: int) -> None:
    for at in range(start, end, BLOCK):
        positions = np.arange(at, min(at + BLOCK, end))
        index.add_with_ids(rows.take(positions).astype(np.float32), positions)


def _move(index: Any, live: NDArray[np.bool_], places: Positions) -> None:
    index.remove_ids(_selector(~live))
    for number in range(index.nlist):
        held = index.invlists.list_size(number)
        if held:
            positions = faiss.rev_swig_ptr(index.invlists.get_ids(number), held)
            positions[:] = places[positions]


def _can_be_merged_into(index: Any) -> bool:
    """Say whether faiss (1.15.1) can merge another index into this one.

    In a list whose length is a multiple of its block's bytes, 3,072 at the product's width, it writes past
    the end: the process dies, or finds other rows. Nor can rows be added to an index that was merged or
    packed: what is left in its last blocks would make their codes wrong.
    """
    lists: Any = faiss.downcast_InvertedLists(index.invlists)
    sizes = (lists.list_size(number) for number in range(index.nlist))
    return all(size == 0 or size % lists.block_size for size in sizes)


def _copy(index: Any, alike: Any) -> Any:
    """Return a copy of the index, made from one with the same lists and codes.

    faiss's own copies the room that lists have to grow as well: 150 bytes a record, not 110.
    """
    copy: Any = faiss.clone_index(alike)
    copy.reset()
    source: Any = faiss.downcast_InvertedLists(index.invlists)
    target: Any = faiss.downcast_InvertedLists(copy.invlists)
    for number in range(index.nlist):
        held = source.list_size(number)
        if not held:
            continue
        target.resize(number, held)
        blocks = -(-held // source.n_per_block) * source.block_size
        for start, length in (("get_codes", blocks), ("get_ids", held)):
            there = faiss.rev_swig_ptr(getattr(target, start)(number), length)
            there[:] = faiss.rev_swig_ptr(getattr(source, start)(number), length)
    copy.ntotal = index.ntotal
    return copy


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


def _parts(dimension: int) -> int:
    """Return in how many parts a row is coded: of four dimensions, or of fewer if they would not come out."""
    return dimension // next(size for size in (4, 3, 2, 1) if dimension % size == 0)


def _lists(rows: int) -> int:
    return max(1, min(layout(rows).lists, rows // ROWS_A_LIST))


def one_thread() -> None:
    """Make faiss use the calling thread only: a second one is slower and less even beside other work."""
    faiss.omp_set_num_threads(1)
