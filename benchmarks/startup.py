"""How long the command line takes to start, `counterpart demo` to answer, and how much memory `serve` holds.

Run: `python -m benchmarks.startup`
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.report import Row, write
from tests.fakes import SIGNING_SECRET, TOKEN, fake_slack

COUNTERPART = str(Path(sys.executable).with_name("counterpart"))
RUNS = 5
PORT = 39_271


def seconds(command: Sequence[str], **environment: str) -> float:
    """Return how long the command takes as a whole process."""
    start = time.perf_counter()
    subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def seconds_to_last_line(command: Sequence[str], **environment: str) -> float:
    """Return how long it takes until the last line that the command prints is there to read."""
    start = last = time.perf_counter()
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE) as process:
        assert process.stdout
        for _ in process.stdout:
            last = time.perf_counter()
    return last - start


def resident_megabytes(process: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found.group(1)) / 1024


def serving_memory() -> float:
    """Return the resident memory of `serve` with both models and the demonstration network, in MB."""
    with fake_slack() as slack, tempfile.TemporaryDirectory() as folder:
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/counterpart.db",
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.url,
            "COUNTERPART_DEMO": "1",
            "PORT": str(PORT),
            "LOG_LEVEL": "ERROR",
        }
        process = subprocess.Popen([COUNTERPART, "serve"], env={**os.environ, **environment}, cwd=folder)
        try:
            _wait_until_ready()
            return resident_megabytes(process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_ready() -> None:
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5):
                return
        except URLError:
            time.sleep(0.2)  # a benchmark waits for another process; nothing else could wake it
    raise TimeoutError("serve did not become ready within two minutes")


def _row(what: str, runs: Sequence[float], bar: str) -> Row:
    return Row(what, f"{statistics.median(runs):.2f} s", bar, f"{min(runs):.2f} to {max(runs):.2f} s")


def main() -> None:
    """Print and keep the table."""
    helping = [seconds([COUNTERPART, "--help"]) for _ in range(RUNS)]
    question = "How do I get my staff vaccinated when the union objects?"
    answering = [seconds_to_last_line([COUNTERPART, "demo"], Q=question) for _ in range(RUNS)]
    rows = [
        _row("`counterpart --help`", helping, "0.6 s"),
        _row("`counterpart demo`, one question, until its answer", answering, "12 s"),
        Row(
            "`counterpart serve`, resident, both models", f"{serving_memory():.0f} MB", "1,200 MB", "one run"
        ),
    ]
    write("startup", rows)


if __name__ == "__main__":
    main()
