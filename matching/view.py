"""What readers see of a vector index: entries found by inner product, at one moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.lookup import NOWHERE, Ids, Lookup, Positions
from matching.rows import RowsView, Vector
from matching.scan import Codes

Mask = NDArray[np.bool_]
Found = list[tuple[int, float]]

# Entries that are all compared with a question: up to here that takes a few milliseconds (see
# benchmarks/results/index.md), exact, and needs no lists.
EXACT_UP_TO = 10_000
# A filter that leaves so many of more is exact too: reading 2,000 from the mapped file takes 3 ms. Of more
# entries the codes are scanned.
EXACT_AMONG = 4_000
MOST = 0.8  # of the positions are alive at least (`index.DEAD_SHARE`); a smaller share means a filter
# Standard deviations of the estimates' error: one row of 700 that should be found has a greater one. With
# 2.5, one of 150, a filter that leaves one region has a recall of .992 (tests/matching/test_index_scan.py).
CERTAIN = 3.0


@dataclass(frozen=True, slots=True)
class VectorView:
    """What an index held at one moment. Readers keep it while the writer goes on; nothing in it changes."""

    ids: Ids  # by position
    live: Mask  # by position
    lookup: Lookup
    rows: RowsView
    recent: Vector  # the rows that have no codes, in single precision: the last ones
    codes: Codes | None = None

    def __len__(self) -> int:
        return int(np.count_nonzero(self.live))

    def nearest(
        self, vector: Vector, limit: int, among: Ids | None = None, without: Sequence[int] = ()
    ) -> Found:
        """Return the entries with the greatest inner products, greatest first; fewer if there are fewer.

        `among` are the ids that may be found, None for all; `without` are some that may not. Ids that are
        not in the index do not matter. Exact while there are no codes, and for filters that leave few; else
        99.5% of the best ten are found (benchmarks/results/index.md), provided that all vectors have about
        the same length, as those of every embedder have.
        """
        allowed = self._allowed(among, without)
        if not np.isfinite(vector).all():
            return []
        positions, products = self._compared(vector, limit, allowed)
        if len(products) > limit:  # sorting all takes as long as a tenth of the question
            near = products >= np.partition(products, -limit)[-limit]
            positions, products = positions[near], products[near]
        best = np.lexsort((self.ids[positions], -products))[:limit]
        return list(zip(self.ids[positions[best]].tolist(), products[best].tolist(), strict=True))

    def holds(self, number: int) -> bool:
        """Say whether the entry is in the index."""
        return bool(self._present([number]).size)

    def similarities(self, vector: Vector, ids: Iterable[int]) -> dict[int, float]:
        """Return the inner products of these entries, without those that are not in the index.

        None for a vector that is not finite, as `nearest` finds none for it.
        """
        if not np.isfinite(vector).all():
            return {}
        wanted = np.fromiter(ids, dtype=np.int64)
        positions = self.lookup.find(wanted)
        present = positions != NOWHERE
        products = self._products(vector, positions[present])
        return dict(zip(wanted[present].tolist(), products.tolist(), strict=True))

    def write(self, folder: Path) -> None:
        """Write what the index held as files of an empty folder. Raises OSError when the disk is full."""
        self.rows.write(folder / "rows.npy")
        np.save(folder / "ids.npy", self.ids)
        np.save(folder / "live.npy", self.live)
        if self.codes is not None:
            self.codes.write(folder)

    @property
    def coded(self) -> int:
        """How many positions have codes; the rest is `recent`."""
        return len(self.ids) - len(self.recent)

    def _allowed(self, among: Ids | None, without: Sequence[int]) -> Mask:
        allowed = self.live
        if among is not None:
            allowed = np.zeros(len(self.ids), dtype=np.bool_)
            allowed[self._present(among)] = True
        if len(without):
            allowed = allowed.copy()
            allowed[self._present(without)] = False
        return allowed

    def _present(self, ids: Ids | Sequence[int]) -> Positions:
        positions = self.lookup.find(np.asarray(ids, dtype=np.int64))
        return np.asarray(positions[positions != NOWHERE], dtype=np.int64)

    def _compared(self, vector: Vector, limit: int, allowed: Mask) -> tuple[Positions, Vector]:
        """Return the positions worth comparing, and their exact products."""
        if self.codes is None or np.count_nonzero(allowed) <= EXACT_AMONG:
            positions = np.asarray(np.flatnonzero(allowed), dtype=np.int64)
            return positions, self._products(vector, positions)
        coded = self.coded
        scanned, products = _by_codes(self, self.codes, vector, limit, allowed[:coded])
        recent = coded + np.flatnonzero(allowed[coded:])
        of_recent = self._products(vector, recent)
        return np.concatenate([scanned, recent]), np.concatenate([products, of_recent])

    def _products(self, vector: Vector, positions: Positions) -> Vector:
        coded = self.coded
        is_recent = positions >= coded
        products = np.empty(len(positions), dtype=np.float32)
        products[~is_recent] = self.rows.products(vector, positions[~is_recent])
        some = positions[is_recent] - coded
        products[is_recent] = np.vecdot(
            self.recent if len(some) == len(self.recent) else self.recent[some], vector
        )
        return products


def _by_codes(
    view: VectorView, codes: Codes, vector: Vector, limit: int, allowed: Mask
) -> tuple[Positions, Vector]:
    depth = codes.depth(vector, limit)
    share = np.count_nonzero(allowed) / len(allowed)
    everywhere = False
    while True:
        positions, estimates = codes.best(
            vector, depth, None if share == 1 else allowed, everywhere=everywhere
        )
        products = view.rows.products(vector, positions)
        # Of nearly all the measured depth is enough. What a filter leaves may be far away, where many are
        # equally near and the codes cannot tell them apart: then more are compared, at last all.
        if share > MOST or len(positions) < depth or _is_certain(limit, products, estimates):
            return positions, products
        # And they may lie in any list, also in those whose centres are far from the question: of 60,000
        # vectors the half that is farthest from it had a recall of .92 without the lists left out.
        depth, everywhere = 4 * depth, True


def _is_certain(limit: int, products: Vector, estimates: Vector) -> bool:
    """Whether a row that was not compared, estimated below all that were, can hardly be among the best.

    Estimates of what was compared are too great on the whole (by .02 to .07), because the greatest were
    chosen. That is left out, which errs on the side of comparing more.
    """
    error = float(np.std(estimates - products))
    last = float(np.partition(products, -limit)[-limit])
    return bool(estimates.min() + CERTAIN * error < last)
