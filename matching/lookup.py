"""Where each entry stands: from ids to positions, as arrays that readers may keep while a writer goes on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Positions = NDArray[np.int64]

NOWHERE = -1
# Changes kept apart before they are merged: merging moves 16 bytes for each entry (4 ms for a million), and
# a single addition copies at most these, 16 kB.
NEWEST = 1_000


@dataclass(frozen=True, slots=True)
class _Layer:
    """Ids in ascending order, each with its position."""

    ids: Ids
    positions: Positions

    def find(self, ids: Ids) -> tuple[NDArray[np.bool_], Positions]:
        """Return which ids are known here, and their positions (undefined for the others)."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.bool_), np.zeros(len(ids), dtype=np.int64)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return self.ids[places] == ids, self.positions[places]

    def with_changes(self, ids: Ids, positions: Positions) -> "_Layer":
        known, _ = self.find(ids)
        changed = self.positions.copy()
        changed[np.searchsorted(self.ids, ids[known])] = positions[known]
        order = np.argsort(ids[~known])
        new_ids, new_positions = ids[~known][order], positions[~known][order]
        places = np.searchsorted(self.ids, new_ids)
        return _Layer(np.insert(self.ids, places, new_ids), np.insert(changed, places, new_positions))


NOTHING = _Layer(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Lookup:
    """Immutable: a change returns another one. Two layers, so that one addition does not copy everything."""

    bulk: _Layer = NOTHING
    newest: _Layer = NOTHING

    @classmethod
    def of(cls, ids: Ids, positions: Positions) -> "Lookup":
        """Return the lookup of distinct ids in any order."""
        order = np.argsort(ids)
        return cls(_Layer(ids[order], positions[order]))

    def find(self, ids: Ids) -> Positions:
        """Return the position of each id, NOWHERE for one that has none."""
        in_bulk, positions = self.bulk.find(ids)
        in_newest, newer = self.newest.find(ids)
        return np.where(in_newest, newer, np.where(in_bulk, positions, NOWHERE))

    def with_changes(self, ids: Ids, positions: Positions) -> "Lookup":
        """Return a lookup where these distinct ids stand at these positions; NOWHERE forgets them."""
        newest = self.newest.with_changes(ids, positions)
        if len(newest.ids) <= NEWEST:
            return Lookup(self.bulk, newest)
        merged = self.bulk.with_changes(newest.ids, newest.positions)
        kept = merged.positions != NOWHERE
        return Lookup(_Layer(merged.ids[kept], merged.positions[kept]))
