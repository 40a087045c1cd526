"""Where a test run keeps its files: in memory, if the machine has a folder there with room."""

import shutil
from pathlib import Path

# What two processes of a run have there at a time: a server each (150 MB), and the files of failed tests.
# A container often has no more than 64 MB.
ROOM = 1024**3


def quick_folder() -> Path | None:
    """Return a folder in memory with room for a run, or None where the machine has none.

    Copying a PostgreSQL database takes 24 ms there, and 260 ms on the disk of a small virtual machine;
    SQLite waits for that disk at each commit.
    """
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > ROOM:
        return memory
    return None
