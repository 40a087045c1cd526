"""Programs that a benchmark runs beside itself: started, waited for, and ended."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from socket import socket
from urllib.error import URLError
from urllib.request import urlopen

START = 120.0  # seconds until a program answers, on a busy machine: the server loads two models


@contextmanager
def process(
    command: Sequence[str], folder: Path, settings: Mapping[str, str], log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a folder; what it writes to standard error stands in the log, or comes to ours."""
    with nullcontext() if log is None else open(log, "wb") as output:
        running = subprocess.Popen(
            command, cwd=folder, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=output
        )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(30)


def wait_for(url: str) -> None:
    """Return when the address answers. Raises TimeoutError if it does not in time."""
    deadline = time.monotonic() + START
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, ConnectionError) as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url} did not answer within {START:.0f} s: {error}") from None
            time.sleep(0.2)  # another process; nothing else could wake us


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
