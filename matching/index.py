"""The vectors of a network's entries of one kind: written by one thread, read by many."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from matching.growing import Growing
from matching.lookup import NOWHERE, Ids, Lookup
from matching.rows import BLOCK, HALF, Halves, Rows, Vector
from matching.scan import Codes, give_back_memory
from matching.view import EXACT_UP_TO, Found, VectorView

# Above this share of dead positions the vectors are packed again: a scan wastes a fifth of its time at most.
DEAD_SHARE = 0.2
# Additions that wait for their codes, compared exactly meanwhile. At a million entries each is coded in 20
# microseconds, and whoever adds waits for that; readers never do, because a copy of the newest codes grows.
UNCODED = 512


class VectorIndex:
    """One vector for each id. One thread may change it while others read.

    Vectors stand at positions that are only ever appended; removing an entry makes its position dead. Few
    entries are compared one by one; more are first scanned by their codes (matching/scan.py).
    """

    def __init__(
        self,
        dimension: int,
        exact_up_to: int = EXACT_UP_TO,
        uncoded: int = UNCODED,
        folder: Path | None = None,
    ) -> None:
        """Start empty. Vectors that are too many for memory go to a file without a name in the folder."""
        self._dimension = dimension
        self._exact_up_to = exact_up_to
        self._uncoded = uncoded
        self._folder = folder
        self._rows = Rows(dimension, folder=folder)
        self._ids = Growing(np.empty(0, np.int64))
        self._recent = Growing(np.empty((0, dimension), np.float32))
        self._view = VectorView(
            ids=self._ids.filled,
            live=np.empty(0, np.bool_),
            lookup=Lookup(),
            rows=self._rows.view(),
            recent=self._recent.filled,
        )

    def __len__(self) -> int:
        return len(self._view)

    def view(self) -> VectorView:
        """Return what the index holds now, for reading; it stays as it is whatever is written later."""
        return self._view

    def nearest(
        self, vector: Vector, limit: int, among: Ids | None = None, without: Sequence[int] = ()
    ) -> Found:
        """Return `VectorView.nearest` of what the index holds now."""
        return self._view.nearest(vector, limit, among, without)

    def similarities(self, vector: Vector, ids: Iterable[int]) -> dict[int, float]:
        """Return `VectorView.similarities` of what the index holds now."""
        return self._view.similarities(vector, ids)

    def put(self, number: int, vector: Vector) -> None:
        """Add the entry with this id, or replace its vector; see `put_many`."""
        self.put_many([number], vector.reshape(1, -1))

    def put_many(self, ids: Sequence[int] | Ids, vectors: Vector) -> None:
        """Add entries or replace their vectors, row by row; of an id that comes twice the last row counts.

        Raises ValueError, before anything is written, for rows of another dimension and for numbers that are
        not finite in half precision (65,504 at most); OSError when the disk is full, and then some of the
        rows may be there.
        """
        numbers = np.asarray(ids, dtype=np.int64)
        halves = self._checked(numbers, vectors)
        _, last = np.unique(numbers[::-1], return_index=True)
        order = np.sort(len(numbers) - 1 - last)
        for at in range(0, len(order), BLOCK):
            part = order[at : at + BLOCK]
            self._append(numbers[part], halves[part])
            self._tidy()

    def remove(self, number: int) -> None:
        """Forget the entry; nothing happens if it is not there."""
        self.remove_many([number])

    def remove_many(self, ids: Sequence[int]) -> None:
        """Forget the entries; ids that are not there do not matter."""
        view = self._view
        known = np.unique(np.asarray(ids, dtype=np.int64))
        positions = view.lookup.find(known)
        present = positions != NOWHERE
        if not present.any():
            return
        live = view.live.copy()
        live[positions[present]] = False
        nowhere = np.full(np.count_nonzero(present), NOWHERE)
        self._view = replace(view, live=live, lookup=view.lookup.with_changes(known[present], nowhere))
        self._tidy()

    def write(self, folder: Path) -> None:
        """Write what the index holds now; see `VectorView.write`."""
        self._view.write(folder)

    @classmethod
    def read(cls, saved: Path, dimension: int, folder: Path | None = None) -> "VectorIndex":
        """Return the index that `VectorView.write` wrote; the vectors stay in their file, mapped.

        The files must be those that were written (`matching.snapshot` checks it): faiss trusts what it reads.
        """
        rows = np.asarray(np.load(saved / "rows.npy", mmap_mode="r"))
        codes = Codes.read(saved)
        index = cls(dimension, folder=folder)
        index._rows = Rows(dimension, rows, folder)
        index._ids = Growing(np.load(saved / "ids.npy"))
        index._recent = Growing(rows[codes.count if codes else 0 :].astype(np.float32))
        live = np.load(saved / "live.npy")
        ids = index._ids.filled
        lookup = Lookup.of(ids[live], np.flatnonzero(live))
        index._view = VectorView(ids, live, lookup, index._rows.view(), index._recent.filled, codes)
        return index

    def _checked(self, ids: Ids, vectors: Vector) -> Halves:
        if vectors.shape != (len(ids), self._dimension):
            raise ValueError(f"vectors of shape {vectors.shape} in an index of dimension {self._dimension}")
        with np.errstate(over="ignore"):  # what becomes infinite is refused below
            halves = np.asarray(vectors, dtype=HALF)
        wrong = ids[~np.isfinite(halves).all(axis=1)]
        if len(wrong):
            raise ValueError(f"the vectors of {wrong[:5].tolist()} have parts that are not finite")
        return halves

    def _append(self, ids: Ids, halves: Halves) -> None:
        view = self._view
        start = len(view.ids)
        earlier = view.lookup.find(ids)
        live = np.concatenate([view.live, np.ones(len(ids), np.bool_)])
        live[earlier[earlier != NOWHERE]] = False
        self._rows.append(halves)
        self._ids.append(ids)
        self._recent.append(halves.astype(np.float32))
        self._view = replace(
            view,
            ids=self._ids.filled,
            live=live,
            lookup=view.lookup.with_changes(ids, start + np.arange(len(ids))),
            rows=self._rows.view(),
            recent=self._recent.filled,
        )

    def _tidy(self) -> None:
        if self._rearranged():
            give_back_memory()  # the older codes are gone by now, unless somebody is still reading them

    def _rearranged(self) -> bool:
        """Pack, or make the codes that are due; return whether there was anything to do."""
        is_packed = len(self._view.ids) - len(self._view) > DEAD_SHARE * len(self._view.ids)
        if is_packed:
            self._pack()
        view = self._view
        if view.codes is None and len(view.ids) > self._exact_up_to:
            self._code(Codes.of(view.rows, len(view.ids)))
            return True
        if view.codes and len(view.recent) > self._uncoded:
            codes = view.codes.with_added(view.rows)
            self._code(codes if codes.fits else Codes.of(view.rows, len(view.ids)))
            return True
        return is_packed

    def _code(self, codes: Codes) -> None:
        self._recent = Growing(np.empty((0, self._dimension), np.float32))
        self._view = replace(self._view, codes=codes, recent=self._recent.filled)

    def _pack(self) -> None:
        view = self._view
        kept = np.flatnonzero(view.live)
        rows = Rows(self._dimension, folder=self._folder)
        for block in view.rows.blocks(kept):
            rows.append(block)
        recent = Growing(view.recent[view.live[view.coded :]])
        codes = view.codes.packed(view.live[: view.coded]) if view.codes else None
        self._rows, self._ids, self._recent = rows, Growing(view.ids[kept]), recent
        self._view = replace(
            view,
            ids=self._ids.filled,
            live=np.ones(len(kept), np.bool_),
            lookup=Lookup.of(view.ids[kept], np.arange(len(kept))),
            rows=rows.view(),
            recent=recent.filled,
            codes=codes,
        )
