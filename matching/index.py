"""The vectors of a network's entries, found by inner product."""

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.domain import EntryKey

Vector = NDArray[np.float32]

# Above this share of dead positions the vectors are packed again: a scan wastes a fifth of its time at most.
DEAD_SHARE = 0.2


class VectorIndex:
    """Finds the entries nearest to a vector, exactly. Not safe to use from two threads at once.

    Vectors stand at positions that are only ever appended; removing an entry makes its position dead.
    """

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._vectors = faiss.IndexFlatIP(dimension)
        self._keys: list[EntryKey | None] = []  # by position, None where dead
        self._positions: dict[EntryKey, int] = {}

    def __len__(self) -> int:
        return len(self._positions)

    def put(self, key: EntryKey, vector: Vector) -> None:
        """Add the entry, or replace its vector. Raises ValueError for another dimension, NaN or infinity."""
        if vector.shape != (self._dimension,):
            raise ValueError(f"a vector of shape {vector.shape} in an index of dimension {self._dimension}")
        if not np.isfinite(vector).all():
            raise ValueError(f"the vector of {key} has parts that are not finite")
        self.remove(key)
        self._positions[key] = len(self._keys)
        self._keys.append(key)
        self._vectors.add(_row(vector))

    def remove(self, key: EntryKey) -> None:
        """Forget the entry; nothing happens if it is not there."""
        position = self._positions.pop(key, None)
        if position is None:
            return
        self._keys[position] = None
        if len(self._keys) - len(self._positions) > DEAD_SHARE * len(self._keys):
            self._pack()

    def nearest(self, vector: Vector, limit: int) -> list[tuple[EntryKey, float]]:
        """Return the entries with the greatest inner products, greatest first; fewer if there are fewer."""
        wanted = fetched = min(limit, len(self._positions))
        found = self._live(vector, fetched)
        while len(found) < wanted and fetched < len(self._keys):
            # Dead positions took places; the best of the live ones are among the best of all, further down.
            fetched = min(2 * fetched, len(self._keys))
            found = self._live(vector, fetched)
        return found[:wanted]

    def similarities(self, vector: Vector, keys: list[EntryKey]) -> dict[EntryKey, float]:
        """Return the inner products of these entries, without those that are not in the index."""
        present = [key for key in keys if key in self._positions]
        rows = [self._vectors.reconstruct(self._positions[key]) for key in present]
        return {key: float(row @ vector) for key, row in zip(present, rows, strict=True)}

    def _live(self, vector: Vector, fetched: int) -> list[tuple[EntryKey, float]]:
        if not fetched:
            return []
        # For the calling thread: a second one makes it slower and less even (docs/retrieval.md, "Indexes").
        faiss.omp_set_num_threads(1)
        products, positions = self._vectors.search(_row(vector), fetched)
        found = zip(positions[0], products[0], strict=True)
        keys = ((self._keys[position], float(product)) for position, product in found if position >= 0)
        return [(key, product) for key, product in keys if key is not None]

    def _pack(self) -> None:
        live = [position for position, key in enumerate(self._keys) if key is not None]
        rows = self._vectors.reconstruct_n(0, len(self._keys))[live]
        self._keys = [self._keys[position] for position in live]
        self._positions = {key: position for position, key in enumerate(self._keys) if key is not None}
        self._vectors = faiss.IndexFlatIP(self._dimension)
        self._vectors.add(rows)


def _row(vector: Vector) -> NDArray[np.float32]:
    return np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
