"""An array that grows at its end while readers keep what they were given."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Growing:
    """Values along the first axis, in memory. A full room is doubled, so that appending costs little."""

    def __init__(self, values: NDArray[Any]) -> None:
        self._room = values
        self._used = len(values)

    @property
    def filled(self) -> NDArray[Any]:
        """The values appended so far; the array never changes afterwards."""
        return self._room[: self._used]

    def append(self, values: NDArray[Any]) -> None:
        """Add values of the same kind and shape at the end."""
        end = self._used + len(values)
        if end > len(self._room):
            room = np.empty((max(end, 2 * len(self._room)), *self._room.shape[1:]), self._room.dtype)
            room[: self._used] = self.filled
            self._room = room
        self._room[self._used : end] = values
        self._used = end
