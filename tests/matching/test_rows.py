"""What the rows of an index promise when a disk takes no more of them."""

from pathlib import Path

import numpy as np
import pytest

from matching.rows import IN_MEMORY, Halves, Rows
from tests.full_disk import largest_file


def counted(start: int, end: int) -> Halves:
    """Rows of four dimensions, each of which holds its own number, as far as half precision has it."""
    return np.repeat(np.arange(start, end) % 2_048, 4).reshape(-1, 4).astype("<f2")


def held(rows: Rows) -> Halves:
    view = rows.view()
    return view.take(np.arange(len(view), dtype=np.int64))


@pytest.mark.parametrize("size", [0, 100_000], ids=["full", "too small for what is to come"])
def test_rows_that_found_no_room_in_a_file_are_not_there_and_later_ones_are(tmp_path: Path, size: int):
    rows = Rows(4, folder=tmp_path)
    rows.append(counted(0, IN_MEMORY // 2))
    rows.append(counted(IN_MEMORY // 2, IN_MEMORY // 2 + 1))  # twice the room, half of it unused

    with largest_file(size), pytest.raises(OSError, match="File too large"):
        rows.append(counted(0, IN_MEMORY))
    rows.append(counted(IN_MEMORY // 2 + 1, IN_MEMORY // 2 + 9))

    assert (held(rows) == counted(0, IN_MEMORY // 2 + 9)).all()


def test_rows_of_a_file_that_found_no_room_are_not_there_and_later_ones_are(tmp_path: Path):
    rows = Rows(4, folder=tmp_path)
    rows.append(counted(0, IN_MEMORY + 1))
    rows.append(counted(IN_MEMORY + 1, IN_MEMORY + 2))

    with largest_file(200_000), pytest.raises(OSError, match="File too large"):
        rows.append(counted(0, 2 * IN_MEMORY))
    rows.append(counted(IN_MEMORY + 2, IN_MEMORY + 9))

    assert (held(rows) == counted(0, IN_MEMORY + 9)).all()
